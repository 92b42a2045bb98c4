using System.Collections.Immutable;
using NativeBench.Datasets;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>The data of a benchmark with several inferences a sample. The library is the receiver's to dispose.</summary>
public sealed record CompositeData
{
    /// <summary>The samples.</summary>
    public required VariableLibrary Library { get; init; }

    /// <summary>Makes what answers samples, from a network for each of the model's; they become the worker's.</summary>
    public required Func<IReadOnlyList<INetwork>, ISampleWorker> MakeWorker { get; init; }

    /// <summary>What goes back to LoadGen, in a few words.</summary>
    public required string Responses { get; init; }

    /// <summary>The metric; null where there's no ground truth.</summary>
    public IAccuracyScorer? Scorer { get; init; }

    /// <summary>Why there's no metric though there is ground truth, a sentence that says what to do; null otherwise.</summary>
    public string? NoScorer { get; init; }

    /// <summary>The seed of made-up data; null for a dataset.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Where the data was treated otherwise than the catalog says, a sentence each; empty if it wasn't.</summary>
    public ImmutableArray<string> Changes { get; init; } = [];
}
