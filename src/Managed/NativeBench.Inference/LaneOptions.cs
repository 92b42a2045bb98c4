namespace NativeBench.Inference;

/// <summary>What <see cref="LaneSystemUnderTest"/> takes besides the plan.</summary>
public sealed record LaneOptions
{
    /// <summary>The name in the logs; default: backend and model, such as <c>tensorrt resnet50.onnx</c>.</summary>
    public string? Name { get; init; }

    /// <summary>What goes back to LoadGen; default: the raw bytes of all outputs.</summary>
    public IResponseFormat Responses { get; init; } = RawResponses.Instance;

    /// <summary>
    /// Submit and reap on the issuing thread, without any hand-off. Right for the closed loops SingleStream and MultiStream;
    /// uses the first device only. Default false.
    /// </summary>
    public bool RunInline { get; init; }

    /// <summary>Samples that the queue holds before IssueQuery blocks; rounded up to a power of two. Default 65536.</summary>
    public int QueueCapacity { get; init; } = 1 << 16;

    /// <summary>Whether every batch size up to the largest is warmed up, or only the largest and 1. Default true.</summary>
    public bool WarmUpEverySize { get; init; } = true;

    /// <summary>Called when a test starts, before anything of it is submitted: what counts beside the lanes begins anew. Default: nothing.</summary>
    public Action? TestStarting { get; init; }

    /// <summary>
    /// A batch that takes longer than this, 100 times as long as the slowest before it, and four times as long as warming up all
    /// lanes with one batch size did, is reported as a hang. Default 10 s.
    /// While the whole process is stopped, as in a frozen container, this time doesn't run.
    /// </summary>
    public TimeSpan HangTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
