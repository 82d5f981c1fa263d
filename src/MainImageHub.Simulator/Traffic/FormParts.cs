using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MainImageHub.Simulator.Traffic;

/// <summary>One part of a form with files.</summary>
internal sealed record FormPart(string Name, bool IsFile, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);
}

/// <summary>Forms with files, as <see cref="OperationRunner"/> hands them on.</summary>
internal static class FormParts
{
    /// <summary>What stands for an address where bytes were sent.</summary>
    public static string Source(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    /// <summary>Null where it is no such form.</summary>
    public static async Task<IReadOnlyList<FormPart>?> ReadAsync(HttpContext http, string body)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            return null;
        }

        using var form = new MemoryStream(Encoding.Latin1.GetBytes(body));
        var reader = new MultipartReader(boundary, form);
        List<FormPart> parts = [];
        try
        {
            while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } section)
            {
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, http.RequestAborted);
                if (section.GetContentDispositionHeader() is not { } header || HeaderUtilities.RemoveQuotes(header.Name).Value is not { } name)
                {
                    return null;
                }

                parts.Add(new(name, header.IsFileDisposition(), content.ToArray()));
            }
        }
        catch (IOException)
        {
            return null;
        }

        return parts;
    }
}
