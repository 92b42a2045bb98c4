namespace NativeBench.Inference;

/// <summary>Where the workers' threads may run: the option <c>--pin</c>.</summary>
public enum CpuPinning
{
    /// <summary>Wherever the system puts them.</summary>
    None,

    /// <summary>Every instance on as many cores of its own as it has threads, all of one NUMA node where they fit.</summary>
    Cores,

    /// <summary>Every instance on the cores of one NUMA node, the instances shared out evenly among the nodes.</summary>
    Nodes,
}
