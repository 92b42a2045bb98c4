using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>Scores an accuracy log of a classification benchmark, whose entries hold one class each.</summary>
public static class ClassificationScorer
{
    /// <summary>
    /// Reads <c>mlperf_log_accuracy.json</c> entry by entry. As in MLPerf's script the first entry of a sample counts and repeats
    /// are skipped; a repeat with another class is an error.
    /// </summary>
    /// <param name="logPath">The log.</param>
    /// <param name="labels">The class of every sample of the library.</param>
    /// <param name="labelType">How the class is logged: Float32 (default), Int32 or Int64.</param>
    /// <param name="requireAll">Whether a sample that isn't in the log is an error. Default true.</param>
    /// <exception cref="InvalidInputException">No such file, not an accuracy log, an unknown sample, or one that is missing.</exception>
    public static ClassificationScore Score(
        string logPath, ReadOnlySpan<int> labels, ElementType labelType = ElementType.Float32, bool requireAll = true)
        => throw new NotSupportedException();
}
