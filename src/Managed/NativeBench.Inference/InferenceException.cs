namespace NativeBench.Inference;

/// <summary>An engine failed while running. The message is one sentence for the user (exit code 3).</summary>
public class InferenceException : Exception
{
    /// <summary>With the sentence that the user reads.</summary>
    public InferenceException(string message) : base(message) { }

    /// <summary>With the sentence that the user reads, and its cause.</summary>
    public InferenceException(string message, Exception inner) : base(message, inner) { }
}
