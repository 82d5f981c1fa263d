using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MainImageHub.Tests.Stages.Stores;

namespace MainImageHub.Tests.Security;

/// <summary>What a membership must not be narrowed away from for a change.</summary>
[Flags]
internal enum Reach
{
    /// <summary>Deliberately not narrowed; the table says why.</summary>
    Nothing = 0,
    Store = 1,
    Brand = 2,
    Both = Store | Brand,

    /// <summary>All stores and brands at once: nobody who is narrowed at all.</summary>
    Everything = 4,
}

/// <summary>The table: every endpoint and page handler that changes something, what it reaches, and how it is asked.</summary>
internal static class ScopedChanges
{
    private const string Drafted = "experiment.notRunning";
    private const string NothingLive = "mainImage.nothingLive";
    private const string NotLive = "experiment.notLive";

    public static readonly IReadOnlyList<ScopedChange> All =
    [
        // Products and their main images. The one they are tried on is for a single store, and so that store's, too.
        Api("POST /api/v1/products", Reach.Brand, "201", _ => (default, new { sku = Place.NewName(), title = "Mug", brand = "ours" })),
        Api("PATCH /api/v1/products/{id:guid}", Reach.Brand, "200", p => (p.Product, new { title = "Red mug" })),
        Api("DELETE /api/v1/products/{id:guid}", Reach.Brand, "product.inUse", p => (p.Product, null)),
        Page("ProductPage.OnPostAsync", Reach.Brand, "conflict.changed", p => $"products/{p.Product}", _ => [("version", "0"), ("title", "Mug")]),
        Page("ProductPage.OnPostRemoveAsync", Reach.Brand, "product.inUse", p => $"products/{p.Product}?handler=Remove"),
        Page("ProductList.OnPostAsync", Reach.Brand, "302", _ => "products", _ => [("sku", Place.NewName()), ("title", "Mug"), ("brand", "Ours")]),
        Api("POST /api/v1/main-images", Reach.Both, "201", p => (default, new { productId = p.Product, storeId = p.Store, slot = "PT01" })),
        Api("PATCH /api/v1/main-images/{id:guid}", Reach.Both, "200", p => (p.Image, new { dueOn = "2030-01-01" })),
        Page("PlanPage.OnPostAsync", Reach.Both, "mainImage.taken", p => $"plan/new?productId={p.Product}", p => [("place", $"store:{p.Store}")]),
        Api("POST /api/v1/main-images/{id:guid}/references/measure", Reach.Both, "202", p => (p.Image, null)),
        Page("BriefPage.OnPostMeasureAsync", Reach.Both, "302", p => $"images/{p.Image}/brief?handler=Measure"),
        Page("BriefPage.OnPostAsync", Reach.Both, "302", p => $"images/{p.Image}/brief", p => [("version", $"{p.ImageRow}"), ("theme", "Spring")]),

        // Cells of the grid. A reset is refused for the want of anything wider to inherit.
        Page("GridPageModel.OnPostOverrideAsync", Reach.Both, "200", _ => "grid?handler=Override&slot=PT01", p => [("cells", $"{p.Product}|store:{p.Store:n}")]),
        Page("GridPageModel.OnPostBriefAsync", Reach.Both, "200", _ => "grid?handler=Brief", p => [("cells", $"{p.Product}|store:{p.Store:n}"), ("theme", "Spring")]),
        Page("GridPageModel.OnPostAssignAsync", Reach.Both, "200", _ => "grid?handler=Assign", p => [("cells", $"{p.Product}|store:{p.Store:n}"), ("dueOn", "2030-01-01")]),
        Page("GridPageModel.OnPostResetAsync", Reach.Both, "grid.nothingToInherit", _ => "grid?handler=Reset", p => [("cells", $"{p.Product}|store:{p.Store:n}")]),

        // Versions.
        Api("POST /api/v1/main-images/{id:guid}/versions", Reach.Both, "202", p => (p.Image, p.File())),
        Api("POST /api/v1/versions/{id:guid}/review", Reach.Both, "200", p => (p.Undecided, new { decision = "approve" })),
        Api("DELETE /api/v1/versions/{id:guid}/review", Reach.Both, "version.decisionOfAnother", p => (p.Approved, null)),
        Page("MainImagePageModel.OnPostTakeBackAsync", Reach.Both, "version.decisionOfAnother", p => $"images/{p.Image}?handler=TakeBack&versionId={p.Approved}"),
        Page("ReviewQueueModel.OnPostTakeBackAsync", Reach.Both, "version.decisionOfAnother", p => $"review?handler=TakeBack&versionId={p.Approved}"),
        Api("POST /api/v1/versions/{id:guid}/fix", Reach.Both, "version.unknownFix", p => (p.Approved, new { fixes = new[] { "polish" } })),
        Api("POST /api/v1/versions/{id:guid}/second-opinion", Reach.Both, "vision.noKey", p => (p.Approved, new { })),
        Page("MainImagePageModel.OnPostAskAsync", Reach.Both, "vision.noKey", p => $"images/{p.Image}?handler=Ask", p => [("versionId", $"{p.Approved}")]),
        PageWithFile("MainImagePageModel.OnPostUploadAsync", Reach.Both, "302", p => $"images/{p.Image}?handler=Upload", p => p.File()),
        Page("MainImagePageModel.OnPostReuseAsync", Reach.Both, "204", p => $"images/{p.Image}?handler=Reuse", _ => [("sha256", new string('0', 64)), ("fileName", "a.jpg")]),
        Page("MainImagePageModel.OnPostFixAsync", Reach.Both, "version.unknownFix", p => $"images/{p.Image}?handler=Fix", p => [("versionId", $"{p.Approved}"), ("fixes", "polish")]),
        Page("MainImagePageModel.OnPostReviewAsync", Reach.Both, "302", p => $"images/{p.Image}?handler=Review", p => [("versionId", $"{p.Undecided}"), ("decision", "Approve")]),
        Page("ReviewQueueModel.OnPostReviewAsync", Reach.Both, "302", _ => "review?handler=Review", p => [("versionId", $"{p.Undecided}"), ("decision", "Approve")]),

        Api("POST /api/v1/versions/{id:guid}/restore", Reach.Both, "202", p => (p.Approved, null)),
        Page("MainImagePageModel.OnPostRestoreAsync", Reach.Both, "302", p => $"images/{p.Image}?handler=Restore", p => [("versionId", $"{p.Approved}")]),

        Api("PUT /api/v1/versions/{id:guid}/rights", Reach.Both, "200", p => (p.Approved, new { origin = "photo" })),
        Page("RightsPageModel.OnPostAsync", Reach.Both, "302", p => $"versions/{p.Approved}/rights", _ => [("Origin", "Photo")]),

        // Notes on pictures. The one they are tried on was written by somebody else.
        Api("POST /api/v1/versions/{id:guid}/pins", Reach.Both, "201", p => (p.Undecided, new { x = 0.5, y = 0.5, text = "Here." })),
        Api("POST /api/v1/pins/{id:guid}/comments", Reach.Both, "204", p => (p.Pin, new { text = "Yes." })),
        Api("POST /api/v1/pins/{id:guid}/places", Reach.Both, "200", p => (p.Pin, new { versionId = p.Undecided })),
        Api("POST /api/v1/pins/{id:guid}/resolution", Reach.Both, "204", p => (p.Pin, null)),
        Api("DELETE /api/v1/pins/{id:guid}/resolution", Reach.Both, "pin.notResolved", p => (p.Pin, null)),
        Api("DELETE /api/v1/pin-comments/{id:guid}", Reach.Both, "pin.notYours", p => (p.PinComment, null)),
        Page("PinsPageModel.OnPostPutAsync", Reach.Both, "302", p => $"versions/{p.Undecided}/pins?handler=Put", _ => [("left", "50"), ("top", "50"), ("text", "Here.")]),
        Page("PinsPageModel.OnPostAnswerAsync", Reach.Both, "302", p => $"versions/{p.Approved}/pins?handler=Answer", p => [("pinId", $"{p.Pin}"), ("text", "Yes.")]),
        Page("PinsPageModel.OnPostTakeOverAsync", Reach.Both, "302", p => $"versions/{p.Undecided}/pins?handler=TakeOver", p => [("pinId", $"{p.Pin}")]),
        Page("PinsPageModel.OnPostResolveAsync", Reach.Both, "302", p => $"versions/{p.Approved}/pins?handler=Resolve", p => [("pinId", $"{p.Pin}")]),
        Page("PinsPageModel.OnPostReopenAsync", Reach.Both, "pin.notResolved", p => $"versions/{p.Approved}/pins?handler=Reopen", p => [("pinId", $"{p.Pin}")]),
        Page("PinsPageModel.OnPostWithdrawAsync", Reach.Both, "pin.notYours", p => $"versions/{p.Approved}/pins?handler=Withdraw", p => [("commentId", $"{p.PinComment}")]),
        .. Nothing("that the member has looked is the member's own", "POST /api/v1/pins/{id:guid}/seen", "PinsPageModel.OnPostSeenAsync", "MentionsPageModel.OnPostOpenAsync"),
        .. Nothing("each version is decided as it would be alone: ReviewQueueTests tries it", "POST /api/v1/versions/reviews", "ReviewListModel.OnPostAsync"),

        // Repairs in bulk. Past the scope, a picture that nobody has judged yet is left out.
        Api("POST /api/v1/main-images/fixes", Reach.Both, "fixes.nothingToDo", p => (default, new { mainImageIds = new[] { p.Image } })),
        Api("POST /api/v1/main-images/fixes/plan", Reach.Both, "200", p => (default, new { mainImageIds = new[] { p.Image } })),
        Page("FixPlanPageModel.OnPostAsync", Reach.Both, "fixes.nothingToDo", _ => "fixes/new", p => [("chosen", $"{p.Image}")]),
        Page("FixPlanPageModel.OnPostImagesAsync", Reach.Both, "200", _ => "fixes/new?handler=Images", p => [("images", $"{p.Image}")]),
        Page("FixPlanPageModel.OnPostAgainAsync", Reach.Both, "200", _ => "fixes/new?handler=Again", p => [("chosen", $"{p.Image}")]),

        // Stores. A new store is none of anybody's.
        Api("POST /api/v1/stores", Reach.Store, "201", p => (default, StoreSetup.Request(p.App, StoreSetup.NewSeller()))) with { NeedsEverything = true },
        Page("ConnectPage.OnPostAsync", Reach.Store, "302", _ => "stores/connect", p =>
        [
            ("name", Place.NewName()), ("marketplace", "amazon"), ("site", "US"), ("endpoint", $"{p.App.Address}simulator/amazon"), ("credentials[clientId]", "app"),
            ("credentials[clientSecret]", "secret"), ("credentials[refreshToken]", "consent"), ("credentials[sellerId]", StoreSetup.NewSeller()),
        ]) with { NeedsEverything = true },
        Api("PATCH /api/v1/stores/{id:guid}", Reach.Store, "200", p => (p.SpareStore, new { name = Place.NewName() })),
        Api("POST /api/v1/stores/{id:guid}/verify", Reach.Store, "200", p => (p.SpareStore, null)),
        Api("POST /api/v1/stores/{id:guid}/import", Reach.Store, "202", p => (p.SpareStore, new { skus = new[] { "A" } })),
        Api("POST /api/v1/stores/{id:guid}/figures", Reach.Store, "202", p => (p.SpareStore, null)),
        Page("StorePage.OnPostVerifyAsync", Reach.Store, "302", p => $"stores/{p.SpareStore}?handler=Verify"),
        Page("StorePage.OnPostImportAsync", Reach.Store, "302", p => $"stores/{p.SpareStore}?handler=Import"),
        Page("StorePage.OnPostPushesAsync", Reach.Store, "302", p => $"stores/{p.SpareStore}?handler=Pushes&allow=false"),
        Page("StorePage.OnPostReviseAsync", Reach.Store, "302", p => $"stores/{p.SpareStore}?handler=Revise", _ => [("name", Place.NewName())]),
        Page("FiguresModel.OnPostReadAsync", Reach.Store, "302", _ => "figures?handler=Read", p => [("storeId", $"{p.SpareStore}")]),
        Api("POST /api/v1/listings", Reach.Both, "201", p => (default, new { productId = p.Product, storeId = p.Store, externalId = Place.NewName() })),
        Page("AddListingPage.OnPostAsync", Reach.Both, "302", p => $"products/{p.Product}/listings/new", p => [("storeId", $"{p.Store}"), ("externalId", Place.NewName()), ("sku", Place.NewName())]),
        Api("PATCH /api/v1/listings/{id:guid}", Reach.Both, "listing.pageUnused", p => (p.Listing, new { externalUrl = "https://www.walmart.com/ip/1" })),
        Page("ListingLivePage.OnPostPageAsync", Reach.Both, "listing.pageUnused", p => $"listings/{p.Listing}?handler=Page", _ => [("externalUrl", "https://www.walmart.com/ip/1")]),
        Page("StorePage.OnPostTimeAsync", Reach.Store, "store.notSimulated", p => $"stores/{p.SpareStore}?handler=Time", _ => [("pace", "Real")]),
        Page("StorePage.OnPostLookAsync", Reach.Store, "302", p => $"stores/{p.SpareStore}?handler=Look"),
        Api("DELETE /api/v1/listings/{id:guid}", Reach.Both, "listing.inUse", p => (p.Listing, null)),
        Page("ListingLivePage.OnPostDropAsync", Reach.Both, "listing.inUse", p => $"listings/{p.Listing}?handler=Drop"),

        // Pushes.
        Api("POST /api/v1/deployments", Reach.Both, "202", p => (default, new { versionId = p.Approved, listingIds = new[] { p.Listing } })),
        Api("POST /api/v1/deployments/{id:guid}/cancel", Reach.Both, "202", p => (p.Scheduled, null)),
        Api("POST /api/v1/deployments/{id:guid}/rollback", Reach.Both, "deployment.ended", p => (p.Scheduled, null)),
        Api("POST /api/v1/deployments/{id:guid}/put-up", Reach.Both, "deployment.notByHand", p => (p.Scheduled, null)),
        Api("DELETE /api/v1/deployments/{id:guid}/put-up", Reach.Both, "deployment.notByHand", p => (p.Scheduled, null)),
        Page("DeploymentPageModel.OnPostNotUpAsync", Reach.Both, "deployment.notByHand", p => $"deployments/{p.Scheduled}?handler=NotUp"),
        Page("DeploymentPageModel.OnPostPutUpAsync", Reach.Both, "deployment.notByHand", p => $"deployments/{p.Scheduled}?handler=PutUp"),
        Page("PushPageModel.OnPostAsync", Reach.Both, "302", p => $"images/{p.Image}/push", p => [("versionId", $"{p.Approved}"), ("listingIds", $"{p.Listing}")]),
        Page("DeploymentPageModel.OnPostCancelAsync", Reach.Both, "302", p => $"deployments/{p.Scheduled}?handler=Cancel"),
        Page("DeploymentPageModel.OnPostRollBackAsync", Reach.Both, "deployment.ended", p => $"deployments/{p.Scheduled}?handler=RollBack"),

        // Tests. Past the scope, a test of something that never was live is refused for that.
        Api("POST /api/v1/experiments", Reach.Both, NothingLive, p => (default, new { mainImageId = p.Image, listingId = p.Listing, versionB = p.Approved, metric = "ctr", weeks = 4 })),
        Api("POST /api/v1/experiments/{id:guid}/start", Reach.Both, NotLive, p => (p.Test, null)),
        Api("POST /api/v1/experiments/{id:guid}/stop", Reach.Both, "202", p => (p.Test, null)),
        Api("POST /api/v1/experiments/{id:guid}/voids", Reach.Both, Drafted, p => (p.Test, new { pair = 0, reason = "strike" })),
        Page("NewTestModel.OnPostAsync", Reach.Both, NothingLive, p => $"images/{p.Image}/test", p => [("listingId", $"{p.Listing}"), ("versionB", $"{p.Approved}"), ("metric", "ctr"), ("weeks", "4"), ("segmentation", "segments")]),
        Page("TestModel.OnPostStartAsync", Reach.Both, NotLive, p => $"experiments/{p.Test}?handler=Start"),
        Page("TestModel.OnPostStopAsync", Reach.Both, "302", p => $"experiments/{p.Test}?handler=Stop"),
        Page("TestModel.OnPostVoidAsync", Reach.Both, Drafted, p => $"experiments/{p.Test}?handler=Void", _ => [("pair", "0"), ("reason", "strike")]),

        // Retirement.
        Api("POST /api/v1/main-images/{id:guid}/retire", Reach.Both, "202", p => (p.Image, new { reason = "old" })),
        Api("DELETE /api/v1/main-images/{id:guid}/retirement", Reach.Both, "retirement.none", p => (p.Image, null)),
        Page("RetirePageModel.OnPostTakeUpAsync", Reach.Both, "retirement.none", p => $"images/{p.Image}/retire?handler=TakeUp"),
        Page("RetirePageModel.OnPostAsync", Reach.Both, "302", p => $"images/{p.Image}/retire", _ => [("reason", "old"), ("live", "Keep")]),

        // Background work is of all stores and brands.
        Page("JobsPage.OnPostRetryAsync", Reach.Everything, "302", _ => "jobs?handler=Retry&kind=none") with { NeedsEverything = true },
        Page("JobsPage.OnPostReopenAsync", Reach.Everything, "notFound", _ => $"jobs?handler=Reopen&picture={Guid.CreateVersion7()}") with { NeedsEverything = true },
        Page("JobsPage.OnPostReopenAllAsync", Reach.Everything, "302", _ => "jobs?handler=ReopenAll") with { NeedsEverything = true },
        Page("JobsPage.OnPostDiscardAsync", Reach.Everything, "302", _ => "jobs?handler=Discard&kind=none") with { NeedsEverything = true },

        .. Nothing("a template is the workspace's, of no store and no brand", "POST /api/v1/brief-templates", "DELETE /api/v1/brief-templates/{id:guid}", "BriefTemplatesPage.OnPostFillAsync", "BriefTemplatesPage.OnPostKeepAsync", "BriefTemplatesPage.OnPostDropAsync"),

        // Sharing the work.
        .. Nothing("each task is held to the membership by itself: WorkTests tries it", "POST /api/v1/work/hand-over", "WorkPageModel.OnPostAsync"),
        .. Nothing("what the member was told and wants to be told", "POST /api/v1/notices/read", "NoticesPageModel.OnPostOpenAsync", "NoticesPageModel.OnPostReadAsync", "NoticesPageModel.OnPostMailAsync"),

        // A block holds for all of them, too.
        Api("POST /api/v1/blocked-pictures", Reach.Everything, "blockedPicture.incomplete", _ => (default, new { })) with { NeedsEverything = true },
        Page("BlockedPageModel.OnPostAddAsync", Reach.Everything, "blockedPicture.incomplete", _ => "blocked-pictures?handler=Add") with { NeedsEverything = true },

        .. Nothing("the file is taken and its lines are refused one by one", "POST /api/v1/metrics/imports", "FiguresModel.OnPostAsync"),
        // Look-alikes may be anybody's pictures.
        Api("POST /api/v1/duplicates/{id:guid}/decision", Reach.Everything, "notFound", _ => (Guid.CreateVersion7(), new { keep = "live" })) with { NeedsEverything = true },
        Api("POST /api/v1/assets/{id:guid}/use-again", Reach.Everything, "notFound", _ => (Guid.CreateVersion7(), null)) with { NeedsEverything = true },
        Page("DuplicatesPageModel.OnPostDecideAsync", Reach.Everything, "notFound", _ => $"library/duplicates?handler=Decide&id={Guid.CreateVersion7()}", _ => [("keep", "Live")]) with { NeedsEverything = true },
        Page("LibraryPageModel.OnPostUseAgainAsync", Reach.Everything, "notFound", _ => $"library?handler=UseAgain&assetId={Guid.CreateVersion7()}") with { NeedsEverything = true },

        .. Nothing("a tag is a note on a picture, which belongs to no store and no brand", "POST /api/v1/assets/{id:guid}/tags", "DELETE /api/v1/assets/{id:guid}/tags/{tag}", "LibraryPageModel.OnPostTagAsync", "LibraryPageModel.OnPostUntagAsync"),
        .. Nothing("takes only what is within the member's reach, and says what could be done", "FixPlanPageModel.OnPostLibraryAsync"),
        .. Nothing("whoever ordered the repairs, or somebody who is not narrowed: FixesTests tries both", "POST /api/v1/main-images/fixes/{id:guid}/cancel", "POST /api/v1/main-images/fixes/{id:guid}/retry", "FixBatchPageModel.OnPostCancelAsync", "FixBatchPageModel.OnPostRetryAsync"),
        .. Nothing("leaves out what is not the member's and says so of each listing: PushBatchTests tries it", "POST /api/v1/push-batches", "POST /api/v1/push-batches/{id:guid}/cancel", "POST /api/v1/push-batches/{id:guid}/retry", "POST /api/v1/push-batches/{id:guid}/rollback",
            "PushPlanPageModel.OnPostCellsAsync", "PushPlanPageModel.OnPostImagesAsync", "PushPlanPageModel.OnPostAgainAsync", "PushPlanPageModel.OnPostAsync",
            "PushBatchPageModel.OnPostCancelAsync", "PushBatchPageModel.OnPostRetryAsync", "PushBatchPageModel.OnPostRollBackAsync"),
        .. Nothing("notes files and where they go; what becomes a version is asked of each file when it is committed: DropTests and MatchTests try both",
            "POST /api/v1/drops", "POST /api/v1/drops/{id:guid}/files", "PATCH /api/v1/drops/{id:guid}/files/{fileId:guid}", "POST /api/v1/drops/{id:guid}/match", "POST /api/v1/drops/{id:guid}/commit", "POST /api/v1/drops/{id:guid}/retry",
            "DropsPageModel.OnPostBeginAsync", "DropPageModel.OnPostAnnounceAsync", "DropPageModel.OnPostCommitAsync", "DropPageModel.OnPostRetryAsync", "DropPageModel.OnPostMatchAsync",
            "DropPageModel.OnPostPlaceAsync", "DropPageModel.OnPostChooseAsync", "DropPageModel.OnPostLeaveOutAsync"),
        .. Nothing("a file is its uploader's, or somebody's who is not narrowed, and each of its lines is held to the uploader's reach: ImportTests tries both",
            "POST /api/v1/catalog-imports", "PUT /api/v1/catalog-imports/{id:guid}/mapping", "POST /api/v1/catalog-imports/{id:guid}/commit", "DELETE /api/v1/catalog-imports/{id:guid}",
            "ImportsPageModel.OnPostAsync", "ImportPageModel.OnPostMapAsync", "ImportPageModel.OnPostSheetAsync", "ImportPageModel.OnPostCommitAsync", "ImportPageModel.OnPostRemoveAsync"),
        .. Nothing("a naming pattern is the workspace's, of no store and no brand", "POST /api/v1/name-patterns", "POST /api/v1/name-patterns/try", "DELETE /api/v1/name-patterns/{id:guid}", "DropPageModel.OnPostTryAsync", "DropPageModel.OnPostKeepAsync", "DropPageModel.OnPostForgetAsync"),
        .. Nothing("the member's own searches", "LibraryPageModel.OnPostKeepViewAsync", "LibraryPageModel.OnPostDropViewAsync", "GridPageModel.OnPostKeepViewAsync", "GridPageModel.OnPostDropViewAsync"),
        .. Nothing("judges a picture and keeps nothing", "POST /api/v1/compliance/check", "POST /api/v1/compliance/matrix", "CheckPageModel.OnPostAsync"),
        .. Nothing("counts what rules will say and changes nothing", "POST /api/v1/rules/outlooks", "OutlookPage.OnPostAsync"),
        .. Nothing("for owners, who are never narrowed", "MembersPage.OnPostAddAsync", "MembersPage.OnPostPasswordAsync", "MembersPage.OnPostChangeAsync", "MembersPage.OnPostDeactivateAsync", "MembersPage.OnPostReactivateAsync", "SettingsPage.OnPostAsync", "SettingsPage.OnPostRemoveDemoAsync", "SettingsPage.OnPostVisionAsync", "SettingsPage.OnPostForgetVisionAsync",
            "PUT /api/v1/workflow", "WorkflowPageModel.OnPostAsync",
            "POST /api/v1/rules/{marketplace}/changes", "DELETE /api/v1/rules/changes/{id:guid}", "RuleChangePage.OnPostAsync", "RulesPage.OnPostEndAsync",
            "POST /api/v1/rules/{marketplace}/sources/{source}/readings", "RulePackPage.OnPostReadAsync",
            "DELETE /api/v1/blocked-pictures/{id:guid}", "BlockedPageModel.OnPostEndAsync"),
        .. Nothing("the member's own account; a token is narrowed as its member is", "MePage.OnPostProfileAsync", "MePage.OnPostPasswordAsync", "MePage.OnPostSecondFactorOnAsync", "MePage.OnPostRecoveryCodesAsync", "MePage.OnPostSecondFactorOffAsync", "MePage.OnPostTokenAsync", "MePage.OnPostRevokeAsync"),
    ];

