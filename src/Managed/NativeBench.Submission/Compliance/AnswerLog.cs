using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using NativeBench.Submission.Files;

namespace NativeBench.Submission.Compliance;

/// <summary>One entry of a mlperf_log_accuracy.json.</summary>
internal sealed record AnswerEntry
{
    [JsonPropertyName("seq_id")]
    public long? SequenceId { get; init; }

    [JsonPropertyName("qsl_idx")]
    public required long Sample { get; init; }

    /// <summary>The answer's bytes as hexadecimal digits.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>The first token, as it was reported before the answer was done.</summary>
    [JsonPropertyName("token_data")]
    public string? FirstToken { get; init; }

    /// <summary>Tokens as the system reported their number.</summary>
    [JsonPropertyName("token_count")]
    public long? TokenCount { get; init; }

    /// <summary>The answer's bytes, or null if they aren't pairs of hexadecimal digits.</summary>
    public byte[]? Bytes() => Decode(Data);

    public static byte[]? Decode(string hex)
    {
        byte[] bytes = new byte[hex.Length / 2];
        return hex.Length % 2 == 0 && Convert.FromHexString(hex, bytes, out _, out _) == OperationStatus.Done ? bytes : null;
    }
}

[JsonSerializable(typeof(AnswerEntry))]
internal sealed partial class AnswerJson : JsonSerializerContext;

/// <summary>Accuracy logs, entry by entry: a log of any length needs memory for its largest entry only.</summary>
internal static class AnswerLog
{
    public const string FileName = "mlperf_log_accuracy.json";

    /// <summary>No answer is nearly as long; what is longer is no log, and would only fill the memory.</summary>
    private const long MaxEntryBytes = 512L << 20;

    /// <summary>The entries of a log.</summary>
    /// <exception cref="UnreadableLogException">It's missing or isn't one.</exception>
    public static IEnumerable<AnswerEntry> Read(string path)
    {
        using var stream = new PartStream(Open(path), MaxEntryBytes);
        using var entries = JsonSerializer.DeserializeAsyncEnumerable(stream, AnswerJson.Default.AnswerEntry).ToBlockingEnumerable().GetEnumerator();
        long count = 0;
        while (true)
        {
            AnswerEntry? entry;
            try
            {
                if (!entries.MoveNext())
                    yield break;
                entry = entries.Current;
            }
            catch (Exception e) when (e is JsonException or IOException or InvalidOperationException or OutOfMemoryException or OverflowException)
            {
                string position = e is JsonException { LineNumber: { } line } ? FormattableString.Invariant($" (line {line + 1})") : "";
                throw new UnreadableLogException(FormattableString.Invariant($"{path}{position}: not a complete accuracy log; what follows entry {count} can't be read: ") + FirstSentence(e.Message));
            }

            count++;
            stream.StartPart();
            yield return entry ?? throw new UnreadableLogException(FormattableString.Invariant($"{path}: entry {count} is null; expected an object with qsl_idx and data."));
        }
    }

    /// <summary>Writes the entries of those samples to another log, in LoadGen's form; returns how many there were.</summary>
    public static long Extract(string from, IReadOnlySet<long> samples, string to)
    {
        long count = 0;
        using var writer = new StreamWriter(to);
        writer.Write("[");
        foreach (var entry in Read(from))
        {
            if (!samples.Contains(entry.Sample))
                continue;
            string tokens = (entry.FirstToken is null ? "" : $", \"token_data\" : \"{entry.FirstToken}\"")
                + (entry.TokenCount is { } number ? FormattableString.Invariant($", \"token_count\" : {number}") : "");
            writer.Write(count++ == 0 ? "\n" : ",\n");
            writer.Write(FormattableString.Invariant($"{{ \"seq_id\" : {entry.SequenceId ?? 0}, \"qsl_idx\" : {entry.Sample}, \"data\" : \"{entry.Data}\"{tokens} }}"));
        }

        writer.Write("\n]\n");
        return count;
    }

    private static Stream Open(string path)
    {
        try
        {
            return DiskFiles.Instance.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableLogException($"{path} can't be read: {UnreadableFileException.FirstLine(e)}.");
        }
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" Path:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).Split('\n')[0].TrimEnd();
    }
}

/// <summary>A log that can't be read; the message is a whole sentence.</summary>
internal sealed class UnreadableLogException(string message) : Exception(message);
