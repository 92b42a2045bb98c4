namespace NativeBench.Inference;

/// <summary>A device doesn't finish a batch. The message names its samples.</summary>
public sealed class HangException : InferenceException
{
    /// <summary>With the sentence that the user reads.</summary>
    public HangException(string message) : base(message) { }
}
