using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>What others call a benchmark.</summary>
public sealed record BenchmarkNames
{
    /// <summary>In mlperf.conf and user.conf; null if it isn't there.</summary>
    public string? Conf { get; init; }

    /// <summary>In the submission checker, by round; the variants with different targets are listed each.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Checker { get => field ?? ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty; init; }
}
