using System.Security.Cryptography;
using MainImageHub.Domain.Images;
using MainImageHub.Domain.Listings;
using MainImageHub.Domain.Rules;
using MainImageHub.Imaging;
using MainImageHub.Imaging.Processes;
using MainImageHub.Web.Http;
using MainImageHub.Web.Stages.Pictures;

namespace MainImageHub.Web.Stages.Design;

/// <summary>Judges a picture while its sender waits, and keeps nothing of it, unless it ends the picture reader.</summary>
public sealed class CheckPicture(ImagingProcesses imaging, Quarantine quarantine, PictureLimits limits, RuleBook rules, ComplianceJudge judge)
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

        var facts = await MeasureAsync(file, cancellationToken);
        return await judge.CheckAsync(facts, site, Category(category), likes: null, cancellationToken);
    }

    /// <summary>Measured once, held against every marketplace.</summary>
    public async Task<PictureMatrix> RunEverywhereAsync(PassingFile file, string? category, CancellationToken cancellationToken)
    {
        var facts = await MeasureAsync(file, cancellationToken);
        var picture = new CheckedPicture(file.FileName, facts.Width, facts.Height, facts.Format, facts.Bytes);
        return new PictureMatrix(picture, await judge.CheckEverywhereAsync(facts, Category(category), likes: null, cancellationToken));
    }

    private static string? Category(string? given) => string.IsNullOrWhiteSpace(given) ? null : given;

    private async Task<ImageFacts> MeasureAsync(PassingFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await quarantine.ReadAsync(await Sha256Async(file, cancellationToken), file.FileName, () => imaging.MeasureAsync(file.Path, file.FileName, cancellationToken), cancellationToken);
        }
        catch (ImageRefusedException refused)
        {
            throw DesignProblems.Refused(refused);
        }
    }

    private static async Task<string> Sha256Async(PassingFile file, CancellationToken cancellationToken)
    {
        await using var bytes = File.OpenRead(file.Path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellationToken));
    }
}

public sealed record CheckedPicture(string FileName, int Width, int Height, ImageFormat Format, long Bytes);

/// <summary>One picture, all marketplaces.</summary>
public sealed record PictureMatrix(CheckedPicture Picture, IReadOnlyList<MarketplaceReport> Marketplaces);

/// <summary>A file on its way through; deleted when disposed.</summary>
public sealed record PassingFile(string FileName, string Path) : IDisposable
{
    public void Dispose() => File.Delete(Path);
}
