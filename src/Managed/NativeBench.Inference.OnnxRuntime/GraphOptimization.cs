namespace NativeBench.Inference.OnnxRuntime;

/// <summary>How far ONNX Runtime rewrites the graph while loading.</summary>
public enum GraphOptimization
{
    /// <summary>As it is in the file.</summary>
    None,

    /// <summary>Redundant nodes removed, constants folded.</summary>
    Basic,

    /// <summary>Nodes fused too.</summary>
    Extended,

    /// <summary>Layout changes too. The default, as in ONNX Runtime.</summary>
    All,
}
