using MainImageHub.Domain.Images;

namespace MainImageHub.Domain.Rules;

/// <summary>Models where a marketplace or category wants none. A face is seen; hands, backs and mannequins are not, so that none found is still a person's to confirm.</summary>
public sealed class PersonRule() : ImageRule<ProhibitionLimits>(RuleIds.Person)
{
    protected override RuleOutcome Judge(ImageFacts facts, ProhibitionLimits limits, RuleContext context)
    {
        if (facts.Faces is not { } faces)
        {
            return RuleOutcome.NotMeasured;
        }

        return faces.Count > 0
            ? Found(limits.What.Ceiling, limits.What, faces.Count, 0, new(
                faces.Count == 1 ? "A face is shown — take a picture of the product alone." : $"{Wording.Number(faces.Count)} faces are shown — take a picture of the product alone.",
                $"画面中有 {Wording.Number(faces.Count)} 张人脸，请改用仅展示商品的图片。"))
                with
            { Region = faces[0].Box }
            : Found(limits.What.AtMost(Verdict.NeedsHuman), limits.What, 0, 0, new(
                "No face was found; look whether hands, a body or a mannequin are shown.", "未发现人脸，请确认画面中没有手、身体或假人模特。"));
    }
}
