using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>The kinds of task that this program knows.</summary>
public static class BenchmarkTasks
{
    /// <summary>Their names, as catalog files write them.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        "image-classification", "classification", "object-detection", "semantic-segmentation", "question-answering",
        "recommendation", "volume-segmentation", "speech-recognition", "anomaly-detection",
    ];
}
