namespace NativeBench.Inference.TensorRT.Interop;

/// <summary>A call into the shim failed; the message is the shim's own sentence.</summary>
internal sealed class ShimException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
