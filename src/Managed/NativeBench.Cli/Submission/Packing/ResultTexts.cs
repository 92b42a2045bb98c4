using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NativeBench.Catalog;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>What a tree says about how a result was made.</summary>
internal static class ResultTexts
{
    /// <summary>README.md of a result.</summary>
    public static string Readme(SourceScenario source, string folderScenario, BenchmarkFacts facts, string round, ImmutableArray<string> rehearsal)
    {
        var performance = source.Performance!;
        var document = performance.Document;
        var text = new StringBuilder();
        void Add(string line) => text.Append(CultureInfo.InvariantCulture, $"{line}\n");
        Add($"# {facts.Title}: {folderScenario}");
        Add("");
        if (!rehearsal.IsEmpty)
            Add($"REHEARSAL, no result: {string.Join(' ', rehearsal)}\n");
        if (folderScenario != source.Scenario.ToString())
            Add($"Inferred from the run in {source.Scenario}, as the rules allow for edge systems: the logs are that run's.\n");
        Add($"- Round {round}; measured {document.StartedUtc} with NativeBench {document.Versions.Nativebench} on {document.Backend.Name} ({document.Versions.Backend ?? "no library"})");
        Add($"- LoadGen: {RunLikeness.LoadGen(document)}");
        Add($"- Model: {(document.Model is { } model ? $"{Path.GetFileName(model.Path)}, SHA-256 {model.Sha256}{(model.Weights is { } note ? $" ({note})" : "")}" : "none")}");
        Add($"- Data: {document.Data.Description}, {document.Data.SampleCount.ToString(CultureInfo.InvariantCulture)} samples{(document.Data.Sha256 is { } hash ? $", SHA-256 {hash}" : "")}");
        if (RunLikeness.Precision(document, performance.Run) is { } precision)
            Add($"- Precision: {precision}");
        if (performance.Run.Execution is { } execution)
            Add(FormattableString.Invariant($"- Execution: batch {execution.Batch}, {execution.Instances} instances of {execution.Threads} threads, batch delay {execution.BatchDelayUs} us"));
        Add("");
        foreach (var runs in source.Runs.GroupBy(static r => Command(r), StringComparer.Ordinal))
            Add($"{string.Join(", ", runs.Select(static r => r.Name))}:\n\n    {runs.Key}\n");
        Add("user.conf has the values that were in force.");
        return text.ToString();
    }

    /// <summary>The code folder of a benchmark: what to run. The program itself is public.</summary>
    public static ImmutableSortedDictionary<string, string> Code(IReadOnlyList<SourceRun> runs, BenchmarkFacts facts) => ImmutableSortedDictionary<string, string>.Empty
        .Add("README.md",
            $"# {facts.Title}\n\nMeasured by NativeBench {string.Join(" and ", runs.Select(static r => r.Document.Versions.Nativebench).Distinct())}, an open-source MLPerf Inference runner for .NET; "
            + "run.sh has the commands. The model is an ONNX file; README.md of each result names its checksum.\n")
        .Add("run.sh", "#!/bin/sh\nset -e\n" + string.Concat(runs.Select(Command).Distinct(StringComparer.Ordinal).Select(static c => c + "\n")));

    private static string Command(SourceRun run) => string.Join(' ', run.Document.CommandLine.Select(Quote));

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(static c => char.IsAsciiLetterOrDigit(c) || "-_./=:,".Contains(c, StringComparison.Ordinal)) ? argument : "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
