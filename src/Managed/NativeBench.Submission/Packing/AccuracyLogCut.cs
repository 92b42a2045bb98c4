using System.Security.Cryptography;

namespace NativeBench.Submission.Packing;

/// <summary>Accuracy logs as a tree takes them: both ends, and the hash of the whole (<c>tools/submission/truncate_accuracy_log.py</c>).</summary>
public static class AccuracyLogCut
{
    /// <summary>Bytes of each end that stay.</summary>
    public const int KeptBytes = 4096;

    private static ReadOnlySpan<byte> Gap => "\n\n...\n\n"u8;

    /// <summary>Writes a log's ends to another file and returns the SHA-256 of the whole, as lower-case hexadecimal digits.</summary>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static string Write(string log, string target)
    {
        using var source = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.Read);
        string hash = Convert.ToHexStringLower(SHA256.HashData(source));
        source.Position = 0;
        using var output = new FileStream(target, FileMode.Create, FileAccess.Write);
        if (source.Length < KeptBytes)
        {
            source.CopyTo(output);
            return hash;
        }

        // A log that is shorter than both ends together has its middle twice, as the official script leaves it.
        byte[] part = new byte[KeptBytes];
        source.ReadExactly(part);
        output.Write(part);
        output.Write(Gap);
        source.Position = source.Length - KeptBytes;
        source.ReadExactly(part);
        output.Write(part);
        return hash;
    }
}
