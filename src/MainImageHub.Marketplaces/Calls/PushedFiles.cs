using MainImageHub.Domain.Rules;

namespace MainImageHub.Marketplaces.Calls;

/// <summary>The file of a push, for marketplaces that take no address.</summary>
internal static class PushedFiles
{
    /// <summary>Whether its bytes can be had.</summary>
    public static async Task<bool> IsThereAsync(PictureFile? picture, CancellationToken cancellationToken)
    {
        await using var bytes = picture is null ? null : await picture.OpenAsync(cancellationToken);
        return bytes is not null;
    }

    public static LocalText Gone(string marketplace) => new(
        $"The picture's file is not there any more, and {marketplace} wants its bytes. Push a version whose file is there.",
        $"图片文件已不存在，而 {marketplace} 需要上传图片内容。请推送文件仍在的版本。");
}
