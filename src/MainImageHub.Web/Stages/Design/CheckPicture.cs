using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging;
using MainImageHub.Web.Http;
using MainImageHub.Web.Jobs;
using MainImageHub.Web.Stages.Pictures;
using Microsoft.Extensions.Options;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Judges a picture while its sender waits, and keeps nothing of it.</summary>
public sealed class CheckPicture(ImagingEngine imaging, CheckPlaces places, PictureLimits limits, RuleBook rules, ComplianceJudge judge)
{
    /// <summary>The file lies on disk only until this is disposed.</summary>
    public async Task<PassingFile> KeepAsync(string fileName, Stream content, CancellationToken cancellationToken)
    {
        var file = new PassingFile(fileName, Path.Combine(Path.GetTempPath(), $"hub-check-{Guid.CreateVersion7():n}"));
        try
        {
            await using var target = File.Create(file.Path);
            var buffer = new byte[128 * 1024];
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (target.Length + read > limits.MaxBytes)
                {
                    throw HttpProblems.TooLarge.Because(limits.Megabytes);
                }

                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public async Task<ComplianceReport> RunAsync(PassingFile file, string? profile, string? category, CancellationToken cancellationToken)
    {
        if (!SiteCode.TryParse(profile, out var site) || !rules.Knows(site))
        {
            throw DesignProblems.UnknownProfile.Because(profile ?? "");
        }

        var facts = await places.WithOneAsync(() => Measure(file, cancellationToken), cancellationToken);
        return await judge.CheckAsync(facts, site, Category(category), likes: null, cancellationToken);
    }

    /// <summary>Measured once, held against every marketplace.</summary>
    public async Task<PictureMatrix> RunEverywhereAsync(PassingFile file, string? category, CancellationToken cancellationToken)
    {
        var facts = await places.WithOneAsync(() => Measure(file, cancellationToken), cancellationToken);
        var picture = new CheckedPicture(file.FileName, facts.Width, facts.Height, facts.Format, facts.Bytes);
        return new PictureMatrix(picture, await judge.CheckEverywhereAsync(facts, Category(category), likes: null, cancellationToken));
    }

    private static string? Category(string? given) => string.IsNullOrWhiteSpace(given) ? null : given;

    private ImageFacts Measure(PassingFile file, CancellationToken cancellationToken)
    {
        try
        {
            return imaging.Measure(file.Path, file.FileName, cancellationToken);
        }
        catch (ImageRefusedException refused)
        {
            throw DesignProblems.Refused(refused);
        }
    }
}

public sealed record CheckedPicture(string FileName, int Width, int Height, ImageFormat Format, long Bytes);

/// <summary>One picture, all marketplaces.</summary>
public sealed record PictureMatrix(CheckedPicture Picture, IReadOnlyList<MarketplaceReport> Marketplaces);

/// <summary>How many pictures are decoded at the same time for waiting requests: each costs memory that no queue bounds here.</summary>
public sealed class CheckPlaces(IOptions<JobsOptions> options) : IDisposable
{
    private readonly SemaphoreSlim free = new(options.Value.Imaging);

    public async Task<T> WithOneAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>The same for work that waits in between; its place is kept meanwhile.</summary>
    public async Task<T> HoldOneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose() => free.Dispose();
}

/// <summary>A file on its way through; deleted when disposed.</summary>
public sealed record PassingFile(string FileName, string Path) : IDisposable
{
    public void Dispose() => File.Delete(Path);
}
