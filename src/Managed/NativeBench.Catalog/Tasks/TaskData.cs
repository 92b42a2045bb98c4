using System.Collections.Immutable;
using NativeBench.Datasets;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>A benchmark's data opened for a model. The library is the receiver's to dispose.</summary>
public sealed record TaskData
{
    /// <summary>The samples.</summary>
    public required TensorLibrary Library { get; init; }

    /// <summary>What goes back to LoadGen.</summary>
    public required IResponseFormat Responses { get; init; }

    /// <summary>The metric; null where there's no ground truth.</summary>
    public IAccuracyScorer? Scorer { get; init; }

    /// <summary>What it is, for reports.</summary>
    public required string Description { get; init; }

    /// <summary>Where the data was treated otherwise than the catalog says, a sentence each; empty if it wasn't.</summary>
    public ImmutableArray<string> Changes { get; init; } = [];

    /// <summary>Whether tensors were read as they are, so that nobody here knows how they were made.</summary>
    public bool IsPrepared { get; init; }
}
