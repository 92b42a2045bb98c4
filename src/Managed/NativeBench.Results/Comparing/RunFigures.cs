namespace NativeBench.Results;

/// <summary>A figure of a run that can be compared, asserted and exported by name.</summary>
/// <param name="Name">Key in result.json with the unit.</param>
/// <param name="Label">For people.</param>
/// <param name="Unit">ns, samples/s, queries/s, %, J/sample or streams.</param>
/// <param name="Value">Its value.</param>
/// <param name="HigherIsBetter">Whether more is better.</param>
/// <param name="Meaning">One sentence about what it is.</param>
public sealed record RunFigure(string Name, string Label, string Unit, double Value, bool HigherIsBetter, string Meaning)
{
    /// <summary>A mean or rate: the same figure in each slice; null when slices don't have it.</summary>
    public IReadOnlyList<double?>? Slices { get; init; }

    /// <summary>A percentile: how many latencies of each slice are longer than it; null when slices don't have that.</summary>
    public IReadOnlyList<double?>? OverCounts { get; init; }
}

/// <summary>The figures of a run: one list for tables, reports, comparisons, assertions and exports, so that they can't disagree.</summary>
public static class RunFigures
{
    /// <summary>All that the run has; the official metric first.</summary>
    public static IReadOnlyList<RunFigure> Of(RunData run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var figures = new List<RunFigure>();
        if (run.Accuracy is { } accuracy)
        {
            figures.Add(new RunFigure("accuracy_percent", accuracy.Metric == "top1" ? "Top-1" : accuracy.Metric, "%", accuracy.Percent, true,
                accuracy.Metric == "top1" ? "Samples whose most likely class is their label." : "The benchmark's own quality metric."));
        }

        var latency = Latency(run);
        if (run.Metric is { Value: { } value } metric)
            figures.Add(Official(run, metric, value));
        if (latency is not null && run.Scenario != "Offline")
            AddLatencies(figures, run, latency);
        if (Rate(run) is { } rate && figures.TrueForAll(f => f.Name != rate.Name))
            figures.Add(rate);
        if (run is { Scenario: "Server", OverlatencyCount: { } late, SampleCount: { } all, DurationS: { } time and > 0 })
        {
            figures.Add(new RunFigure("goodput_samples_per_s", "goodput", "samples/s", (all - late) / time, true,
                "Samples per second that were done within the latency bound."));
        }

        if (run.IssueLag is { Count: > 0 } lag)
        {
            figures.Add(new RunFigure("issue_lag_p99_ns", "p99 issue lag", "ns", lag.P99Ns, false,
                "How late the load generator itself was for all but one query in a hundred; it is part of their latency."));
        }

        if (run.Energy?.Sources is [{ JoulesPerSample: { } joules } source, ..])
            figures.Add(new RunFigure("joules_per_sample", "energy", "J/sample", joules, false, $"Energy of {source.Name} per sample, idle included."));
        return figures;
    }

    /// <summary>The latencies that the scenario is about: of queries in the MultiStreams, else of samples.</summary>
    public static LatencyData? Latency(RunData run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.QueryLatency ?? run.SampleLatency;
    }

    private static RunFigure Official(RunData run, MetricData metric, double value) => run.Scenario switch
    {
        "SingleStream" => new(metric.Name, Percentile(metric.Name) + " latency", "ns", value, false,
            $"{Share(metric.Name)} of the queries took no longer, one after the other. MLPerf's metric of this scenario.")
        { OverCounts = run.Slices?.OverTargetPercentileCount },
        "MultiStream" => new(metric.Name, Percentile(metric.Name) + " query latency", "ns", value, false,
            $"{Share(metric.Name)} of the queries of {PerQuery(run)} samples took no longer. MLPerf's metric of this scenario.")
        { OverCounts = run.Slices?.OverTargetPercentileCount },
        "MultiStreamFixedInterval" => new(metric.Name, "streams", "streams", value, true, "Samples of a query that was done before the next was due."),
        "Server" => new(metric.Name, "completed", "samples/s", value, true,
            "Samples completed per second, arriving at random times. At most the rate that was asked for.")
        { Slices = run.Slices?.SamplesPerS },
        _ => new(metric.Name, "throughput", "samples/s", value, true, "Samples completed per second, all handed over at once. MLPerf's metric of this scenario.")
        { Slices = run.Slices?.SamplesPerS },
    };

    private static void AddLatencies(List<RunFigure> figures, RunData run, LatencyData latency)
    {
        var prefix = run.QueryLatency is null ? "latency" : "query_latency";
        var slices = run.Slices;
        Add("mean", "mean latency", latency.MeanNs, "The mean; a few very slow ones move it.", slices?.LatencyMeanNs);
        Add("p50", "p50", latency.P50Ns, "Half of them took no longer.", null, slices?.OverP50Count);
        Add("p90", "p90", latency.P90Ns, "All but one in ten took no longer.", null, slices?.OverP90Count);
        Add("p99", "p99", latency.P99Ns, "All but one in a hundred took no longer.", null, slices?.OverP99Count);
        Add("p99_9", "p99.9", latency.P999Ns, "All but one in a thousand took no longer.", null, slices?.OverP999Count);

        void Add(string name, string label, double value, string meaning, IReadOnlyList<double?>? inSlices, IReadOnlyList<double?>? over = null)
        {
            var key = $"{prefix}_{name}_ns";
            if (figures.TrueForAll(f => f.Name != key))
                figures.Add(new RunFigure(key, label, "ns", value, false, meaning) { Slices = inSlices, OverCounts = over });
        }
    }

    private static RunFigure? Rate(RunData run) => run.Scenario switch
    {
        "SingleStream" when run.QueriesPerSWithLoadgenOverhead is { } rate =>
            new("queries_per_s_with_loadgen_overhead", "rate", "queries/s", rate, true, "Queries per second, LoadGen's own time between them included.") { Slices = run.Slices?.SamplesPerS },
        "MultiStream" when run is { SampleCount: { } samples, DurationS: { } seconds and > 0 } =>
            new("samples_per_s", "rate", "samples/s", samples / seconds, true, "Samples per second.") { Slices = run.Slices?.SamplesPerS },
        _ => null,
    };

    private static string PerQuery(RunData run) => run is { SampleCount: { } samples, QueryCount: { } queries and > 0 }
        ? FormattableString.Invariant($"{samples / queries}") : "several";

    /// <summary>latency_p90_ns: p90.</summary>
    private static string Percentile(string name)
    {
        var from = name.LastIndexOf("_p", StringComparison.Ordinal);
        var to = name.LastIndexOf("_ns", StringComparison.Ordinal);
        return from >= 0 && to > from ? name[(from + 1)..to] : name;
    }

    private static string Share(string name) => Percentile(name).TrimStart('p') + " %";
}
