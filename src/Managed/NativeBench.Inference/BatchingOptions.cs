namespace NativeBench.Inference;

/// <summary>What <see cref="BatchingSystemUnderTest"/> takes besides the plan.</summary>
public sealed record BatchingOptions
{
    /// <summary>The name in the logs; default: backend and model, such as <c>ort-cpu resnet50.onnx</c>.</summary>
    public string? Name { get; init; }

    /// <summary>What goes back to LoadGen; default: the raw bytes of all outputs.</summary>
    public IResponseFormat Responses { get; init; } = RawResponses.Instance;

    /// <summary>
    /// Run batches on the issuing thread, without any hand-off. Right for the closed loops SingleStream and MultiStream;
    /// needs a plan with one instance. Default false.
    /// </summary>
    public bool RunInline { get; init; }

    /// <summary>Samples that the queue holds before IssueQuery blocks; rounded up to a power of two. Default 65536.</summary>
    public int QueueCapacity { get; init; } = 1 << 16;

    /// <summary>Runs with zeros that every instance does at construction, per batch size that it will use. Default 1.</summary>
    public int WarmUpRuns { get; init; } = 1;
}
