namespace MainImageHub.Domain.Images;

/// <summary>What a file's own words make likely about its origin. A proposal for a person to confirm, never a fact by itself.</summary>
public static class Provenance
{
    /// <summary>IPTC's list of digital source types (http://cv.iptc.org/newscodes/digitalsourcetype/), as far as it decides between our origins.</summary>
    private static readonly Dictionary<string, AssetOrigin> SourceTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["digitalCapture"] = AssetOrigin.Photo,
        ["computationalCapture"] = AssetOrigin.Photo,
        ["compositeCapture"] = AssetOrigin.Photo,
        ["negativeFilm"] = AssetOrigin.Photo,
        ["positiveFilm"] = AssetOrigin.Photo,
        ["print"] = AssetOrigin.Photo,
        ["minorHumanEdits"] = AssetOrigin.Photo,
        ["humanEdits"] = AssetOrigin.Photo,
        ["digitalArt"] = AssetOrigin.Render,
        ["digitalCreation"] = AssetOrigin.Render,
        ["virtualRecording"] = AssetOrigin.Render,
        ["dataDrivenMedia"] = AssetOrigin.Render,
        ["algorithmicMedia"] = AssetOrigin.Render,
        ["trainedAlgorithmicMedia"] = AssetOrigin.AiMade,
        ["compositeWithTrainedAlgorithmicMedia"] = AssetOrigin.AiEdited,
        ["compositeSynthetic"] = AssetOrigin.AiEdited,
        ["algorithmicallyEnhanced"] = AssetOrigin.AiEdited,
    };

    /// <summary>Programs that make nothing else. An editor such as Photoshop tells nothing.</summary>
    private static readonly (string Name, AssetOrigin Origin)[] Programs =
    [
        ("Midjourney", AssetOrigin.AiMade),
        ("DALL", AssetOrigin.AiMade),
        ("Stable Diffusion", AssetOrigin.AiMade),
        ("Adobe Firefly", AssetOrigin.AiMade),
        ("Blender", AssetOrigin.Render),
        ("KeyShot", AssetOrigin.Render),
        ("V-Ray", AssetOrigin.Render),
    ];

    /// <summary>Null where the file says nothing that decides.</summary>
    public static AssetOrigin? OriginOf(MetadataFacts metadata) =>
        metadata.DigitalSourceType is { } type && SourceTypes.TryGetValue(type, out var said) ? said
            : Programs.Where(p => metadata.Software?.Contains(p.Name, StringComparison.OrdinalIgnoreCase) == true).Select(p => (AssetOrigin?)p.Origin).FirstOrDefault();
}
