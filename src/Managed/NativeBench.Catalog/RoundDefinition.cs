using System.Collections.Immutable;
using System.Text.Json;
using NativeBench.Catalog.Internal;

namespace NativeBench.Catalog;

/// <summary>A round's constraints for any benchmark; a benchmark's own (<see cref="RoundFacts"/>) go over them.</summary>
public sealed record RoundDefinition
{
    private const string Prefix = "rounds/";

    /// <summary>As <c>--rules</c> takes it.</summary>
    public required string Name { get; init; }

    /// <summary>The suite and its version.</summary>
    public required string Title { get; init; }

    /// <summary>Seeds of the round; null where its rules state none.</summary>
    public RoundSeeds? Seeds { get; init; }

    /// <summary>The scenarios that the round has, with what holds for all benchmarks.</summary>
    public ImmutableSortedDictionary<string, ScenarioConstraints> Scenarios { get => field ?? ImmutableSortedDictionary<string, ScenarioConstraints>.Empty; init; }

    /// <summary>Whatever else has to be known about a run under these rules.</summary>
    public string? Note { get; init; }

    /// <summary>Where these facts are from.</summary>
    public ImmutableArray<string> Source { get => field.IsDefault ? [] : field; init; }

    /// <summary>The names of all rounds, the current one first.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. typeof(RoundDefinition).Assembly.GetManifestResourceNames()
            .Where(static n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static n => n[Prefix.Length..^".json".Length])
            .OrderByDescending(static n => n, StringComparer.Ordinal),
    ];

    /// <summary>The round of a name, or null.</summary>
    public static RoundDefinition? Find(string name)
    {
        if (!Names.Contains(name))
            return null;
        using var stream = typeof(RoundDefinition).Assembly.GetManifestResourceStream(Prefix + name + ".json")!;
        return JsonSerializer.Deserialize(stream, CatalogJson.Default.RoundDefinition);
    }

    /// <summary>What holds for a benchmark in a scenario: its own constraints, and the round's where it sets none.</summary>
    /// <param name="scenario">SingleStream, MultiStream, Server or Offline.</param>
    /// <param name="benchmark">What the benchmark says about this round; null for none.</param>
    /// <returns>Null if the round doesn't have the scenario.</returns>
    public ScenarioConstraints? For(string scenario, RoundFacts? benchmark)
    {
        if (!Scenarios.TryGetValue(scenario, out var round))
            return null;
        var own = benchmark?.Scenarios.GetValueOrDefault(scenario);
        return own is null ? round : round with
        {
            MinDurationMs = own.MinDurationMs ?? round.MinDurationMs,
            MinQueryCount = own.MinQueryCount ?? round.MinQueryCount,
            MinSampleCount = own.MinSampleCount ?? round.MinSampleCount,
            Percentile = own.Percentile ?? round.Percentile,
            SamplesPerQuery = own.SamplesPerQuery ?? round.SamplesPerQuery,
            LatencyBoundMs = own.LatencyBoundMs ?? round.LatencyBoundMs,
            TtftMs = own.TtftMs ?? round.TtftMs,
            TpotMs = own.TpotMs ?? round.TpotMs,
        };
    }
}
