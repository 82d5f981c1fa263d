using System.Globalization;
using MainImageHub.Domain.Experiments;
using MainImageHub.Domain.Workspaces;
using MainImageHub.Web.Security;
using MainImageHub.Web.Stages.Stores;
using MainImageHub.Web.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace MainImageHub.Web.Stages.Optimize;

/// <summary>One test: what it says first, how sure that is, whether the test itself was sound, and the days behind it.</summary>
[Requires(HubAction.Read)]
public sealed class TestModel(HubDbContext db, RunTest run, TestViews views, TestRows rows, SimulatedTime simulation, CurrentMember member, IStringLocalizer<OptimizeWords> words) : PageModel
{
    // Dots further out than this are drawn at the edge.
    private const double WidestDifference = 0.7;

    public TestView Test { get; private set; } = null!;

    public string Product { get; private set; } = "";

    /// <summary>When a started test begins; null once it has.</summary>
    public DateTimeOffset? BeginsAt { get; private set; }

    /// <summary>The clock the test goes by, where a simulated marketplace keeps it.</summary>
    public SimulatedTimeView? Simulated { get; private set; }

    /// <summary>What takes turns: A, then B.</summary>
    public IReadOnlyList<TestedVersion> Versions { get; private set; } = [];

    /// <summary>Null before the start.</summary>
    public TestReport? Report { get; private set; }

    /// <summary>Every day of the plan.</summary>
    public IReadOnlyList<(DateOnly Date, Arm Arm, bool Washout)> Days { get; private set; } = [];

    public bool MayRun { get; private set; }

    /// <summary>What to do about the answer; null while there is none.</summary>
    public string? NextStep => (Report?.Result.Outcome.Verdict, Test.Status) switch
    {
        (RotationVerdict.Invalid, _) => "planAnew",
        (RotationVerdict.Ship, ExperimentStatus.Completed) => Test.FinalVersionId == Test.VersionB ? "promoted" : "push",
        (RotationVerdict.RollBack or RotationVerdict.NoDifferenceLargerThan, ExperimentStatus.Completed) => "tryAnother",
        (RotationVerdict.NotEnoughInformation, ExperimentStatus.Completed) => "testLonger",
        _ => null,
    };

    public bool IsCancelled => Test.Outcome == RunTest.CancelledOutcome;

    public async Task OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        Test = await views.OfAsync(id, cancellationToken);
        MayRun = member.May(HubAction.RunExperiments) && await member.WorksOnListingAsync(db, Test.ListingId, cancellationToken);
        var row = (await rows.OfAsync([await db.Experiments.AsNoTracking().SingleAsync(e => e.Id == id, cancellationToken)], cancellationToken))[0];
        (Product, BeginsAt) = (row.Title, row.BeginsAt);
        Simulated = await simulation.OfListingAsync(Test.ListingId, $"/w/{member.Workspace.Slug}/experiments/{id}", cancellationToken);
        Versions = [await VersionAsync("A", Test.VersionA, cancellationToken), await VersionAsync("B", Test.VersionB, cancellationToken)];
        Days = [.. Test.Plan.Segments.SelectMany(segment => Enumerable.Range(0, segment.To.DayNumber - segment.From.DayNumber + 1)
            .Select(segment.From.AddDays).Select(date => (date, segment.Arm, Test.Plan.Washout.Contains(date))))];
        Report = Test.Status == ExperimentStatus.Draft || IsCancelled ? null : await run.ReportAsync(id, cancellationToken);
    }

    [Requires(HubAction.RunExperiments)]
    public async Task<IActionResult> OnPostStartAsync(Guid id, CancellationToken cancellationToken)
    {
        await run.StartAsync(id, cancellationToken);
        return Back(id, words["Started", (await views.OfAsync(id, cancellationToken)).Plan.StartsOn.ToString("O", CultureInfo.InvariantCulture)]);
    }

    [Requires(HubAction.RunExperiments)]
    public async Task<IActionResult> OnPostStopAsync(Guid id, string? reason, CancellationToken cancellationToken)
    {
        await run.StopAsync(id, reason, cancellationToken);
        return Back(id, words[(await views.OfAsync(id, cancellationToken)).Outcome == RunTest.CancelledOutcome ? "StoppedBeforeSaid" : "StoppedSaid"]);
    }

    [Requires(HubAction.RunExperiments)]
    public async Task<IActionResult> OnPostVoidAsync(Guid id, int pair, string? reason, CancellationToken cancellationToken)
    {
        await run.VoidAsync(id, pair, reason, cancellationToken);
        return Back(id, words["Voided", Ordinal(pair)]);
    }

    public static string Percent(double? share) => share is { } known ? (known * 100).ToString("+0.#;-0.#;0", CultureInfo.InvariantCulture) + " %" : "∞";

    public static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>People count pairs from one, the plan and the API from zero.</summary>
    public static string Ordinal(int pair) => (pair + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Shares as percent; chances and counts as they are.</summary>
    public static string Checked(HealthCheck check, double? value) =>
        check.Check is "adherence" or "suspiciousLift" && value is { } share ? (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %" : Number(value);

    public DateOnly LastDayOf(PairResult pair) => Test.Plan.Segments.Where(segment => segment.Pair == pair.Pair).Max(segment => segment.To);

    /// <summary>Where a pair's dot stands, 0 to 400 with the middle at 200.</summary>
    public static string DotAt(double logDifference) =>
        (200 + (Math.Clamp(logDifference, -WidestDifference, WidestDifference) / WidestDifference * 190)).ToString("0.#", CultureInfo.InvariantCulture);

    private async Task<TestedVersion> VersionAsync(string arm, Guid id, CancellationToken cancellationToken) =>
        await db.Versions.Where(v => v.Id == id).Select(v => new TestedVersion(arm, v.Number, v.AssetId)).SingleAsync(cancellationToken);

    private RedirectResult Back(Guid id, string said)
    {
        TempData["Alert"] = said;
        TempData["AlertKind"] = "success";
        return Redirect($"/w/{member.Workspace.Slug}/experiments/{id}");
    }
}

/// <param name="Address">Of the test's page.</param>
/// <param name="HasBegun">There is a picture to put back.</param>
public sealed record StopTest(string Address, bool HasBegun);

/// <param name="Arm"><c>A</c> or <c>B</c>.</param>
/// <param name="Number">The version's.</param>
/// <param name="AssetId">Its picture.</param>
public sealed record TestedVersion(string Arm, int Number, Guid? AssetId);
