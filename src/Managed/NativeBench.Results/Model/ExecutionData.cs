using System.Text.Json.Serialization;

namespace NativeBench.Results;

/// <summary>How the backend executed.</summary>
public sealed record ExecutionData
{
    /// <summary>Samples of the largest batch.</summary>
    public required int Batch { get; init; }

    /// <summary>Workers that run batches at the same time.</summary>
    public required int Instances { get; init; }

    /// <summary>Threads that share one run of the model.</summary>
    public required int Threads { get; init; }

    /// <summary>How long an incomplete batch waits for more samples.</summary>
    public required int BatchDelayUs { get; init; }

    /// <summary>Whether size and window of the batches followed load, costs and latency bound.</summary>
    public bool AdaptiveBatching { get; init; }

    /// <summary>Which of the waiting samples ran next: arrival or late-last.</summary>
    public string QueueOrder { get; init; } = "arrival";

    /// <summary>Where the workers' threads ran: none (anywhere), cores or nodes.</summary>
    public string Pinning { get; init; } = "none";

    /// <summary>Whether queries run without any hand-off between threads.</summary>
    public required bool RunsOnIssuingThread { get; init; }

    /// <summary>What goes back to LoadGen.</summary>
    public required string Responses { get; init; }

    /// <summary>The backend's own settings, by name.</summary>
    public required IReadOnlyDictionary<string, string> BackendSettings { get; init; }
}

/// <summary>What the workers did.</summary>
public sealed record BatchesData
{
    /// <summary>Samples run.</summary>
    public required long Samples { get; init; }

    /// <summary>Batches run.</summary>
    public required long Batches { get; init; }

    /// <summary>Batches whose samples were read where they lie.</summary>
    public required long ZeroCopyBatches { get; init; }

    /// <summary>Batches whose samples were copied together first.</summary>
    public required long GatheredBatches { get; init; }

    /// <summary>Mean samples of a batch.</summary>
    public required double MeanSize { get; init; }

    /// <summary>Samples that let others pass, since they couldn't be done within the latency bound any more.</summary>
    public long LateSamples { get; init; }

    /// <summary>How often a query waited a millisecond because the queue was full.</summary>
    public long FullQueueWaits { get; init; }

    /// <summary>Batches by their number of samples.</summary>
    public required IReadOnlyDictionary<string, long> BySize { get; init; }
}

/// <summary>What the warm-up saw.</summary>
public sealed record WarmUpData
{
    /// <summary>Queries timed.</summary>
    public required int Queries { get; init; }

    /// <summary>The fastest.</summary>
    public required double MinLatencyNs { get; init; }

    /// <summary>Their mean.</summary>
    public required double MeanLatencyNs { get; init; }

    /// <summary>99th percentile.</summary>
    public required double P99LatencyNs { get; init; }

    /// <summary>The best burst's rate; null if there were no bursts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? SamplesPerS { get; init; }
}

/// <summary>A setting that was chosen for the user.</summary>
public sealed record ChoiceData
{
    /// <summary>The official name.</summary>
    public required string Setting { get; init; }

    /// <summary>The value with its unit.</summary>
    public required string Value { get; init; }

    /// <summary>What it follows from.</summary>
    public required string Reason { get; init; }
}

/// <summary>An attempt that was too short.</summary>
public sealed record TooShortData
{
    /// <summary>Where its logs are.</summary>
    public required string Folder { get; init; }

    /// <summary>How long it took.</summary>
    public required double DurationS { get; init; }

    /// <summary>What it reached.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? SamplesPerS { get; init; }

    /// <summary>The estimate that it was made with.</summary>
    public required double OfflineExpectedQps { get; init; }
}

/// <summary>Garbage collections of the process.</summary>
public sealed record GcData
{
    /// <summary>Before the run.</summary>
    public required GcCountsData Before { get; init; }

    /// <summary>After it.</summary>
    public required GcCountsData After { get; init; }
}

/// <summary>Counts since the process started.</summary>
public sealed record GcCountsData
{
    /// <summary>Of generation 0 and up.</summary>
    [JsonPropertyName("gen0_count")]
    public required int Gen0Count { get; init; }

    /// <summary>Of generation 1 and up.</summary>
    [JsonPropertyName("gen1_count")]
    public required int Gen1Count { get; init; }

    /// <summary>Of generation 2.</summary>
    [JsonPropertyName("gen2_count")]
    public required int Gen2Count { get; init; }

    /// <summary>Time that they stopped the process for.</summary>
    public required double PauseMs { get; init; }
}
