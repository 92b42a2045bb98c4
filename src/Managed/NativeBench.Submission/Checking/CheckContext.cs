using System.Text.Json;
using NativeBench.Submission.Rounds;

namespace NativeBench.Submission.Checking;

/// <summary>The tree that is being checked and what was found so far.</summary>
internal sealed class CheckContext(string root, RoundRules rules, string? fullLogs, bool skipDatasetSize = false)
{
    private readonly List<Finding> _findings = [];

    public RoundRules Rules => rules;

    /// <summary>A folder with the logs before they were truncated, at the same relative paths; or null.</summary>
    public string? FullLogs => fullLogs;

    /// <summary>Whether accuracy runs may cover a part of the data set.</summary>
    public bool SkipDatasetSize => skipDatasetSize;

    public IReadOnlyList<Finding> Findings => _findings;

    public List<CheckedResult> Results { get; } = [];

    /// <summary>A path of the tree on this machine.</summary>
    public string At(string path) => Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));

    public bool HasFile(string path) => File.Exists(At(path));

    public bool HasFolder(string path) => Directory.Exists(At(path));

    /// <summary>Names of the folders in a folder, in ordinal order; none if it isn't there.</summary>
    public string[] Folders(string path) =>
        HasFolder(path) ? [.. Directory.GetDirectories(At(path)).Select(static d => Path.GetFileName(d)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Names of the files in a folder.</summary>
    public string[] Files(string path) =>
        HasFolder(path) ? [.. Directory.GetFiles(At(path)).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];

    public void Rejected(string path, string? key, string? found, string? wanted, string message) =>
        Add(FindingSeverity.OfficialCheckerRejects, path, key, found, wanted, message);

    /// <summary>What today's checker rejects and the one of older rounds only reports.</summary>
    public void Judged(string path, string? key, string? found, string? wanted, string message) =>
        Add(rules.OnlyReports ? FindingSeverity.RulesSaySo : FindingSeverity.OfficialCheckerRejects, path, key, found, wanted, message);

    public void AgainstRules(string path, string? key, string? found, string? wanted, string message) =>
        Add(FindingSeverity.RulesSaySo, path, key, found, wanted, message);

    public void Odd(string path, string? key, string? found, string? wanted, string message) =>
        Add(FindingSeverity.Suspicious, path, key, found, wanted, message);

    /// <summary>A file whose absence the official checker rejects.</summary>
    public bool RequireFile(string path, string what, bool judged = false)
    {
        if (HasFile(path))
            return true;
        Judge(judged, path, null, null, "a file", $"{what} is missing.");
        return false;
    }

    /// <summary>A JSON object, or null with a finding if it's missing or isn't one.</summary>
    public JsonElement? ReadObject(string path, string what, bool judged = false)
    {
        if (!RequireFile(path, what, judged))
            return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(At(path)));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
            Rejected(path, null, document.RootElement.ValueKind.ToString(), "an object", $"{what} holds no JSON object.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            Rejected(path, null, null, "a JSON object", $"{what} can't be read: {FirstLine(e)}");
        }

        return null;
    }

    /// <summary>A detail log, or null with a finding if it's missing or can't be read.</summary>
    public DetailLog? ReadLog(string path, string what, bool judged = false)
    {
        if (!RequireFile(path, what, judged))
            return null;
        try
        {
            var log = DetailLog.Read(At(path));
            foreach (var (line, found) in log.Broken)
                Judge(judged, path, $"line {line}", null, ":::MLLOG with key, value and metadata.is_error", $"Line {line}: {found}.");
            if (log.ForeignLines > 0)
                Odd(path, null, $"{log.ForeignLines} lines", "records only", "Lines that are no :::MLLOG records; LoadGen writes none.");
            return log;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Rejected(path, null, null, "a readable file", $"{what} can't be read: {FirstLine(e)}");
            return null;
        }
    }

    /// <summary>The lines of a text file, or null with a finding if it's missing or can't be read.</summary>
    public string[]? ReadLines(string path, string what, bool judged = false)
    {
        if (!RequireFile(path, what, judged))
            return null;
        try
        {
            return File.ReadAllLines(At(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Rejected(path, null, null, "a readable file", $"{what} can't be read: {FirstLine(e)}");
            return null;
        }
    }

    private void Judge(bool judged, string path, string? key, string? found, string? wanted, string message)
    {
        if (judged)
            Judged(path, key, found, wanted, message);
        else
            Rejected(path, key, found, wanted, message);
    }

    public static string FirstLine(Exception e) => e.Message.Split('\n')[0].TrimEnd();

    private void Add(FindingSeverity severity, string path, string? key, string? found, string? wanted, string message) =>
        _findings.Add(new Finding(severity, path, key, found, wanted, message));
}
