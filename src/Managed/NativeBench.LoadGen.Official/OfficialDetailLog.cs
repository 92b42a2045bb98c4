using System.Globalization;
using System.Text.Json;

namespace NativeBench.LoadGen.Official;

/// <summary>
/// The values of a mlperf_log_detail.txt; of repeated keys the first counts. LoadGen doesn't escape strings, so lines that are no JSON
/// are passed over: figures aren't among them.
/// </summary>
internal sealed class OfficialDetailLog
{
    private const string Marker = ":::MLLOG ";
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);

    public List<string> Errors { get; } = [];

    public List<string> Warnings { get; } = [];

    public static OfficialDetailLog Read(string path)
    {
        var log = new OfficialDetailLog();
        foreach (string line in File.ReadLines(path))
        {
            if (!line.StartsWith(Marker, StringComparison.Ordinal))
                continue;
            try
            {
                using var document = JsonDocument.Parse(line.AsMemory(Marker.Length));
                log.Add(document.RootElement);
            }
            catch (JsonException)
            {
                // A string with a quotation mark of its own, such as a commit's message.
            }
        }

        return log;
    }

    public string? Text(string key) => _values.GetValueOrDefault(key);

    public long Whole(string key) => (long)Number(key);

    /// <summary>The value of the last record of a key, where each series writes one; 0 if there's none.</summary>
    public long LastWhole(string key) => long.TryParse(_last.GetValueOrDefault(key), NumberStyles.Integer, CultureInfo.InvariantCulture, out long value) ? value : 0;

    /// <summary>0 if it isn't there.</summary>
    public double Number(string key) => double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : 0;

    /// <summary>What a key that LoadGen writes in some scenarios only says; without it nothing is wrong.</summary>
    public bool Flag(string key) => Text(key) is null or "true";

    private void Add(JsonElement record)
    {
        if (!record.TryGetProperty("key", out var key) || !record.TryGetProperty("value", out var value))
            return;
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        _values.TryAdd(key.GetString()!, text);
        _last[key.GetString()!] = text;
        if (!record.TryGetProperty("metadata", out var metadata))
            return;
        if (metadata.TryGetProperty("is_error", out var isError) && isError.ValueKind == JsonValueKind.True)
            Errors.Add(text);
        else if (metadata.TryGetProperty("is_warning", out var isWarning) && isWarning.ValueKind == JsonValueKind.True)
            Warnings.Add(text);
    }
}
