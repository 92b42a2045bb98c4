using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>
/// A benchmark's metric with the ground truth of its dataset. It reads accuracy logs only, so that it scores any tool's log and
/// a run's figures come from what the run wrote.
/// </summary>
public interface IAccuracyScorer
{
    /// <summary>Samples that there's ground truth for; null where that isn't known before a log is read.</summary>
    long? SampleCount => null;

    /// <summary>Scores a log.</summary>
    /// <param name="accuracyLogPath">A <c>mlperf_log_accuracy.json</c>.</param>
    /// <exception cref="InvalidInputException">It isn't a log of this benchmark and dataset.</exception>
    QualityScore Score(string accuracyLogPath);
}
