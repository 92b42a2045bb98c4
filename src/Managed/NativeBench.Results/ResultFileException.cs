namespace NativeBench.Results;

/// <summary>A result can't be read; the message names the file and what was found.</summary>
public sealed class ResultFileException : Exception
{
    /// <summary>With a sentence for the user.</summary>
    public ResultFileException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>Without a sentence; for serializers only.</summary>
    public ResultFileException() { }

    /// <summary>With a sentence for the user.</summary>
    public ResultFileException(string message) : base(message) { }
}
