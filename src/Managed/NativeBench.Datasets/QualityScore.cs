using System.Collections.Immutable;
using NativeBench.Datasets.Metrics;

namespace NativeBench.Datasets;

/// <summary>What a metric says about an accuracy log.</summary>
public sealed record QualityScore
{
    /// <summary>All figures; the first one is the metric's own, which targets are held against if they name no other.</summary>
    public required ImmutableArray<QualityFigure> Figures { get; init; }

    /// <summary>Different samples of the log that were scored.</summary>
    public required long SampleCount { get; init; }

    /// <summary>Samples that are right, for metrics that count; else null.</summary>
    public long? Correct { get; init; }

    /// <summary>Entries of samples already seen, which weren't scored.</summary>
    public long Repeats { get; init; }

    /// <summary>Which classes were taken for which, for metrics of classification; else null.</summary>
    public ClassAnswers? Answers { get; init; }

    /// <summary>The line that the official script prints as accuracy.txt, such as <c>accuracy=75.700%, good=37850, total=50000</c>.</summary>
    public required string OfficialLine { get; init; }

    /// <summary>What is odd about the log without making it unscorable, a sentence each.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The metric's own figure.</summary>
    public QualityFigure Main => Figures[0];

    /// <summary>The figure of a name, or null.</summary>
    public QualityFigure? Find(string name) => Figures.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
