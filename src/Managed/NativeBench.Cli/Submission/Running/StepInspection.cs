using System.Collections.Immutable;
using NativeBench.Cli.Output;
using NativeBench.Results;
using NativeBench.Submission.Compliance;

namespace NativeBench.Cli.Submission.Running;

/// <summary>What a step's folder holds.</summary>
/// <param name="Document">Its result.json; null if there's none that can be read.</param>
/// <param name="Run">Its only run; null if there's none.</param>
/// <param name="Reasons">Why it is no good, a sentence each; empty for a good one and a missing one.</param>
internal sealed record StepInspection(ResultDocument? Document, RunData? Run, ImmutableArray<string> Reasons)
{
    /// <summary>Whether nothing was run yet.</summary>
    public bool IsMissing => Document is null && Reasons.IsEmpty;

    /// <summary>Whether it can be submitted as far as this run alone tells.</summary>
    public bool IsGood => Document is not null && Reasons.IsEmpty;

    /// <summary>The figure that counts, in words.</summary>
    public string? Figure => Run switch
    {
        { Quality.OfficialLine: { } line } => line,
        { Metric: { Value: { } value } metric } => metric.Name.EndsWith("_ns", StringComparison.Ordinal)
            ? $"{metric.Name[..^3]} {Units.Time(value)}" : $"{metric.Name} {Units.Rate(value)}",
        _ => null,
    };

    /// <summary>Looks at a step's folder.</summary>
    /// <param name="root">The submission's folder.</param>
    /// <param name="step">The step.</param>
    /// <param name="requiresTarget">Whether an accuracy run has to reach its target.</param>
    public static StepInspection Look(string root, SubmissionStep step, bool requiresTarget)
    {
        string folder = Path.Combine(root, step.Folder);
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
            return new StepInspection(null, null, []);
        ResultDocument document;
        try
        {
            document = ResultFile.Read(folder);
        }
        catch (ResultFileException e)
        {
            return new StepInspection(null, null, [e.Message]);
        }

        var run = document.Runs.SingleOrDefault();
        return new StepInspection(document, run, [.. Faults(root, step, document, run, requiresTarget)]);
    }

    private static IEnumerable<string> Faults(string root, SubmissionStep step, ResultDocument document, RunData? run, bool requiresTarget)
    {
        // TEST04-A issues every sample once, which is too short for a VALID run; only its figures are used.
        if (document.Status != "completed" || run is null)
        {
            yield return document.Status == "running" ? "It was broken off." : $"It's {document.Status}: {document.Failure ?? "no run was made"}";
            yield break;
        }

        if (run.Status != "completed")
            yield return $"The run is {run.Status}: {run.Reason ?? "no reason was given"}";
        else if (step.Kind != StepKind.Accuracy && run.Valid != true && step.Test?.Parts != CompliancePart.None)
            yield return $"It's INVALID: {string.Join(' ', run.Advice.DefaultIfEmpty("see the summary."))}";
        else if (step.Kind == StepKind.Accuracy && requiresTarget && run.Quality?.NotJudged is { } part)
            yield return $"The quality target wasn't judged: {part}. It's on the whole accuracy set.";
        else if (step.Kind == StepKind.Accuracy && requiresTarget && run.Quality?.TargetMet == false)
            yield return string.Join(' ', run.Advice.DefaultIfEmpty("The quality target was missed."));
        foreach (string log in new[] { "mlperf_log_detail.txt", "mlperf_log_summary.txt", "mlperf_log_accuracy.json" })
        {
            if (!File.Exists(Path.Combine(root, step.Logs, log)))
                yield return $"{step.Logs}/{log} is missing.";
        }

        string detail = Path.Combine(root, step.Logs, "mlperf_log_detail.txt");
        if (step.Kind != StepKind.Accuracy && run.Valid is { } valid && File.Exists(detail) && LoggedVerdict.Difference(detail, valid) is { } difference)
            yield return difference;
    }
}
