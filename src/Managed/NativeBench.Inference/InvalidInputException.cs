namespace NativeBench.Inference;

/// <summary>
/// What the user gave can't be used: a file, a model, data, an option. The message is complete for the user: what was
/// found, where, and what was expected. The program prints it without a stack trace and ends with exit code 2.
/// </summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>With the sentence that the user reads.</summary>
    public InvalidInputException(string message) : base(message) { }

    /// <summary>With the sentence that the user reads, and its cause.</summary>
    public InvalidInputException(string message, Exception inner) : base(message, inner) { }
}
