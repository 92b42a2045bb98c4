using NativeBench.Datasets.Imaging;

namespace NativeBench.Catalog.Tasks;

/// <summary>A benchmark and where its data is.</summary>
public sealed record TaskRequest
{
    /// <summary>The benchmark.</summary>
    public required BenchmarkFacts Facts { get; init; }

    /// <summary>
    /// The folder with the dataset as the benchmark's layout describes it, or with prepared tensors (<c>inputs*.npy</c>).
    /// Empty for a benchmark that brings its data.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>Ground truth in place of the folder's own: the labels' or annotations' file; null for the folder's.</summary>
    public string? GroundTruth { get; init; }

    /// <summary>Samples of the performance set if the rules set a number; null: what fits the memory.</summary>
    public long? PerformanceSampleCount { get; init; }

    /// <summary>Parameters of the preprocessing that the user set, already in the facts; for what depends on who chose a value.</summary>
    public IReadOnlyDictionary<string, string> PreprocessingOverrides { get; init; } = new Dictionary<string, string>();

    /// <summary>What decodes pictures; null where there's nothing that can.</summary>
    public IImageDecoder? Decoder { get; init; }

    /// <summary>Where prepared samples are kept from one run to the next; null: nowhere.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Told how far the preparation is; may be null.</summary>
    public IProgress<PreparationStep>? Progress { get; init; }

    /// <summary>Ends the preparation; what is prepared by then is kept.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The folder's <c>inputs*.npy</c> take the place of reader and preprocessing.</summary>
    public bool IsPrepared => Directory.Exists(Folder) && Directory.EnumerateFiles(Folder, "inputs*.npy").Any();
}
