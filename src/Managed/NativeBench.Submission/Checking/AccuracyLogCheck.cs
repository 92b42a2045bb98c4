using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using NativeBench.Submission.Files;
using NativeBench.Submission.Packing;

namespace NativeBench.Submission.Checking;

/// <summary>
/// A mlperf_log_accuracy.json in a tree: its size, and whether it and the hash in accuracy.txt are those of the log before truncation.
/// Logs of any length are read in pieces.
/// </summary>
internal static class AccuracyLogCheck
{
    private const long MaxLogBytes = 10 * 1024;
    private const int PieceLength = 1 << 16;

    private static ReadOnlySpan<byte> Gap => "\n\n...\n\n"u8;

    /// <summary>Checks a log.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="path">The log's path.</param>
    /// <param name="hash">What its accuracy.txt says, or null.</param>
    /// <param name="isResult">Whether it's a result's: only those have to be short for the official checker.</param>
    public static void Run(CheckContext tree, string path, string? hash, bool isResult)
    {
        try
        {
            long length = tree.Look(path).Length;
            if (length > MaxLogBytes)
            {
                if (isResult)
                    tree.Rejected(path, "size", Bytes(length), "at most " + Bytes(MaxLogBytes), "The accuracy log isn't truncated.");
                else
                    tree.Odd(path, "size", Bytes(length), "at most " + Bytes(MaxLogBytes), "The accuracy log isn't truncated.");
                return;
            }

            byte[] bytes = new byte[length];
            using (var stream = tree.Disk.Open(tree.At(path)))
                bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
            int gap = bytes.AsSpan().IndexOf(Gap);
            if (gap < 0)
                Hash(tree, path, Convert.ToHexStringLower(SHA256.HashData(bytes)), hash);
            else if (tree.FullLogs is { } full)
                FullLog(tree, path, bytes.AsMemory(0, gap), bytes.AsMemory(gap + Gap.Length), hash, Path.Combine(full, path.Replace('/', Path.DirectorySeparatorChar)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            tree.Unreadable(path, "The accuracy log", e);
        }
    }

    private static void FullLog(CheckContext tree, string path, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> tail, string? hash, string fullPath)
    {
        var entry = tree.Disk.Look(fullPath);
        if (!entry.IsFile)
        {
            string why = entry.Kind == EntryKind.Missing ? "isn't there" : $"can't be read ({(entry.IsFolder ? "it's a folder" : entry.Why)})";
            tree.Odd(path, null, null, fullPath, $"The log before truncation {why}, so its hash can't be checked.");
            return;
        }

        try
        {
            using var stream = tree.Disk.Open(fullPath);
            var full = Ends.Read(stream, head.Length, tail.Length);
            if (head.Length > AccuracyLogCut.KeptBytes || !full.Head.Span.SequenceEqual(head.Span) || !full.Tail.Span.SequenceEqual(tail.Span))
                tree.AgainstRules(path, null, null, "both ends of the full log", "The truncated log isn't cut from the full one.");
            Hash(tree, path, full.Hash, hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            tree.Odd(path, null, null, fullPath, $"The log before truncation can't be read ({UnreadableFileException.FirstLine(e)}), so its hash can't be checked.");
        }
    }

    private static void Hash(CheckContext tree, string path, string actual, string? hash)
    {
        if (hash is not null && !hash.Equals(actual, StringComparison.OrdinalIgnoreCase))
            tree.AgainstRules(path, "hash", hash, actual, "accuracy.txt has the hash of another log.");
    }

    private static string Bytes(long value) => value.ToString(CultureInfo.InvariantCulture) + " bytes";

    /// <summary>Hash, first and last bytes of a stream that may be larger than any array.</summary>
    internal readonly record struct Ends(string Hash, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Tail)
    {
        /// <summary>Reads a stream to its end; of a shorter one, the ends are shorter too.</summary>
        public static Ends Read(Stream stream, int headLength, int tailLength)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] piece = ArrayPool<byte>.Shared.Rent(PieceLength);
            byte[] head = new byte[headLength];
            byte[] tail = new byte[tailLength];
            long total = 0;
            try
            {
                while (stream.Read(piece) is var count && count > 0)
                {
                    var read = piece.AsSpan(0, count);
                    hash.AppendData(read);
                    if (total < headLength)
                        read[..(int)Math.Min(count, headLength - total)].CopyTo(head.AsSpan((int)total));
                    Shift(tail, read);
                    total += count;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(piece);
            }

            return new Ends(
                Convert.ToHexStringLower(hash.GetHashAndReset()),
                head.AsMemory(0, (int)Math.Min(headLength, total)),
                tail.AsMemory(tailLength - (int)Math.Min(tailLength, total)));
        }

        /// <summary>Keeps the last bytes of what was read so far, at the end of the array.</summary>
        private static void Shift(Span<byte> tail, ReadOnlySpan<byte> read)
        {
            if (read.Length >= tail.Length)
            {
                read[^tail.Length..].CopyTo(tail);
                return;
            }

            tail[read.Length..].CopyTo(tail);
            read.CopyTo(tail[^read.Length..]);
        }
    }
}
