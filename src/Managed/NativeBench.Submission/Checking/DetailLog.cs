using System.Globalization;
using System.Text.Json;
using NativeBench.Submission.Files;

namespace NativeBench.Submission.Checking;

/// <summary>
/// A mlperf_log_detail.txt as the official checker reads it: lines that start with <c>:::MLLOG</c> hold JSON with key, value and
/// metadata.is_error; of repeated keys the first counts; other lines are passed over.
/// </summary>
internal sealed class DetailLog
{
    private const string Marker = ":::MLLOG";

    /// <summary>LoadGen writes about a hundred keys; of a file of another kind no more is kept than that tells.</summary>
    private const int MaxKeys = 10_000;
    private const int MaxBroken = 20;
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 500 };

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    private DetailLog()
    {
    }

    /// <summary>What makes the file unreadable for the official checker, as line and clause; the first of them. Empty if nothing does.</summary>
    public List<(int Line, string What)> Broken { get; } = [];

    /// <summary>Lines without the marker, after the first.</summary>
    public int ForeignLines { get; private set; }

    /// <summary>Records that are marked as errors.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>Value of the first of them.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Reads a file of this machine.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static DetailLog Read(string path)
    {
        using var stream = DiskFiles.Instance.Open(path);
        return Read(stream);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It can't be read as text.</exception>
    public static DetailLog Read(Stream stream)
    {
        var log = new DetailLog();
        int number = 0;
        foreach (string line in TextLines.Read(stream))
        {
            number++;
            if (line.StartsWith(Marker, StringComparison.Ordinal))
                log.ReadRecord(number, line.AsMemory(Marker.Length));
            else if (number == 1)
                log.Break(1, "the first line is no :::MLLOG record");
            else if (line.Length > 0)
                log.ForeignLines++;
        }

        if (number == 0)
            log.Break(1, "the file is empty");
        return log;
    }

    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>The value as text, or null if there's none.</summary>
    public string? Text(string key) => !_values.TryGetValue(key, out var value) ? null : value.TextOf();

    /// <summary>The value as it stands in the file, or null if there's none; for messages, where "5" and 5 are different things.</summary>
    public string? Raw(string key) => !_values.TryGetValue(key, out var value) ? null : value.GetRawText();

    /// <summary>A number, or null: numbers in quotation marks are none, as comparing one ends the official check with an error.</summary>
    public double? Number(string key) => _values.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>What Python's float() makes of the value, which takes texts too: the results themselves are read so.</summary>
    public double? Converted(string key)
    {
        if (!_values.TryGetValue(key, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.String when double.TryParse(value.TextOf(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
            _ => null,
        };
    }

    public ulong? Unsigned(string key) =>
        Number(key) is not null && ulong.TryParse(Raw(key), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;

    public bool? Flag(string key) => !_values.TryGetValue(key, out var value) ? null
        : value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    /// <summary>What counts as true for the official checker: whatever isn't missing, false, 0, null or empty.</summary>
    public bool IsTruthy(string key) => _values.TryGetValue(key, out var value) && value.IsTruthy();

    private void ReadRecord(int number, ReadOnlyMemory<char> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_deep);
            var record = document.RootElement;
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty("key", out var key) || key.ValueKind != JsonValueKind.String
                || !record.TryGetProperty("value", out var value))
            {
                Break(number, "the record has no key or no value");
                return;
            }

            if (!record.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object
                || !metadata.TryGetProperty("is_error", out var isError))
            {
                Break(number, $"the record of '{key.TextOf()}' has no metadata.is_error");
                return;
            }

            if (isError.IsTruthy())
            {
                ErrorCount++;
                FirstError ??= value.TextOf();
            }

            if (_values.Count < MaxKeys && !_values.ContainsKey(key.TextOf()))
                _values.Add(key.TextOf(), value.Clone());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one is a name with half a surrogate pair.
            Break(number, "the record is no valid JSON");
        }
    }

    private void Break(int line, string what)
    {
        if (Broken.Count < MaxBroken)
            Broken.Add((line, what));
    }
}
