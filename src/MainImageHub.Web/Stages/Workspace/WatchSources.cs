using System.Security.Cryptography;
using System.Text;
using MainImageHub.Domain.Rules;
using MainImageHub.Web.Http;
using MainImageHub.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Quartz;

namespace MainImageHub.Web.Stages.Workspace;

/// <summary>Looks at the pages that rules rest on, once for all workspaces, and notes when their text is another one.</summary>
public sealed class WatchSources(SystemDbContext system, RuleBook book, GuardedFetch fetch, SimulatorOrigin simulator, TimeProvider clock)
{
    private const long MostBytes = 8 * 1024 * 1024;

    /// <returns>How many pages were looked at.</returns>
    public async Task<int> LookAtAllAsync(CancellationToken cancellationToken)
    {
        var pages = book.Sources(clock.GetUtcNow()).Select(found => found.Source.Where).Distinct(StringComparer.Ordinal)
            .Select(where => Uri.TryCreate(where, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address : null).OfType<Uri>().ToList();
        foreach (var page in pages)
        {
            await LookAsync(page, simulator.Is(page), cancellationToken);
        }

        return pages.Count;
    }

    /// <param name="page">Its address, as the pack has it.</param>
    /// <param name="trusted">Our own, and exempt from https and the guard against private addresses.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<SourcePage> LookAsync(Uri page, bool trusted, CancellationToken cancellationToken)
    {
        var row = await system.SourcePages.SingleOrDefaultAsync(p => p.Address == page.OriginalString, cancellationToken);
        if (row is null)
        {
            row = new SourcePage { Address = page.OriginalString };
            system.SourcePages.Add(row);
        }

        await using var fetched = await fetch.GetAsync(page, MostBytes, trusted, cancellationToken);
        if (fetched.Stream is { } stream)
        {
            row.Saw(await HashAsync(stream, cancellationToken), clock.GetUtcNow());
        }
        else
        {
            row.Missed(fetched.Problem!.Message, clock.GetUtcNow());
        }

        await system.SaveChangesAsync(cancellationToken);
        return row;
    }

    private static async Task<string> HashAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        var bytes = content.ToArray();
        // A PDF or the like has no words to read here: its bytes count.
        var isText = !bytes.AsSpan(0, Math.Min(bytes.Length, 1024)).Contains((byte)0) && !bytes.AsSpan().StartsWith("%PDF"u8);
        return Convert.ToHexStringLower(SHA256.HashData(isText ? Encoding.UTF8.GetBytes(VisibleText.Of(Encoding.UTF8.GetString(bytes))) : bytes));
    }
}

/// <summary>Every night, where it is wanted.</summary>
[QuartzJob(Name = "watch-sources", Group = "hub")]
[CronTrigger("0 40 4 * * ?")]
[DisallowConcurrentExecution]
public sealed class WatchSourcesJob(WatchSources watch, IOptions<SourceOptions> options) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => context.Result = options.Value.Watch
        ? JobRunReport.Succeeded($"{await watch.LookAtAllAsync(cancellationToken)} pages")
        : JobRunReport.Skipped("Hub__Sources__Watch is off");
}
