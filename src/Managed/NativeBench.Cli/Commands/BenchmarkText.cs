using System.Globalization;
using NativeBench.Catalog;

namespace NativeBench.Cli.Commands;

/// <summary>Facts of a benchmark in a few words.</summary>
internal static class BenchmarkText
{
    /// <summary>Name and size of the dataset.</summary>
    /// <param name="benchmark">The benchmark.</param>
    /// <param name="round">The round, which may have had another number of samples; null: today's.</param>
    public static string Dataset(BenchmarkFacts benchmark, string? round = null) =>
        benchmark.ForRound(round).Dataset.SampleCount is { } count
        && !benchmark.Dataset.Name.Contains(count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{benchmark.Dataset.Name}, {count} samples")
            : benchmark.Dataset.Name;

    /// <summary>The targets of a round (all rounds if null): <c>top1 >= 75.6954 % (0.99 of 76.46)</c>.</summary>
    /// <param name="benchmark">The benchmark.</param>
    /// <param name="round">The round; null for all.</param>
    /// <param name="systemType">edge or datacenter; null for both.</param>
    public static string Target(BenchmarkFacts benchmark, string? round, string? systemType = null)
    {
        var targets = benchmark.Quality.Targets
            .Where(t => t.IsFor(round ?? t.Round, systemType)).ToArray();
        return targets.Length == 0 ? "none known" : string.Join("; ", targets.Select(t => Target(t, benchmark.Quality)));
    }

    /// <summary>One target.</summary>
    public static string Target(QualityTarget target, QualityFacts quality)
    {
        var unit = target.Unit is { } own ? " " + own : quality.Unit == "percent" ? " %" : "";
        var bound = (target.Threshold, target.Upper) switch
        {
            ({ } low, { } high) => Number(low) + " to " + Number(high) + unit,
            ({ } low, null) => ">= " + Number(low) + unit,
            (null, { } high) => "<= " + Number(high) + unit,
            _ => "",
        };
        var reference = target.Reference ?? quality.References.FirstOrDefault(r => r.Figure == target.Figure && (r.Round is null || target.Round is null || r.Round == target.Round))?.Value;
        var origin = target.Fraction is { } fraction ? $" ({Number(fraction)} of {(reference is { } value ? Number(value) : "the reference")})" : "";
        var scope = string.Join(", ", new[] { target.Round, target.SystemType, target.Scenario, target.Variant }.OfType<string>());
        return $"{target.Figure} {bound}{origin}{(scope.Length > 0 ? $" [{scope}]" : "")}";
    }

    /// <summary>A round's scenarios: <c>Server (15 ms), Offline</c>.</summary>
    public static string Scenarios(RoundFacts round) =>
        round.Scenarios.Count == 0 ? "unknown" : string.Join(", ", round.Scenarios.Select(static s => s.Key + Bounds(s.Value)));

    /// <summary>What is here and what isn't.</summary>
    public static string Presence(BenchmarkFacts benchmark, Presence presence) =>
        benchmark.NotRunnable is not null ? "not runnable here yet: " + benchmark.NotRunnable
        : presence.IsEmbedded ? "present (built in)"
        : presence.IsComplete ? "present"
        : "missing: " + string.Join(", ", presence.Missing);

    /// <summary>The command that gets what is missing, or runs it without; null if nothing is missing.</summary>
    public static string? Command(BenchmarkFacts benchmark, Presence presence) =>
        benchmark.NotRunnable is not null || presence.IsComplete ? null : $"nativebench fetch {benchmark.Id}";

    /// <summary>A number without needless digits.</summary>
    public static string Number(double value) => value.ToString("0.########", CultureInfo.InvariantCulture);

    private static string Bounds(ScenarioConstraints constraints)
    {
        var parts = new List<string>();
        if (constraints.LatencyBoundMs is { } bound)
            parts.Add($"{Number(bound)} ms");
        if (constraints.TtftMs is { } first)
            parts.Add($"first token {Number(first)} ms");
        if (constraints.TpotMs is { } token)
            parts.Add($"token {Number(token)} ms");
        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";
    }
}
