using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Internal;

/// <summary>What the scorers of accuracy logs have in common.</summary>
internal static class LogEntries
{
    /// <summary>A sentence about an entry.</summary>
    public static InvalidInputException Wrong(string path, AccuracyLogReader log, FormattableString what)
        => new(string.Create(CultureInfo.InvariantCulture, $"'{path}', sample {log.SampleIndex} (seq_id {log.SequenceId}): ")
            + what.ToString(CultureInfo.InvariantCulture) + ".");

    /// <summary>Throws if the entry's sample isn't one of the data set's.</summary>
    public static void RequireSample(string path, AccuracyLogReader log, long count)
    {
        if ((ulong)log.SampleIndex >= (ulong)count)
            throw Wrong(path, log, $"the data set has samples 0 to {count - 1}: log and data set don't belong together");
    }

    /// <summary>A log that has nothing to score.</summary>
    public static InvalidInputException Empty(string path) => new($"'{path}' has no entries; expected the log of an accuracy run.");
}
