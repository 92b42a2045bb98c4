namespace NativeBench.Results;

/// <summary>One run of a result folder.</summary>
/// <param name="Folder">The result folder's full path.</param>
/// <param name="Document">Its result.json.</param>
/// <param name="Run">The run.</param>
public sealed record HistoryEntry(string Folder, ResultDocument Document, RunData Run)
{
    /// <summary>The run's verdict in a word.</summary>
    public string Verdict => RunInsights.Verdict(Run);

    /// <summary>The figure that it's compared by; null without one.</summary>
    public RunFigure? Figure => RunFigures.Of(Run) is [var figure, ..] ? figure : null;
}

/// <summary>The result folders under a root.</summary>
public static class ResultHistory
{
    /// <summary>Every run of every result.json at any depth, by date.</summary>
    /// <param name="root">The folder to look in.</param>
    /// <param name="unreadable">What was found and is no result, a sentence each.</param>
    public static IReadOnlyList<HistoryEntry> Read(string root, out IReadOnlyList<string> unreadable)
    {
        var entries = new List<HistoryEntry>();
        var failures = new List<string>();
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        foreach (var file in Directory.EnumerateFiles(root, ResultFile.Name, options).Order(StringComparer.Ordinal))
        {
            try
            {
                var document = ResultFile.Read(file);
                entries.AddRange(document.Runs.Select(run => new HistoryEntry(Path.GetDirectoryName(Path.GetFullPath(file))!, document, run)));
            }
            catch (ResultFileException e)
            {
                failures.Add(e.Message);
            }
        }

        unreadable = failures;
        return [.. entries.OrderBy(static e => e.Document.StartedUtc, StringComparer.Ordinal)];
    }
}
