using NativeBench.Datasets;
using NativeBench.Inference;

namespace NativeBench.Cli.Workloads;

/// <summary>Samples opened for a model, and what is made of its outputs.</summary>
/// <param name="Library">The samples; the receiver's to dispose.</param>
/// <param name="Source">Where they come from.</param>
/// <param name="Responses">What goes back to LoadGen.</param>
/// <param name="Scorer">How outputs are judged; null when nothing tells right from wrong.</param>
internal sealed record OpenedData(TensorLibrary Library, DataSource Source, IResponseFormat Responses, IScorer? Scorer)
{
    /// <summary>Where the data was treated otherwise than the catalog says, a sentence each.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];
}
