using NativeBench.Cli.Workloads;
using NativeBench.Inference;
using NativeBench.LoadGen;
using NativeBench.Results;

namespace NativeBench.Cli.Run;

/// <summary>Garbage collections since the process started, by generation, and the time they stopped it for.</summary>
internal readonly record struct GcCounts(int Gen0, int Gen1, int Gen2, double PauseMs)
{
    public static GcCounts Now => new(GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), GC.GetTotalPauseDuration().TotalMilliseconds);
}

/// <summary>An Offline run that was too short because the estimate was too low, and was made again.</summary>
/// <param name="DurationS">How long it took.</param>
/// <param name="SamplesPerSecond">What it reached.</param>
/// <param name="ExpectedQps">The estimate that it was made with.</param>
/// <param name="Folder">Where its logs are, relative to the result folder.</param>
internal sealed record TooShort(double DurationS, double SamplesPerSecond, double ExpectedQps, string Folder);

/// <summary>One finished (or broken off) run with everything that belongs to it.</summary>
internal sealed record RunRecord
{
    public required PlannedRun Run { get; init; }

    /// <summary>Relative to the result folder.</summary>
    public required string Folder { get; init; }

    public required DateTimeOffset StartedUtc { get; init; }

    public required double WallSeconds { get; init; }

    public required TestResult Result { get; init; }

    public AccuracyScore? Accuracy { get; init; }

    /// <summary>An accuracy run with synthetic weights or data: that it ran through is all it tells.</summary>
    public bool IsWiringOnly { get; init; }

    /// <summary>What was measured before LoadGen started.</summary>
    public WarmUpFigures? WarmUp { get; init; }

    /// <summary>Attempts before this one.</summary>
    public IReadOnlyList<TooShort> TooShort { get; init; } = [];

    public IReadOnlyList<Choice> Choices { get; init; } = [];

    public ExecutionDescription? Execution { get; init; }

    public BatchStatistics? Batches { get; init; }

    /// <summary>The measured series over time; null without one.</summary>
    public SlicesData? Slices { get; init; }

    /// <summary>All latencies of the measured series; null without one.</summary>
    public HistogramData? LatencyHistogram { get; init; }

    /// <summary>The rates that a search tried; empty elsewhere.</summary>
    public IReadOnlyList<RatePointData> Rates { get; init; } = [];

    /// <summary>What the machine did meanwhile; null where that can't be read.</summary>
    public MachineActivityData? Activity { get; init; }

    /// <summary>Energy of the run; null when nobody looked.</summary>
    public EnergyData? Energy { get; init; }

    public GcCounts GcBefore { get; init; }

    public GcCounts GcAfter { get; init; }

    /// <summary>Why it isn't VALID, or misses its target, each with what to change.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];

    /// <summary>What makes its figures doubtful, whatever the verdict.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What --assert asked of it.</summary>
    public IReadOnlyList<AssertionData> Assertions { get; init; } = [];

    /// <summary>VALID, or no accuracy target missed; run to the end; and every assertion holds.</summary>
    public bool IsMet => IsValid && Assertions.All(static a => a.Met);

    /// <summary>VALID, or no accuracy target missed; and run to the end.</summary>
    public bool IsValid => Result.Outcome == TestOutcome.Completed
        && (Run.Mode == RunMode.Accuracy ? IsWiringOnly || Accuracy?.TargetMissed == false : Result.Performance?.IsValid == true);
}

/// <summary>How a whole session stands.</summary>
internal enum SessionStatus
{
    Running,
    Completed,
    Interrupted,
    Failed,
}

/// <summary>Everything that a result folder's result.json tells.</summary>
internal sealed record SessionRecord
{
    public required RunRequest Request { get; init; }

    public required IWorkload Workload { get; init; }

    /// <summary>The version of the official LoadGen that issued and measured; null for NativeBench's own.</summary>
    public string? OfficialLoadGenVersion { get; init; }

    public required SystemDescription System { get; init; }

    /// <summary>The GPUs that the session could see; null when it didn't look.</summary>
    public IReadOnlyList<GpuData>? Gpus { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required DateTimeOffset StartedUtc { get; init; }

    public DateTimeOffset? FinishedUtc { get; init; }

    /// <summary>The result folder.</summary>
    public required string Folder { get; init; }

    public SessionStatus Status { get; init; } = SessionStatus.Running;

    /// <summary>Why it's neither running nor completed.</summary>
    public string? Failure { get; init; }

    public IReadOnlyList<RunRecord> Runs { get; init; } = [];

    /// <summary>Judgements about the measurement as a whole.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
