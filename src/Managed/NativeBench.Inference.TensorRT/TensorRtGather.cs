namespace NativeBench.Inference.TensorRT;

/// <summary>How samples that aren't neighbours get into one batch; the shim's <c>nb_gather</c>.</summary>
public enum TensorRtGather
{
    /// <summary>By the number of runs of neighbours, and by what the driver has.</summary>
    Auto = 0,

    /// <summary>One asynchronous copy for each run of neighbours.</summary>
    Runs = 1,

    /// <summary>One batch copy (<c>cuMemcpyBatchAsync</c>); refused where the driver has none.</summary>
    BatchCopy = 2,

    /// <summary>The submitting thread copies them together, then one copy to the device.</summary>
    Cpu = 3,
}
