using System.Globalization;
using System.Text.Json;

namespace NativeBench.Submission.Checking;

/// <summary>
/// A mlperf_log_detail.txt as the official checker reads it: lines that start with <c>:::MLLOG</c> hold JSON with key, value and
/// metadata.is_error; of repeated keys the first counts; other lines are passed over. Never throws for what is in the file.
/// </summary>
internal sealed class DetailLog
{
    private const string Marker = ":::MLLOG";

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];

    private DetailLog()
    {
    }

    /// <summary>What makes the file unreadable for the official checker, as line and sentence; empty if nothing does.</summary>
    public List<(int Line, string What)> Broken { get; } = [];

    /// <summary>Lines without the marker, after the first.</summary>
    public int ForeignLines { get; private set; }

    /// <summary>Values of the records that are marked as errors.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public static DetailLog Read(string path)
    {
        var log = new DetailLog();
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.StartsWith(Marker, StringComparison.Ordinal))
                log.ReadRecord(number, line.AsMemory(Marker.Length));
            else if (number == 1)
                log.Broken.Add((1, "the first line is no :::MLLOG record"));
            else if (line.Length > 0)
                log.ForeignLines++;
        }

        if (number == 0)
            log.Broken.Add((1, "the file is empty"));
        return log;
    }

    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>The value as text, or null if there's none.</summary>
    public string? Text(string key) => !_values.TryGetValue(key, out var value) ? null : value.TextOf();

    public double? Number(string key) =>
        Text(key) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    public ulong? Unsigned(string key) =>
        Text(key) is { } text && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;

    public bool? Flag(string key) => Text(key) switch { "true" => true, "false" => false, _ => null };

    private void ReadRecord(int number, ReadOnlyMemory<char> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var record = document.RootElement;
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty("key", out var key) || key.ValueKind != JsonValueKind.String
                || !record.TryGetProperty("value", out var value))
            {
                Broken.Add((number, "the record has no key or no value"));
                return;
            }

            if (!record.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object
                || !metadata.TryGetProperty("is_error", out var isError))
            {
                Broken.Add((number, $"the record of '{key.TextOf()}' has no metadata.is_error"));
                return;
            }

            if (isError.ValueKind == JsonValueKind.True)
                _errors.Add(value.TextOf());
            _values.TryAdd(key.TextOf(), value.Clone());
        }
        catch (JsonException)
        {
            Broken.Add((number, "the record is no valid JSON"));
        }
    }
}
