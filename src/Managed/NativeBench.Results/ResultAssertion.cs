using System.Globalization;
using System.Text.RegularExpressions;

namespace NativeBench.Results;

/// <summary>
/// What a run is asked to reach: <c>p99&lt;15ms</c>, <c>qps&gt;800</c>, <c>Server.p99.9&lt;=20ms</c>, <c>accuracy&gt;=98.5%</c>.
/// </summary>
public sealed partial record ResultAssertion
{
    private const string Names = "p50, p90, p95, p97, p99, p99.9 or any other percentile, mean, min, max (with ns, us, ms or s), qps, goodput, accuracy (with %), gc, joules_per_sample";
    private static readonly HashSet<string> s_latencies = ["p50", "p90", "p95", "p97", "p99", "p99.9", "mean", "min", "max"];
    private static readonly string[] s_scenarios = ["SingleStream", "MultiStream", "MultiStreamFixedInterval", "Server", "Offline"];

    private ResultAssertion(string text, string? scenario, string figure, string comparison, double bound)
    {
        Text = text;
        Scenario = scenario;
        Figure = figure;
        Comparison = comparison;
        Bound = bound;
    }

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>The scenario that it's for; null for all that have the figure.</summary>
    public string? Scenario { get; }

    /// <summary>Name of the figure.</summary>
    public string Figure { get; }

    /// <summary>&lt;, &lt;=, &gt; or &gt;=.</summary>
    public string Comparison { get; }

    /// <summary>The bound, in ns for latencies, per cent for accuracy, per second for rates.</summary>
    public double Bound { get; }

    /// <summary>Reads an assertion.</summary>
    /// <exception cref="FormatException">It's none; the message says what was found and what is expected.</exception>
    public static ResultAssertion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = Pattern().Match(text);
        if (!match.Success)
            throw new FormatException($"'{text}' is no assertion; expected [SCENARIO.]FIGURE<VALUE, for example p99<15ms or Server.qps>800.");
        var scenario = match.Groups["scenario"].Value;
        var known = scenario.Length == 0 ? null : Array.Find(s_scenarios, s => s.Equals(scenario, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"'{text}': there is no scenario '{scenario}'; expected {string.Join(", ", s_scenarios)}.");
        var figure = match.Groups["figure"].Value.ToLowerInvariant();
        var unit = match.Groups["unit"].Value;
        var factor = (IsLatency(figure), figure, unit) switch
        {
            (true, _, "ns") => 1,
            (true, _, "us" or "µs" or "μs") => 1e3,
            (true, _, "ms") => 1e6,
            (true, _, "s") => 1e9,
            (true, _, "") => throw new FormatException($"'{text}': a latency needs its unit: ns, us, ms or s."),
            (true, _, _) => throw new FormatException($"'{text}': '{unit}' is no unit of a latency; expected ns, us, ms or s."),
            (_, "qps" or "goodput", "" or "/s") or (_, "gc", "") or (_, "accuracy", "%" or "") or (_, "joules_per_sample", "" or "J") => 1,
            (_, "qps" or "goodput" or "gc" or "accuracy" or "joules_per_sample", _) => throw new FormatException($"'{text}': '{unit}' is no unit of {figure}."),
            _ => throw new FormatException($"'{text}': there is no figure '{match.Groups["figure"].Value}'; expected {Names}."),
        };
        var value = double.Parse(match.Groups["value"].Value, NumberStyles.Float, CultureInfo.InvariantCulture);
        return new ResultAssertion(text, known, figure, match.Groups["comparison"].Value, value * factor);
    }

    /// <summary>Whether a run of a scenario and mode could have the figure.</summary>
    public bool AppliesTo(string scenario, string mode) =>
        (Scenario is null || Scenario == scenario) && (Figure == "accuracy") == (mode == "accuracy");

    /// <summary>What the run has and whether that holds; null if the assertion isn't about such a run. A figure that is missing doesn't hold.</summary>
    public AssertionData? Evaluate(RunData run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!AppliesTo(run.Scenario, run.Mode))
            return null;
        var value = ValueOf(run);
        var met = value is { } found && Comparison switch
        {
            "<" => found < Bound,
            "<=" => found <= Bound,
            ">" => found > Bound,
            _ => found >= Bound,
        };
        return new AssertionData { Expression = Text, Value = value, Bound = Bound, Unit = Unit, Met = met };
    }

    private static bool IsLatency(string figure) => s_latencies.Contains(figure) || Percentile(figure) is not null;

    /// <summary>p99.99: 0.9999; null for what is no percentile.</summary>
    private static double? Percentile(string figure) =>
        figure.Length > 1 && figure[0] == 'p' && double.TryParse(figure.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100
            ? percent / 100 : null;

    /// <summary>From the histogram, to three digits; the longest latency where there are too few for that percentile.</summary>
    private static double? FromHistogram(RunData run, double percentile) =>
        run.LatencyHistogram is { } data && LatencyHistogram.Buckets(data) is [.., var last] buckets
            ? buckets.First(b => b.CountUpTo > (long)(percentile * last.CountUpTo) || b == last).UpToNs : null;

    private string Unit => IsLatency(Figure) ? "ns" : Figure switch { "qps" or "goodput" => "1/s", "accuracy" => "%", "gc" => "collections", _ => "J" };

    private double? ValueOf(RunData run)
    {
        var latency = RunFigures.Latency(run);
        return Figure switch
        {
            "p50" => latency?.P50Ns,
            "p90" => latency?.P90Ns,
            "p95" => latency?.P95Ns,
            "p97" => latency?.P97Ns,
            "p99" => latency?.P99Ns,
            "p99.9" => latency?.P999Ns,
            "mean" => latency?.MeanNs,
            "min" => latency?.MinNs,
            "max" => latency?.MaxNs,
            "goodput" => RunFigures.Of(run).FirstOrDefault(static f => f.Name == "goodput_samples_per_s")?.Value,
            "accuracy" => run.Accuracy?.Percent,
            "gc" => run.GcCountInSeries,
            "qps" => run.CompletedSamplesPerS ?? run.SamplesPerS ?? run.QueriesPerSWithLoadgenOverhead
                ?? (run is { SampleCount: { } samples, DurationS: { } seconds and > 0 } ? samples / seconds : null),
            _ when Percentile(Figure) is { } percentile => FromHistogram(run, percentile),
            _ => run.Energy?.Sources is [var source, ..] ? source.JoulesPerSample : null,
        };
    }

    [GeneratedRegex(@"^\s*(?:(?<scenario>[A-Za-z]+)\.)?(?<figure>[A-Za-z_]+[0-9]*(?:\.[0-9]+)?)\s*(?<comparison><=|>=|<|>)\s*(?<value>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\s*(?<unit>[a-zA-Zµμ%/]*)\s*$")]
    private static partial Regex Pattern();
}
