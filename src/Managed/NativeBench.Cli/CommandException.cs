namespace NativeBench.Cli;

/// <summary>
/// Ends a command with an exit code and one or two sentences for the user: what happened, what was found, what is expected.
/// </summary>
internal abstract class CommandException : Exception
{
    protected CommandException(int exitCode, string message, Exception? inner = null) : base(message, inner) => ExitCode = exitCode;

    public int ExitCode { get; }
}

/// <summary>Wrong usage, configuration or input: the user can put it right.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : CommandException(ExitCodes.Usage, message, inner);

/// <summary>The request is sound, but this machine or this build can't do it, or it failed on the way.</summary>
internal sealed class CannotRunException(string message, Exception? inner = null) : CommandException(ExitCodes.Failed, message, inner);
