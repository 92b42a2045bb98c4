using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>What a round asks of a benchmark.</summary>
public sealed record RoundFacts
{
    /// <summary>Constraints by scenario: SingleStream, MultiStream, Server, Offline, Interactive.</summary>
    public ImmutableSortedDictionary<string, ScenarioConstraints> Scenarios { get => field ?? ImmutableSortedDictionary<string, ScenarioConstraints>.Empty; init; }

    /// <summary>
    /// The scenarios that a submission has to bring, by kind of system (edge, datacenter, all): each entry of the outer list is
    /// required, with one of its names.
    /// </summary>
    public ImmutableSortedDictionary<string, ImmutableArray<ImmutableArray<string>>> RequiredScenarios { get => field ?? ImmutableSortedDictionary<string, ImmutableArray<ImmutableArray<string>>>.Empty; init; }

    /// <summary>Compliance tests; empty if there are none.</summary>
    public ImmutableArray<string> ComplianceTests { get => field.IsDefault ? [] : field; init; }

    /// <summary>What has to be known about them.</summary>
    public string? ComplianceNote { get; init; }

    /// <summary>
    /// Samples of the library, all of which a performance run loads, where the round has another set than the benchmark has today; null:
    /// the benchmark's (<see cref="SampleLibraryFacts"/>).
    /// </summary>
    public long? SampleCount { get; init; }

    /// <summary>Whether all samples are issued equally often (sample_concatenate_permutation).</summary>
    public bool EqualIssue { get; init; }

    /// <summary>Whether tokens are counted (use_token_latencies).</summary>
    public bool UseTokenLatencies { get; init; }

    /// <summary>Why the benchmark isn't part of this round; null if it is.</summary>
    public string? NotInSuite { get; init; }

    /// <summary>Whatever else is worth knowing.</summary>
    public string? Note { get; init; }

    /// <summary>Where these facts are from.</summary>
    public ImmutableArray<string> Source { get => field.IsDefault ? [] : field; init; }
}
