namespace NativeBench.Results;

/// <summary>Puts two results side by side.</summary>
public static class ResultComparer
{
    /// <summary>Compares single sessions; intervals are from slices.</summary>
    public static ResultComparison Compare(ResultDocument first, ResultDocument second) => Compare([first], [second]);

    /// <summary>
    /// Compares sessions that were made in turn: element i of one with element i of the other. With three pairs and more,
    /// intervals are from the pairs, so that what differs from run to run (heat, memory layout, other work) is in them; else from
    /// the slices of the first pair.
    /// </summary>
    public static ResultComparison Compare(IReadOnlyList<ResultDocument> first, IReadOnlyList<ResultDocument> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count == 0 || first.Count != second.Count)
            throw new ArgumentException("Each first session needs its second.", nameof(second));
        var runs = new List<ComparedRun>();
        var unmatched = new List<string>();
        foreach (var run in first[0].Runs)
        {
            if (Find(second[0], run) is { } other)
                runs.Add(CompareRuns(run, other, [.. Pairs(first, second, run)]));
            else
                unmatched.Add($"{run.Scenario} {run.Mode} is only in the first");
        }

        unmatched.AddRange(second[0].Runs.Where(run => Find(first[0], run) is null).Select(static run => $"{run.Scenario} {run.Mode} is only in the second"));
        return new ResultComparison { Runs = runs, Unmatched = unmatched, Differences = DifferenceFinder.Find(first[0], second[0]) };
    }

    private static RunData? Find(ResultDocument document, RunData like) =>
        document.Runs.FirstOrDefault(run => run.Scenario == like.Scenario && run.Mode == like.Mode);

    private static IEnumerable<(RunData First, RunData Second)> Pairs(IReadOnlyList<ResultDocument> first, IReadOnlyList<ResultDocument> second, RunData like)
    {
        for (var i = 0; i < first.Count; i++)
        {
            if (Find(first[i], like) is { } a && Find(second[i], like) is { } b)
                yield return (a, b);
        }
    }

    /// <summary>The same scenario and mode of two sessions; <paramref name="headlineOnly"/> leaves the other figures out.</summary>
    internal static ComparedRun CompareRuns(
        RunData first, RunData second, IReadOnlyList<(RunData First, RunData Second)> pairs, bool headlineOnly = false)
    {
        var inPairs = pairs.Count >= 3;
        var seconds = RunFigures.Of(second);
        var headline = Headline(first, second);
        var figures = new List<ComparedFigure>();
        foreach (var figure in RunFigures.Of(first))
        {
            if ((headlineOnly && figure.Name != headline) || seconds.FirstOrDefault(other => other.Name == figure.Name) is not { } match)
                continue;
            figures.Add(new ComparedFigure
            {
                Name = figure.Name,
                Label = figure.Label,
                Unit = figure.Unit,
                First = inPairs ? Mean(pairs.Select(pair => ValueOf(pair.First, figure.Name))) : figure.Value,
                Second = inPairs ? Mean(pairs.Select(pair => ValueOf(pair.Second, figure.Name))) : match.Value,
                HigherIsBetter = figure.HigherIsBetter,
                IsHeadline = figure.Name == headline,
                Interval = inPairs
                    ? RatioEstimator.FromPairs([.. pairs.Select(pair => ValueOf(pair.Second, figure.Name) / ValueOf(pair.First, figure.Name))])
                    : FromSlices(figure, match, first, second),
            });
        }

        return new ComparedRun
        {
            Scenario = first.Scenario,
            Mode = first.Mode,
            Met = (IsMet(first), IsMet(second)),
            Figures = figures,
            Pairs = inPairs ? pairs.Count : 0,
        };
    }

    private static RatioInterval? FromSlices(RunFigure figure, RunFigure match, RunData first, RunData second)
    {
        if (first.Slices is not { } firstSlices || second.Slices is not { } secondSlices || figure.Value <= 0)
            return null;
        if (figure.Slices is { } a && match.Slices is { } b)
            return RatioEstimator.FromSlices(Whole(a, firstSlices), Whole(b, secondSlices), match.Value / figure.Value);
        return QuantileInterval.Of(figure, first) is { } of && QuantileInterval.Of(match, second) is { } with
            ? QuantileInterval.Ratio(of, with) : null;
    }

    private static double[] Whole(IReadOnlyList<double?> values, SlicesData slices) =>
        [.. values.Take(slices.WholeCount).Where(static v => v.HasValue).Select(static v => v!.Value)];

    /// <summary>
    /// Server at the same rate completes the same however fast the system is: there the latency at the percentile that's judged
    /// tells. Everywhere else it's the official metric.
    /// </summary>
    private static string? Headline(RunData first, RunData second)
    {
        if (first.Accuracy is not null)
            return "accuracy_percent";
        if (first.Scenario == "Server" && first.Mode == "performance" && SameRate(first, second))
            return "latency_p99_ns";
        return first.Scenario == "MultiStreamFixedInterval" && first.Metric?.Value == second.Metric?.Value ? "query_latency_p99_ns" : first.Metric?.Name;
    }

    private static bool SameRate(RunData first, RunData second) =>
        first.SettingsEffective["target_qps"]?.GetValue<double>() is { } a && second.SettingsEffective["target_qps"]?.GetValue<double>() is { } b
        && Math.Abs(a - b) <= 1e-6 * Math.Max(a, b);

    private static bool IsMet(RunData run) => run.Status == "completed" && (run.Accuracy is { } accuracy ? accuracy.TargetMet || accuracy.NotJudged is not null : run.Valid ?? false);

    private static double ValueOf(RunData run, string name) => RunFigures.Of(run).FirstOrDefault(f => f.Name == name)?.Value ?? double.NaN;

    /// <summary>The geometric mean, so that the means' ratio is the mean ratio; the arithmetic one of what isn't all positive.</summary>
    private static double Mean(IEnumerable<double> values)
    {
        var all = values.ToArray();
        return all.All(static v => v > 0) ? Math.Exp(all.Average(static v => Math.Log(v))) : all.Average();
    }
}