    private static ScopedChange Api(string name, Reach reach, string answer, Func<Place, (Guid Id, object? Body)> ask) => new(name, reach, answer, async (person, place) =>
    {
        var (method, address) = (name.Split(' ')[0], name.Split(' ')[1]);
        var (id, body) = ask(place);
        using var request = new HttpRequestMessage(new HttpMethod(method), address.Replace("{id:guid}", id.ToString(), StringComparison.Ordinal));
        request.Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body));
        return await person.Client.SendAsync(request);
    });

    private static ScopedChange Page(string name, Reach reach, string answer, Func<Place, string> address, Func<Place, (string Name, string Value)[]>? fields = null) =>
        PageWithFile(name, reach, answer, address, place => ScopeTests.Form(fields?.Invoke(place) ?? []));

    private static ScopedChange PageWithFile(string name, Reach reach, string answer, Func<Place, string> address, Func<Place, HttpContent> form) =>
        new(name, reach, answer, (person, place) => person.Browser.PostByScriptAsync($"/w/{place.Workspace}/{address(place)}", form(place)));

    private static IEnumerable<ScopedChange> Nothing(string why, params string[] names) => names.Select(name => new ScopedChange(name, Reach.Nothing, why, (_, _) => throw new InvalidOperationException(why)));
}

/// <param name="Name">The endpoint, or the handler of a page.</param>
/// <param name="Reach">What the membership must not be narrowed away from.</param>
/// <param name="Answer">What comes when it is not: a status, or the code of a refusal that lies behind the scope's.</param>
/// <param name="Ask">Asks for it as that person.</param>
internal sealed record ScopedChange(string Name, Reach Reach, string Answer, Func<Person, Place, Task<HttpResponseMessage>> Ask)
{
    /// <summary>Narrowed to where the others are done, a member could still not do this.</summary>
    public bool NeedsEverything { get; init; }

    /// <summary>The code of the refusal, or the status where there is none.</summary>
    public async Task<string> AskAsync(Person person, Place place)
    {
        using var answer = await Ask(person, place);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.IsSuccessStatusCode || (int)answer.StatusCode < 400)
        {
            return $"{(int)answer.StatusCode}";
        }

        var isApi = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        var code = isApi ? JsonDocument.Parse(text).RootElement.GetProperty("code").GetString()! : Regex.Match(text, "data-code=\"([a-zA-Z.]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        return code.StartsWith("scope.", StringComparison.Ordinal) && (int)answer.StatusCode != 403 ? $"{code} with {answer.StatusCode}" : code;
    }
}
