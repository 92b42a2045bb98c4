using System.Security.Cryptography;
using System.Text;

namespace NativeBench.Cli.Workloads;

/// <summary>SHA-256 of what a result was measured with.</summary>
internal static class FileHash
{
    /// <summary>MD5, for sources that publish no better sum; 32 lower-case hex digits.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "Compared with a published MD5; nothing is protected by it.")]
    public static string Md5Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(MD5.HashData(stream));
    }

    /// <summary>
    /// The hash of the inputs and labels of a folder: over name, a zero byte and content's SHA-256 of each file, by name.
    /// </summary>
    public static string OfFolder(string folder)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Directory.EnumerateFiles(folder).Where(static path =>
            Path.GetExtension(path) == ".npy" || Path.GetFileName(path) == "labels.txt");
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            all.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            all.AppendData([0]);
            using var stream = File.OpenRead(file);
            all.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }
}
