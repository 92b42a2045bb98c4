using NativeBench.Results;

namespace NativeBench.Cli.Submission.Running;

/// <summary>The folders of <c>submission run</c> in a history: a line each, beside those of the runs in them.</summary>
internal static class SubmissionHistory
{
    /// <summary>The kind of such a line.</summary>
    public const string Kind = "submission";

    /// <summary>Every submission's folder below a root.</summary>
    /// <param name="root">The folder to look in.</param>
    /// <param name="runs">The runs that were found there; the newest of a submission is its date.</param>
    /// <param name="unreadable">Takes what was found and can't be read, a sentence each.</param>
    public static IEnumerable<HistoryEntry> Read(string root, IReadOnlyList<HistoryEntry> runs, List<string> unreadable)
    {
        foreach (var file in ResultHistory.FilesNamed(root, RunState.FileName))
        {
            if (Entry(Path.GetDirectoryName(Path.GetFullPath(file))!, file, runs, unreadable) is { } entry)
                yield return entry;
        }
    }

    private static HistoryEntry? Entry(string folder, string file, IReadOnlyList<HistoryEntry> runs, List<string> unreadable)
    {
        RunState? state;
        try
        {
            state = RunState.Read(folder);
        }
        catch (UsageException e)
        {
            unreadable.Add(e.Message);
            return null;
        }

        if (state is null)
            return null;
        var good = state.Steps.Count(static s => s.Status == "good");
        return new HistoryEntry
        {
            Kind = Kind,
            Folder = folder,
            DateUtc = runs.Where(run => run.Folder.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                .Select(static run => run.DateUtc).Max(StringComparer.Ordinal) ?? ResultHistory.WrittenUtc(file),
            Benchmark = state.Benchmark + (state.Rehearsal ? " (rehearsal)" : ""),
            Rules = state.Round,
            Mode = Kind,
            Verdict = state.Steps.Length > 0 && good == state.Steps.Length ? "complete" : "incomplete",
            Figure = new RunFigure("runs_good", "good", "runs", good, true, "Runs of the submission that are good."),
            Holds = $"{Format.Count(good)} of {Format.Many(state.Steps.Length, "run")} good; {state.Round}, {state.Division}, {state.Category}; "
                + string.Join(", ", state.Steps.Select(static s => s.Scenario).Distinct()),
        };
    }
}
