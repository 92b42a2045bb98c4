using System.Globalization;
using System.Text.RegularExpressions;
using NativeBench.Submission.Files;

namespace NativeBench.Submission.Compliance;

/// <summary>What the official verification scripts read of a mlperf_log_summary.txt. Lines of any round's LoadGen are known.</summary>
internal sealed partial class RunSummary
{
    public const string FileName = "mlperf_log_summary.txt";

    public string Scenario { get; private set; } = "";

    /// <summary>What counts in the scenario, as the log has it (ns or samples per second); null if it isn't there.</summary>
    public string? Score { get; private set; }

    /// <summary>The rate at which Server's queries were due (rounds up to v2.0 compare it).</summary>
    public string? ScheduledRate { get; private set; }

    /// <summary>The percentile itself, without early stopping (rounds up to v2.0 compare it).</summary>
    public string? Percentile { get; private set; }

    public bool IsInvalid { get; private set; }

    /// <summary>Errors that LoadGen counted.</summary>
    public string? Errors { get; private set; }

    public string? TargetLatency { get; private set; }

    public string? IssueUnique { get; private set; }

    public string? IssueSame { get; private set; }

    /// <exception cref="UnreadableLogException">It can't be read.</exception>
    public static RunSummary Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        var summary = new RunSummary();
        try
        {
            foreach (string line in TextLines.Read(DiskFiles.Instance.Open(path)))
                summary.Add(path, line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableLogException($"{path} can't be read: {UnreadableFileException.FirstLine(e)}.");
        }

        return summary.Scenario.Length > 0 ? summary : throw new UnreadableLogException($"{path} names no scenario; expected a line 'Scenario : …'.");
    }

    /// <summary>The score as a number.</summary>
    /// <exception cref="UnreadableLogException">It isn't one.</exception>
    public static double Number(string folder, string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
            : throw new UnreadableLogException(text is null
                ? $"{Path.Combine(folder, FileName)} doesn't have the figure that counts in its scenario."
                : $"{Path.Combine(folder, FileName)}: '{text}' is no number.");

    private void Add(string path, string line)
    {
        if (line.StartsWith("Scenario", StringComparison.Ordinal))
            Scenario = Value(path, line);
        else if (Scenario == "SingleStream" && EarlySingle().IsMatch(line))
            Score = Value(path, line);
        else if (Scenario == "MultiStream" && EarlyMulti().IsMatch(line))
            Score = Value(path, line);
        else if (Scenario == "SingleStream" && (line.StartsWith("90th percentile latency", StringComparison.Ordinal) || line.StartsWith("90.0th percentile latency", StringComparison.Ordinal)))
            Percentile = Value(path, line);
        else if (Scenario == "MultiStream" && (line.StartsWith("99th percentile latency", StringComparison.Ordinal) || line.StartsWith("99.0th percentile latency", StringComparison.Ordinal)))
            Percentile = Value(path, line);
        else if (Scenario == "Server" && line.StartsWith("Completed samples per second", StringComparison.Ordinal))
            Score = Value(path, line);
        else if (Scenario == "Server" && line.StartsWith("Scheduled samples per second", StringComparison.Ordinal))
            ScheduledRate = Value(path, line);
        else if (Scenario == "Offline" && line.StartsWith("Samples per second", StringComparison.Ordinal))
            Score = Value(path, line);
        else if (line.StartsWith("target_latency (ns)", StringComparison.Ordinal))
            TargetLatency = Value(path, line);
        else if (line.StartsWith("performance_issue_unique", StringComparison.Ordinal))
            IssueUnique = Value(path, line);
        else if (line.StartsWith("performance_issue_same ", StringComparison.Ordinal))
            IssueSame = Value(path, line);
        else if (line.StartsWith("Result is", StringComparison.Ordinal))
            IsInvalid |= Value(path, line) == "INVALID";
        else if (ErrorCount().IsMatch(line))
            Errors = line.Split(' ', 2)[0];
    }

    private static string Value(string path, string line)
    {
        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon >= 0 ? line[(colon + 2)..].Trim() : throw new UnreadableLogException($"{path}: the line '{line.Trim()}' has no ': ' and value.");
    }

    [GeneratedRegex("^.*Early stopping (90th|90.0th|99.9th) percentile estimate")]
    private static partial Regex EarlySingle();

    [GeneratedRegex("^.*Early stopping (99th|99.0th) percentile estimate")]
    private static partial Regex EarlyMulti();

    [GeneratedRegex("^[0-9]+ ERROR")]
    private static partial Regex ErrorCount();
}
