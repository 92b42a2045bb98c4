namespace NativeBench.Inference.OnnxRuntime;

/// <summary>Whether instances of one thread run in one session of ONNX Runtime or in one each.</summary>
public enum SessionSharing
{
    /// <summary>
    /// One each up to <see cref="OnnxRuntimeOptions.OwnSessionFileBytes"/> of model, one for all above. Runs of a few
    /// microseconds get into each other's way in a shared session; large weights are worth having once.
    /// </summary>
    Auto,

    /// <summary>One for all instances.</summary>
    Shared,

    /// <summary>One for each instance; packed weights are shared all the same.</summary>
    Own,
}
