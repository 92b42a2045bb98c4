namespace NativeBench.LoadGen;

/// <summary>The test can't be started: the message says what was found and what is expected.</summary>
public sealed class LoadGenException : Exception
{
    /// <summary>With the sentence that the user reads.</summary>
    public LoadGenException(string message)
        : base(message)
    {
    }

    /// <summary>With the sentence that the user reads, and its cause.</summary>
    public LoadGenException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
