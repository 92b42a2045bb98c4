using System.Globalization;
using System.Text.Json;
using NativeBench.Submission.Files;
using NativeBench.Submission.Rounds;

namespace NativeBench.Submission.Checking;

/// <summary>The tree that is being checked and what was found so far.</summary>
internal sealed class CheckContext(string root, RoundRules rules, string? fullLogs, bool skipDatasetSize, ITreeFiles files)
{
    /// <summary>No file that is read whole comes near it; a detail log is read line by line, whatever its length.</summary>
    private const long MaxBytes = 16 << 20;
    private const int MaxFound = 300;

    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _unlisted = new(StringComparer.Ordinal);

    public RoundRules Rules => rules;

    /// <summary>A folder with the logs before they were truncated, at the same relative paths; or null.</summary>
    public string? FullLogs => fullLogs;

    /// <summary>Whether accuracy runs may cover a part of the data set.</summary>
    public bool SkipDatasetSize => skipDatasetSize;

    public ITreeFiles Disk => files;

    public IReadOnlyList<Finding> Findings => _findings;

    public List<CheckedResult> Results { get; } = [];

    /// <summary>A path of the tree on this machine.</summary>
    public string At(string path) => Path.Combine(root, path.Replace('/', Path.DirectorySeparatorChar));

    public TreeEntry Look(string path) => files.Look(At(path));

    public bool HasFile(string path) => Look(path).IsFile;

    public bool HasFolder(string path) => Look(path).IsFolder;

    /// <summary>Names of the folders in a folder, in ordinal order; none if it isn't there. One that can't be listed has a finding.</summary>
    public string[] Folders(string path)
    {
        var children = Children(path);
        foreach (var child in children.Where(c => c.IsFolder && IsUnnamed(path, c)))
            Rejected(Join(path, child.Name), "name", null, "a name in UTF-8", "The folder's name is no UTF-8: what is in it can't be read.");
        return [.. children.Where(c => c.IsFolder && !IsUnnamed(path, c)).Select(static c => c.Name)];
    }

    /// <summary>Names of the files in a folder; what can't be read, or is a pipe or the like, isn't one.</summary>
    public string[] Files(string path) => [.. Children(path).Where(c => !c.IsFolder && HasFile(Join(path, c.Name))).Select(static c => c.Name)];

    /// <summary>What is in a folder; nothing if it isn't there or can't be listed, for which there's a finding then.</summary>
    public IReadOnlyList<TreeChild> Children(string path, bool rejected = true)
    {
        if (!HasFolder(path))
            return [];
        try
        {
            return files.Entries(At(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_unlisted.Add(path))
            {
                Add(rejected ? FindingSeverity.OfficialCheckerRejects : FindingSeverity.RulesSaySo, path, null, null, "a readable folder",
                    $"The folder can't be listed: {UnreadableFileException.FirstLine(e)}.");
            }

            return [];
        }
    }

    /// <summary>Whether a name lost bytes that are no UTF-8: nothing is at the path that it gives.</summary>
    public bool IsUnnamed(string folder, TreeChild child) =>
        child.Name.Contains('\uFFFD', StringComparison.Ordinal) && Look(Join(folder, child.Name)).Kind == EntryKind.Missing;

    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    public void Rejected(string path, string? key, string? found, string? wanted, string message) =>
        Add(FindingSeverity.OfficialCheckerRejects, path, key, found, wanted, message);

    /// <summary>What today's checker rejects and the one of older rounds only reports.</summary>
    public void Judged(string path, string? key, string? found, string? wanted, string message) =>
        Add(rules.OnlyReports ? FindingSeverity.RulesSaySo : FindingSeverity.OfficialCheckerRejects, path, key, found, wanted, message);

    public void AgainstRules(string path, string? key, string? found, string? wanted, string message) =>
        Add(FindingSeverity.RulesSaySo, path, key, found, wanted, message);

    public void Odd(string path, string? key, string? found, string? wanted, string message) =>
        Add(FindingSeverity.Suspicious, path, key, found, wanted, message);

    /// <summary>A file whose absence the official checker rejects, as it does what is there instead of one.</summary>
    public bool RequireFile(string path, string what, bool judged = false)
    {
        var entry = Look(path);
        switch (entry.Kind)
        {
            case EntryKind.File:
                return true;
            case EntryKind.Missing:
                Judge(judged, path, null, null, "a file", $"{what} is missing.");
                break;
            case EntryKind.Folder:
                Rejected(path, null, "a folder", "a file", $"{what} is a folder.");
                break;
            default:
                Rejected(path, null, entry.Kind == EntryKind.Special ? entry.Why : null, "a file", $"{what} can't be read: {entry.Why}.");
                break;
        }

        return false;
    }

    /// <summary>A JSON object, or null with a finding if it's missing or isn't one.</summary>
    public JsonElement? ReadObject(string path, string what, bool judged = false)
    {
        if (!RequireFile(path, what, judged))
            return null;
        try
        {
            // As text, not by its bytes: what is no UTF-8 inside of a string, or a byte order mark, is an error then, as for the official checker.
            using var document = JsonDocument.Parse(string.Join('\n', LinesOf(path)));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                // Names with half a surrogate pair would show when one is looked up.
                foreach (var property in document.RootElement.EnumerateObject())
                    _ = property.Name;
                return document.RootElement.Clone();
            }

            Rejected(path, null, document.RootElement.ValueKind.ToString(), "an object", $"{what} holds no JSON object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            Rejected(path, null, null, "a JSON object", $"{what} can't be read: {UnreadableFileException.FirstLine(e)}.");
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
            using var stream = files.Open(At(path));
            var log = DetailLog.Read(stream);
            foreach (var (line, found) in log.Broken)
                Judge(judged, path, $"line {line}", null, ":::MLLOG with key, value and metadata.is_error", $"Line {line}: {found}.");
            if (log.ForeignLines > 0)
                Odd(path, null, $"{log.ForeignLines} lines", "records only", "Lines that are no :::MLLOG records; LoadGen writes none.");
            return log;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unreadable(path, what, e);
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
            return LinesOf(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Unreadable(path, what, e);
            return null;
        }
    }

    /// <summary>The lines of a text file.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public string[] LinesOf(string path) => [.. TextLines.Read(OpenWhole(path))];

    /// <summary>A file can't be read, which ends the official program.</summary>
    public void Unreadable(string path, string what, Exception e) =>
        Rejected(path, null, null, "a readable file", $"{what} can't be read: {UnreadableFileException.FirstLine(e)}.");

    private Stream OpenWhole(string path)
    {
        long length = Look(path).Length;
        return length <= MaxBytes ? files.Open(At(path))
            : throw new UnreadableFileException(string.Create(CultureInfo.InvariantCulture, $"it has {length} bytes, and more than {MaxBytes} aren't read of such a file"));
    }

    private void Judge(bool judged, string path, string? key, string? found, string? wanted, string message)
    {
        if (judged)
            Judged(path, key, found, wanted, message);
        else
            Rejected(path, key, found, wanted, message);
    }

    private void Add(FindingSeverity severity, string path, string? key, string? found, string? wanted, string message) =>
        _findings.Add(new Finding(severity, Printable(path)!, key, Printable(found is { Length: > MaxFound } ? found[..MaxFound] + "…" : found), wanted, Printable(message)!));

    /// <summary>Names and values are anybody's: what would move a terminal's cursor doesn't get there.</summary>
    private static string? Printable(string? text) =>
        text is null || !text.Any(char.IsControl) ? text : string.Concat(text.Select(static c => char.IsControl(c) ? '\uFFFD' : c));
}
