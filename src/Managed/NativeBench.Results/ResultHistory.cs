using System.Globalization;

namespace NativeBench.Results;

/// <summary>One line of a history: a run of a result folder, a scenario of a search, or a folder of another kind as a whole.</summary>
public sealed record HistoryEntry
{
    /// <summary>The kind of a run that <c>run</c> made.</summary>
    public const string RunKind = "run";

    /// <summary>The kind of a search that <c>tune</c> made.</summary>
    public const string TuneKind = "tune";

    /// <summary>run, tune or submission: what made the folder.</summary>
    public required string Kind { get; init; }

    /// <summary>The folder's full path.</summary>
    public required string Folder { get; init; }

    /// <summary>When it was begun, or what is newest in it, as 2026-05-31T12:00:00.000Z.</summary>
    public required string DateUtc { get; init; }

    /// <summary>The benchmark, or the model's file.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Path of the model; null where there's none or the folder doesn't say.</summary>
    public string? Model { get; init; }

    /// <summary>The backend; null where the folder doesn't say.</summary>
    public string? Backend { get; init; }

    /// <summary>quick or a round; null where the folder doesn't say.</summary>
    public string? Rules { get; init; }

    /// <summary>Whether the hardware was a stand-in.</summary>
    public bool Emulated { get; init; }

    /// <summary>The scenario; null for a folder as a whole.</summary>
    public string? Scenario { get; init; }

    /// <summary>performance, accuracy or find-peak for a run; else the kind.</summary>
    public required string Mode { get; init; }

    /// <summary>How it went, in a word: a run's verdict, done or INTERRUPTED for a search, complete or incomplete for a submission.</summary>
    public required string Verdict { get; init; }

    /// <summary>The figure that it's about; null without one.</summary>
    public RunFigure? Figure { get; init; }

    /// <summary>What else the folder holds, in words; null for runs.</summary>
    public string? Holds { get; init; }
}

/// <summary>The result folders and searches under a root.</summary>
public static class ResultHistory
{
    /// <summary>Every run of every result.json and every scenario of every tune.json at any depth, by date.</summary>
    /// <param name="root">The folder to look in.</param>
    /// <param name="unreadable">What was found and is neither, a sentence each.</param>
    public static IReadOnlyList<HistoryEntry> Read(string root, out IReadOnlyList<string> unreadable)
    {
        var entries = new List<HistoryEntry>();
        var failures = new List<string>();
        Collect(ResultFile.Name, file => Runs(file, ResultFile.Read(file)));
        Collect(TuneFile.Name, file => Searches(file, TuneFile.Read(FolderOf(file))));
        unreadable = failures;
        return [.. entries.OrderBy(static e => e.DateUtc, StringComparer.Ordinal)];

        void Collect(string name, Func<string, IEnumerable<HistoryEntry>> read)
        {
            foreach (var file in FilesNamed(root, name))
            {
                try
                {
                    entries.AddRange(read(file));
                }
                catch (ResultFileException e)
                {
                    failures.Add(e.Message);
                }
            }
        }
    }

    /// <summary>The files of a name at any depth, in ordinal order; what may not be entered is left out.</summary>
    public static IEnumerable<string> FilesNamed(string root, string name) =>
        Directory.EnumerateFiles(root, name, new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Order(StringComparer.Ordinal);

    /// <summary>When a file was written last, in a history's form.</summary>
    public static string WrittenUtc(string file) => File.GetLastWriteTimeUtc(file).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static IEnumerable<HistoryEntry> Runs(string file, ResultDocument document) => document.Runs.Select(run => new HistoryEntry
    {
        Kind = HistoryEntry.RunKind,
        Folder = FolderOf(file),
        DateUtc = document.StartedUtc,
        Benchmark = document.Benchmark,
        Model = document.Model?.Path,
        Backend = document.Backend.Name,
        Rules = document.Rules,
        Emulated = document.Emulated,
        Scenario = run.Scenario,
        Mode = run.Mode,
        Verdict = RunInsights.Verdict(run),
        Figure = RunFigures.Of(run) is [var figure, ..] ? figure : null,
    });

    private static IEnumerable<HistoryEntry> Searches(string file, TuneFile search)
    {
        var whole = new HistoryEntry
        {
            Kind = HistoryEntry.TuneKind,
            Folder = FolderOf(file),
            DateUtc = search.StartedUtc ?? WrittenUtc(file),
            Benchmark = search.Benchmark,
            Backend = search.Backend,
            Rules = search.Rules,
            Mode = HistoryEntry.TuneKind,
            Verdict = search.Status == "completed" ? "done" : search.Status.ToUpperInvariant(),
        };
        return search.Scenarios.Count == 0 ? [whole with { Holds = "no plan was tried" }] : search.Scenarios.Select(scenario => whole with
        {
            Scenario = scenario.Scenario,
            Figure = Best(scenario),
            Holds = $"{Format.Many(scenario.Plans.Count, "plan")} tried" + (scenario.Rates.Count == 0 ? "" : $", {Format.Many(scenario.Rates.Count, "rate")}"),
        });
    }

    /// <summary>Server: the highest rate that was VALID; else what the best plan reached.</summary>
    private static RunFigure? Best(TunedScenario scenario) => scenario switch
    {
        { TargetQps: { } rate } => new RunFigure("target_qps", "highest VALID rate", "queries/s", rate, true, "The highest rate that was VALID."),
        { BoundNs: null } when scenario.Plans.FirstOrDefault(static p => p.IsWinner) is { Score: { } score } =>
            new RunFigure("score", "best plan", scenario.ScoreUnit, score, true, "What the best plan reached."),
        _ => null,
    };

    private static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;
}
