using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>What the bytes of a response in <c>mlperf_log_accuracy.json</c> are.</summary>
public sealed record AccuracyLogFacts
{
    /// <summary>Element type, with the options of the official script.</summary>
    public string? Type { get; init; }

    /// <summary>Meaning and order of the elements.</summary>
    public string? Fields { get; init; }

    /// <summary>Bytes of a response, if all have the same.</summary>
    public long? BytesPerSample { get; init; }

    /// <summary>How many bytes, if they differ.</summary>
    public string? BytesNote { get; init; }

    /// <summary>Whatever else is worth knowing.</summary>
    public string? Note { get; init; }

    /// <summary>Where these facts are from.</summary>
    public ImmutableArray<string> Source { get => field.IsDefault ? [] : field; init; }
}
