using System.Globalization;
using System.Text;
using MainImageHub.Domain.Rules;
using MainImageHub.Domain.Workspaces;

namespace MainImageHub.Web.Stages.Turns;

/// <summary>The words of a mail, in the member's language.</summary>
internal static class MailText
{
    private const int MostLines = 25;

    public static (string Subject, string Text) Of(IReadOnlyList<Notice> news, IReadOnlyDictionary<Guid, string> names, string workspace, string? address, string culture)
    {
        var late = news.Count(n => n.Kind == NoticeKind.Overdue);
        var soon = news.Count(n => n.Kind == NoticeKind.DueTomorrow);
        var given = news.Where(n => n.Kind == NoticeKind.HandedOver).Sum(n => n.Count);
        var subject = string.Join(Say(", ", "，"), new[]
        {
            late > 0 ? Say($"{late} overdue", $"{late} 个已逾期") : null,
            soon > 0 ? Say($"{soon} due tomorrow", $"{soon} 个明天到期") : null,
            given > 0 ? Say($"{given} given to you", $"{given} 个移交给您") : null,
        }.OfType<string>());
        var text = new StringBuilder();
        text.AppendLine(Say($"In the workspace {workspace}, this waits for you:", $"工作区“{workspace}”中有以下任务等待您处理：")).AppendLine();
        foreach (var notice in news.Take(MostLines))
        {
            text.Append("- ").AppendLine(Line(notice));
        }

        if (news.Count > MostLines)
        {
            text.AppendLine(Say($"- and {news.Count - MostLines} more", $"- 另有 {news.Count - MostLines} 项"));
        }

        if (address is not null)
        {
            text.AppendLine().AppendLine(Say("All of it:", "查看全部：")).AppendLine(address);
        }

        text.AppendLine().AppendLine(Say("How often such mail comes is set on the page Reminders.", "可在“提醒”页面设置邮件频率。"));
        return ($"MainImageHub: {subject}", text.ToString());

        string Line(Notice notice)
        {
            var name = notice.MainImageId is { } id ? names.GetValueOrDefault(id, "–") : "";
            var step = notice.Step is { } at ? StepNames.Of(at).For(culture) : "";
            var due = notice.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–";
            return notice.Kind switch
            {
                NoticeKind.Overdue => Say($"{name}: {step}, overdue since {due}", $"{name}：{step}，{due} 到期，已逾期"),
                NoticeKind.DueTomorrow => Say($"{name}: {step}, due {due}", $"{name}：{step}，{due} 到期"),
                _ when notice.MainImageId is null => Say($"{notice.ByName} gave you {notice.Count} tasks, the first due {due}", $"{notice.ByName} 向您移交了 {notice.Count} 个任务，最早 {due} 到期"),
                _ => Say($"{notice.ByName} gave you {name}: {step}, due {due}", $"{notice.ByName} 向您移交了 {name}：{step}，{due} 到期"),
            };
        }

        string Say(string en, string zh) => new LocalText(en, zh).For(culture);
    }
}
