namespace MainImageHub.Web.Stages.Workspace;

/// <summary>How a detail of the audit trail is told to a person.</summary>
public enum AuditDetailKind
{
    /// <summary>Somebody's own words, a SKU, a file: as it is.</summary>
    Text,

    /// <summary>Of a list of words the product knows; the words stand in <see cref="AuditLines"/>.</summary>
    Word,

    YesNo,

    /// <summary>The id of something that has a name, or several with a space between.</summary>
    Name,

    /// <summary>Where a main image applies.</summary>
    Scope,

    /// <summary>Counted from zero by the machine and from one by people.</summary>
    Ordinal,

    Bytes,

    /// <summary>A share of one, told as percent.</summary>
    Percent,

    /// <summary>The code of a problem, told as its sentence.</summary>
    Problem,

    /// <summary>That it was so says it all.</summary>
    Bare,

    /// <summary>For machines: the API has it.</summary>
    Hidden,
}

/// <summary>Every detail that is written to the audit trail; a test holds this against the code.</summary>
public static class AuditDetails
{
    public static readonly IReadOnlyDictionary<string, AuditDetailKind> Kinds = new Dictionary<string, AuditDetailKind>(StringComparer.Ordinal)
    {
        ["allowPush"] = AuditDetailKind.YesNo,
        ["askWhenInDoubt"] = AuditDetailKind.YesNo,
        ["brands"] = AuditDetailKind.Text,
        ["briefFrom"] = AuditDetailKind.Scope,
        ["bytesReleased"] = AuditDetailKind.Bytes,
        ["case"] = AuditDetailKind.Text,
        ["changed"] = AuditDetailKind.YesNo,
        ["code"] = AuditDetailKind.Problem,
        ["comment"] = AuditDetailKind.Text,
        ["cost"] = AuditDetailKind.Text,
        ["count"] = AuditDetailKind.Text,
        ["credentials"] = AuditDetailKind.Bare,
        ["culture"] = AuditDetailKind.Text,
        ["currency"] = AuditDetailKind.Text,
        ["deployment"] = AuditDetailKind.Name,
        ["effect"] = AuditDetailKind.Word,
        ["email"] = AuditDetailKind.Text,
        ["endpoint"] = AuditDetailKind.Text,
        ["externalId"] = AuditDetailKind.Text,
        ["externalIdBefore"] = AuditDetailKind.Text,
        ["file"] = AuditDetailKind.Text,
        ["fileName"] = AuditDetailKind.Text,
        ["filter"] = AuditDetailKind.Word,
        ["fixes"] = AuditDetailKind.Word,
        ["fourEyes"] = AuditDetailKind.YesNo,
        ["from"] = AuditDetailKind.Name,
        ["import"] = AuditDetailKind.Hidden,
        ["lastDay"] = AuditDetailKind.Text,
        ["likeness"] = AuditDetailKind.Percent,
        ["limits"] = AuditDetailKind.Text,
        ["listing"] = AuditDetailKind.Name,
        ["live"] = AuditDetailKind.Word,
        ["mainImage"] = AuditDetailKind.Name,
        ["marketplace"] = AuditDetailKind.Word,
        ["name"] = AuditDetailKind.Text,
        ["note"] = AuditDetailKind.Text,
        ["offWhiteTolerance"] = AuditDetailKind.Percent,
        ["ok"] = AuditDetailKind.YesNo,
        ["origin"] = AuditDetailKind.Word,
        ["outcome"] = AuditDetailKind.Word,
        ["override"] = AuditDetailKind.Text,
        ["page"] = AuditDetailKind.Text,
        ["pair"] = AuditDetailKind.Ordinal,
        ["picturesKept"] = AuditDetailKind.Text,
        ["purge"] = AuditDetailKind.YesNo,
        ["pace"] = AuditDetailKind.Word,
        ["purpose"] = AuditDetailKind.Word,
        ["reason"] = AuditDetailKind.Text,
        ["role"] = AuditDetailKind.Word,
        ["rule"] = AuditDetailKind.Word,
        ["scope"] = AuditDetailKind.Scope,
        ["sha256"] = AuditDetailKind.Hidden,
        ["shown"] = AuditDetailKind.Word,
        ["site"] = AuditDetailKind.Text,
        ["sku"] = AuditDetailKind.Text,
        ["skus"] = AuditDetailKind.Text,
        ["slot"] = AuditDetailKind.Text,
        ["source"] = AuditDetailKind.Text,
        ["step"] = AuditDetailKind.Word,
        ["steps"] = AuditDetailKind.Text,
        ["store"] = AuditDetailKind.Text,
        ["stores"] = AuditDetailKind.Name,
        ["tag"] = AuditDetailKind.Text,
        ["timeZone"] = AuditDetailKind.Text,
        ["to"] = AuditDetailKind.Name,
        ["validUntil"] = AuditDetailKind.Text,
        ["version"] = AuditDetailKind.Name,
    };
}
