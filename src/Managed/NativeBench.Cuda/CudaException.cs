namespace NativeBench.Cuda;

/// <summary>The CUDA driver refused a call. The message is one sentence for the user.</summary>
public sealed class CudaException : Exception
{
    /// <summary>With the sentence that the user reads, and the driver's code.</summary>
    public CudaException(string message, int result) : base(message) => Result = result;

    /// <summary>With the sentence that the user reads, and its cause.</summary>
    public CudaException(string message, Exception inner) : base(message, inner) { }

    /// <summary>The <c>CUresult</c>; 0 if it isn't the driver's.</summary>
    public int Result { get; }
}
