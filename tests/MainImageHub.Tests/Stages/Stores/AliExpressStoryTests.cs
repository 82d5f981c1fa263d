using MainImageHub.Domain.Rules;
using MainImageHub.Tests.Support;

namespace MainImageHub.Tests.Stages.Stores;

/// <summary>The story at AliExpress.</summary>
public sealed class AliExpressStoryTests(HubApp app) : ReviewedStoryTests(app)
{
    protected override string Marketplace => "aliexpress";

    protected override string Site => "-";

    protected override string UsualSite => "-";

    protected override string FormShows => "AliExpress";

    protected override string Rule => RuleIds.WhiteBackground;

    protected override (string Code, string Words, string State) Refusal => ("editingRequired", "Seller Center", "refused");

    protected override string Seller(int number) => $"70000{number}";

    [Theory]
    [InlineData("uploadImage", true)]
    [InlineData("editProduct", true)]
    [InlineData("editProduct", false)]
    public Task A_push_cut_off_at_any_step_reaches_the_shop_exactly_once(string operation, bool afterEffect) => CutOffAsync(operation, afterEffect);
}
