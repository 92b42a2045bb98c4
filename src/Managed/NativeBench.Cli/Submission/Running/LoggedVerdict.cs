using System.Text.Json;

namespace NativeBench.Cli.Submission.Running;

/// <summary>What LoadGen's own log says of a performance run: the log is what is submitted, so result.json has to agree with it.</summary>
internal static class LoggedVerdict
{
    private const string Prefix = ":::MLLOG ";

    /// <summary>Why the log's verdict isn't <paramref name="valid"/>; null if it is.</summary>
    /// <param name="log">A mlperf_log_detail.txt that is there.</param>
    /// <param name="valid">The verdict of result.json.</param>
    public static string? Difference(string log, bool valid)
    {
        string expected = valid ? "VALID" : "INVALID";
        string? found = null;
        foreach (string line in File.ReadLines(log))
        {
            if (line.Contains("\"result_validity\"", StringComparison.Ordinal) && Value(line) is { } value)
                found = value;
        }

        return found == expected ? null
            : found is null ? $"'{log}' has no result_validity; expected {expected}, as result.json has it."
            : $"'{log}' says {found}, result.json {expected}.";
    }

    private static string? Value(string line)
    {
        if (!line.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        try
        {
            using var json = JsonDocument.Parse(line.AsMemory(Prefix.Length));
            return json.RootElement.TryGetProperty("key", out var key) && key.ValueKind == JsonValueKind.String && key.GetString() == "result_validity"
                && json.RootElement.TryGetProperty("value", out var value) ? value.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
