using System.Collections.Immutable;
using NativeBench.Submission.Checking;

namespace NativeBench.Submission.Rounds;

/// <summary>What a round asks of a benchmark.</summary>
public sealed record BenchmarkRules
{
    /// <summary>Scenarios that have to be there, by kind of system: edge, datacenter, datacenter-edge (both). A missing kind: not for it.</summary>
    public required ImmutableSortedDictionary<string, ImmutableArray<string>> RequiredScenarios { get; init; }

    /// <summary>Scenarios that may be there; with Server and Interactive among them, one of the two has to.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> OptionalScenarios { get => field ?? ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty; init; }

    /// <summary>Figures of accuracy.txt that have to be reached; empty where it depends on the scenario.</summary>
    public ImmutableArray<AccuracyFigure> Accuracy { get => field.IsDefault ? [] : field; init; }

    /// <summary>The same where it depends on the scenario.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<AccuracyFigure>> AccuracyByScenario { get => field ?? ImmutableSortedDictionary<string, ImmutableArray<AccuracyFigure>>.Empty; init; }

    /// <summary>Figures that may not be exceeded.</summary>
    public ImmutableArray<AccuracyFigure> AccuracyLimits { get => field.IsDefault ? [] : field; init; }

    /// <summary>Least number of samples that a performance run loads.</summary>
    public long? PerformanceSampleCount { get; init; }

    /// <summary>Samples of the data set.</summary>
    public long? DatasetSize { get; init; }

    /// <summary>Samples of an accuracy run, where it isn't the whole data set.</summary>
    public long? AccuracySampleCount { get; init; }

    /// <summary>The same where it depends on the scenario.</summary>
    public ImmutableSortedDictionary<string, long> AccuracySampleCountByScenario { get => field ?? ImmutableSortedDictionary<string, long>.Empty; init; }

    /// <summary>Folders beside the accuracy log, and the samples (names of files without their ends) of which they show the answer.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> AccuracyFolders { get => field ?? ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty; init; }

    /// <summary>Latency bounds by scenario, in ns.</summary>
    public ImmutableSortedDictionary<string, long> LatencyBoundsNs { get => field ?? ImmutableSortedDictionary<string, long>.Empty; init; }

    /// <summary>Least number of samples of Offline's query (closed division).</summary>
    public long? OfflineMinSamples { get; init; }

    /// <summary>Least number of Offline's queries.</summary>
    public long? OfflineMinQueries { get; init; }

    /// <summary>Compliance tests (closed and network divisions).</summary>
    public ImmutableArray<string> ComplianceTests { get => field.IsDefault ? [] : field; init; }

    /// <summary>Bounds of the first token (ttft) and per further token (tpot) in ns, by scenario.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, long>> TokenLatencyLimitsNs { get => field ?? ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, long>>.Empty; init; }

    /// <summary>What an accuracy run of a scenario has to reach.</summary>
    public ImmutableArray<AccuracyFigure> AccuracyOf(string scenario) => AccuracyByScenario.GetValueOrDefault(scenario, Accuracy);

    /// <summary>
    /// What an accuracy run of a scenario misses, a sentence each with the figure and its bound: figures that the lines of its
    /// accuracy.txt lack, that don't reach their target, or that exceed their limit.
    /// </summary>
    /// <param name="lines">The lines, as the official accuracy scripts print them.</param>
    /// <param name="scenario">The scenario's folder.</param>
    public IEnumerable<string> Misses(IReadOnlyList<string> lines, string scenario)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (var figure in AccuracyOf(scenario))
        {
            double[] values = [.. Values(lines, figure.Figure)];
            if (values.Length == 0)
                yield return $"{figure.Figure} isn't in '{string.Join(" ", lines)}', and has to be {Bound(figure)}.";
            else if (values.FirstOrDefault(v => v < figure.AtLeast, double.NaN) is var below && !double.IsNaN(below))
                yield return FormattableString.Invariant($"{figure.Figure} is {below}, and has to be {Bound(figure)}.");
        }

        foreach (var limit in AccuracyLimits)
        {
            if (Values(lines, limit.Figure).FirstOrDefault(v => v > limit.AtMost, double.NaN) is var above && !double.IsNaN(above))
                yield return FormattableString.Invariant($"{limit.Figure} is {above}, and has to be {Bound(limit)}.");
        }
    }

    /// <summary>Samples that an accuracy run of a scenario covers.</summary>
    public long? SamplesOf(string scenario) =>
        AccuracySampleCountByScenario.TryGetValue(scenario, out long count) ? count : AccuracySampleCount ?? DatasetSize;

    private static IEnumerable<double> Values(IEnumerable<string> lines, string figure) =>
        lines.Select(line => AccuracyText.Read(figure, line)).OfType<double>();

    private static string Bound(AccuracyFigure figure) => figure.AtLeast is { } least
        ? FormattableString.Invariant($"{least} or more") : FormattableString.Invariant($"{figure.AtMost} or less");
}

/// <summary>A figure of accuracy.txt and its bound.</summary>
/// <param name="Figure">Its name in the round's table: acc, F1, DICE, ROUGE1, ….</param>
/// <param name="AtLeast">What it has to reach, or null.</param>
/// <param name="AtMost">What it may not exceed, or null.</param>
public sealed record AccuracyFigure(string Figure, double? AtLeast = null, double? AtMost = null);
