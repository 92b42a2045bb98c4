using NativeBench.LoadGen.Results;

namespace NativeBench.LoadGen;

/// <summary>What a test found. The log files hold the same figures.</summary>
public sealed record TestResult
{
    /// <summary>How the test ended.</summary>
    public required TestOutcome Outcome { get; init; }

    /// <summary>Why, when <see cref="Outcome"/> is not <see cref="TestOutcome.Completed"/>; one sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>The exception behind <see cref="TestOutcome.Failed"/>, if there is one.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The settings after audit.config and TEST05.</summary>
    public required TestSettings RequestedSettings { get; init; }

    /// <summary>The settings that were in force.</summary>
    public required EffectiveSettings EffectiveSettings { get; init; }

    /// <summary>Figures and verdict of the performance part; null in accuracy mode.</summary>
    public PerformanceResult? Performance { get; init; }

    /// <summary>Errors in the detail log, in order.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>Warnings in the detail log, in order.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The files that were written.</summary>
    public required LogFiles LogFiles { get; init; }

    /// <summary>Samples issued over all series of the test, accuracy included.</summary>
    public required long SamplesIssued { get; init; }

    /// <summary>Samples completed over all series of the test, accuracy included.</summary>
    public required long SamplesCompleted { get; init; }
}

/// <summary>Paths of the four log files.</summary>
public sealed record LogFiles(string Summary, string Detail, string Accuracy, string Trace);
