using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace NativeBench.Catalog.Fetching;

/// <summary>The checksums of a file that grows, and what they are held against.</summary>
[SuppressMessage("Security", "CA5351", Justification = "MD5 is what some sources publish; it's compared, nothing is protected by it.")]
internal sealed class FileSums : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private long _bytes;

    public void Add(ReadOnlySpan<byte> data)
    {
        _sha256.AppendData(data);
        _md5.AppendData(data);
        _bytes += data.Length;
    }

    /// <summary>Adds a whole file.</summary>
    public static FileSums Of(string path, CancellationToken cancellation)
    {
        var sums = new FileSums();
        using var stream = File.OpenRead(path);
        var buffer = new byte[1 << 20];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            sums.Add(buffer.AsSpan(0, read));
        }

        return sums;
    }

    /// <summary>Compares with what the catalog knows, and ends the sums.</summary>
    /// <returns>SHA-256, whether a checksum was compared, and null or what differs, naming both.</returns>
    public (string Sha256, bool IsVerified, string? Difference) Compare(CatalogFile file)
    {
        var sha256 = Convert.ToHexStringLower(_sha256.GetHashAndReset());
        var md5 = Convert.ToHexStringLower(_md5.GetHashAndReset());
        if (file.SizeBytes is { } size && size != _bytes)
            return (sha256, false, string.Create(CultureInfo.InvariantCulture, $"it has {_bytes} bytes, the catalog says {size}"));
        if (file.Sha256 is { } wanted)
            return (sha256, true, wanted == sha256 ? null : $"its SHA-256 is {sha256}, the catalog says {wanted}");
        if (file.Md5 is { } wantedMd5)
            return (sha256, true, wantedMd5 == md5 ? null : $"its MD5 is {md5}, the catalog says {wantedMd5}");
        return (sha256, false, null);
    }

    public void Dispose()
    {
        _sha256.Dispose();
        _md5.Dispose();
    }
}
