using MainImageHub.Domain;
using MainImageHub.Domain.Imports;
using MainImageHub.Domain.Lifecycle;
using MainImageHub.Domain.Listings;
using MainImageHub.Web.Stages.Plan;

namespace MainImageHub.Web.Stages.Imports;

/// <summary>What one line says, before it is held against what is there.</summary>
internal sealed class RowDraft(int line, string[] cells)
{
    public int Line { get; } = line;

    public string[] Cells { get; } = cells;

    public string Sku { get; set; } = "";

    public ProductPatch Product { get; set; } = new(null, null, null, null, null);

    /// <summary>Null where the line says nothing of a listing.</summary>
    public ListingDraft? Listing { get; set; }

    /// <summary>Null where the line says nothing of a brief.</summary>
    public ImageDraft? Image { get; set; }

    public List<ImportFault> Faults { get; } = [];

    public void Fault(string? column, ProblemType type, params object?[] values) => Faults.Add(new(column, type.Code, type.Text([.. values.Select(Shortened)])));

    public void Fault(string? column, ProblemException problem) => Faults.Add(new(column, problem.Type.Code, problem.Text));

    private static object? Shortened(object? value) => value is string { Length: > 200 } text ? text[..200] + "…" : value;
}

/// <param name="ExternalId">Empty where the line leaves it out.</param>
/// <param name="Sku">Null for the product's.</param>
internal sealed record ListingDraft(Store Store, string ExternalId, string? Sku, string Locale, string? Title, IReadOnlyList<string>? Keywords, IReadOnlyDictionary<string, string>? Facts);

/// <param name="Brief">Without a target, which is completed from what is there.</param>
internal sealed record ImageDraft(Scope Scope, string Slot, BriefRequest Brief, KpiDraft? Kpi, Guid? OwnerId, DateOnly? DueOn);

/// <summary>A target as a line gives it; what it leaves out stays.</summary>
internal sealed record KpiDraft(string? Metric, string? Baseline, string? Target);
