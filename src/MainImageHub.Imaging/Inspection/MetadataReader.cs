using System.Buffers.Binary;
using System.Text;
using MainImageHub.Domain.Images;

namespace MainImageHub.Imaging.Inspection;

/// <summary>Looks into EXIF, XMP and IPTC for what must not be published (positions, names, serial numbers) and for what the file says of its origin, before all that is stripped.</summary>
internal static class MetadataReader
{
    private const ushort Software = 0x0131;
    private const ushort Artist = 0x013B;
    private const ushort Copyright = 0x8298;
    private const ushort XpAuthor = 0x9C9D;
    private const ushort ExifDirectory = 0x8769;
    private const ushort GpsDirectory = 0x8825;
    private const ushort GpsLatitude = 0x0002;
    private const ushort CameraOwner = 0xA430;
    private const ushort BodySerial = 0xA431;
    private const ushort LensSerial = 0xA435;

    // A camera writes some dozens of entries. Files that are made to be slow repeat theirs thousands of times.
    private const int MostEntries = 1000;
    private const int LongestText = 1000;
    private const int LongestSourceType = 60;

    public static MetadataFacts Read(ReadOnlySpan<byte> exif, ReadOnlySpan<byte> xmp, ReadOnlySpan<byte> iptc)
    {
        var found = new Findings();
        var tiff = TiffHeader(exif);
        if (!tiff.IsEmpty)
        {
            var little = tiff[0] == 'I';
            ReadDirectory(tiff, UInt32(tiff[4..], little), little, ref found);
            if (found.Exif is { } exifDirectory)
            {
                ReadDirectory(tiff, exifDirectory, little, ref found);
            }
        }

        return new MetadataFacts
        {
            HasExif = !exif.IsEmpty,
            HasXmp = !xmp.IsEmpty,
            HasIptc = !iptc.IsEmpty,
            HasGps = found.Gps || xmp.IndexOf("GPSLatitude"u8) >= 0,
            HasPersonalData = found.Personal || xmp.IndexOf("dc:creator"u8) >= 0 || xmp.IndexOf("SerialNumber"u8) >= 0 || HasByline(iptc),
            Software = found.Software,
            Copyright = found.Copyright,
            DigitalSourceType = SourceType(xmp),
        };
    }

    private static ReadOnlySpan<byte> TiffHeader(ReadOnlySpan<byte> exif)
    {
        // JPEG puts "Exif\0\0" before the TIFF header, other containers do not.
        var tiff = exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
        return tiff.Length >= 8 && (tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)) ? tiff : [];
    }

    /// <summary>One directory; the pointer to the next one is only noted, so that no file can send the reader in circles.</summary>
    private static void ReadDirectory(ReadOnlySpan<byte> tiff, uint offset, bool little, ref Findings found)
    {
        for (var i = 0; i < Entries(tiff, offset, little); i++)
        {
            var entry = tiff.Slice((int)offset + 2 + (i * 12), 12);
            switch (UInt16(entry, little))
            {
                case ExifDirectory:
                    found.Exif ??= UInt32(entry[8..], little);
                    break;
                case GpsDirectory when !found.HasReadGps:
                    found.HasReadGps = true;
                    found.Gps = HasEntry(tiff, UInt32(entry[8..], little), little, GpsLatitude);
                    break;
                case Artist or XpAuthor or CameraOwner or BodySerial or LensSerial:
                    found.Personal |= Text(tiff, entry, little).Length > 0;
                    break;
                case Copyright:
                    found.Copyright = Text(tiff, entry, little) is { Length: > 0 } owner ? owner : null;
                    break;
                case Software:
                    found.Software = Text(tiff, entry, little) is { Length: > 0 } text ? text : null;
                    break;
            }
        }
    }

    /// <summary>How many whole entries a directory really has; none where it lies outside.</summary>
    private static int Entries(ReadOnlySpan<byte> tiff, uint offset, bool little) => offset + 2UL > (ulong)tiff.Length
        ? 0
        : Math.Min(Math.Min((int)UInt16(tiff[(int)offset..], little), MostEntries), (tiff.Length - (int)offset - 2) / 12);

    private static bool HasEntry(ReadOnlySpan<byte> tiff, uint offset, bool little, ushort wanted)
    {
        for (var i = 0; i < Entries(tiff, offset, little); i++)
        {
            if (UInt16(tiff[((int)offset + 2 + (i * 12))..], little) == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private static string Text(ReadOnlySpan<byte> tiff, ReadOnlySpan<byte> entry, bool little)
    {
        var length = UInt32(entry[4..], little);
        var start = length <= 4 ? null : (uint?)UInt32(entry[8..], little);
        if (start is { } offset && offset + (ulong)length > (ulong)tiff.Length)
        {
            return "";
        }

        var raw = start is null ? entry.Slice(8, (int)length) : tiff.Slice((int)start.Value, (int)Math.Min(length, LongestText));
        var text = Encoding.UTF8.GetString(raw).Replace("\0", "", StringComparison.Ordinal).Trim();
        return text.Length > 200 ? text[..200] : text;
    }

    /// <summary>
    /// The last part of the address in <c>Iptc4xmpExt:DigitalSourceType</c>, be it an attribute or an element. The address is looked for
    /// rather than the XML read: it stands in XMP for nothing else, and a stranger's XML is a parser less.
    /// </summary>
    private static string? SourceType(ReadOnlySpan<byte> xmp)
    {
        var list = "cv.iptc.org/newscodes/digitalsourcetype/"u8;
        var start = xmp.IndexOf(list);
        if (start < 0)
        {
            return null;
        }

        var rest = xmp[(start + list.Length)..];
        var length = 0;
        while (length < rest.Length && length < LongestSourceType && char.IsAsciiLetter((char)rest[length]))
        {
            length++;
        }

        return length == 0 ? null : Encoding.ASCII.GetString(rest[..length]);
    }

    /// <summary>IPTC data set 2:80 is the by-line, 2:122 the writer.</summary>
    private static bool HasByline(ReadOnlySpan<byte> iptc) =>
        iptc.IndexOf((ReadOnlySpan<byte>)[0x1C, 2, 80]) >= 0 || iptc.IndexOf((ReadOnlySpan<byte>)[0x1C, 2, 122]) >= 0;

    private static ushort UInt16(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private static uint UInt32(ReadOnlySpan<byte> data, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);

    private ref struct Findings
    {
        public uint? Exif;
        public bool HasReadGps;
        public bool Gps;
        public bool Personal;
        public string? Software;
        public string? Copyright;
    }
}
