using MainImageHub.Domain.Rules;

namespace MainImageHub.Tests.Domain.Rules;

public sealed class SourcePageTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 4, 40, 0, TimeSpan.Zero);

    [Fact]
    public void Another_text_is_believed_when_two_looks_agree_on_it()
    {
        var page = new SourcePage { Address = "https://rules.example/" };
        page.Saw("a", Monday);
        page.Saw("b", Monday.AddDays(1));
        page.ChangedAt.Should().BeNull("it may be a date or an offer");
        page.Saw("b", Monday.AddDays(2));
        page.ChangedAt.Should().Be(Monday.AddDays(2));
        page.Saw("b", Monday.AddDays(3));
        page.ChangedAt.Should().Be(Monday.AddDays(2));
    }

    [Fact]
    public void A_page_that_is_never_twice_the_same_raises_nothing()
    {
        var page = new SourcePage { Address = "https://rules.example/" };
        for (var day = 0; day < 10; day++)
        {
            page.Saw($"offer {day}", Monday.AddDays(day));
        }

        page.ChangedAt.Should().BeNull();
    }
}
