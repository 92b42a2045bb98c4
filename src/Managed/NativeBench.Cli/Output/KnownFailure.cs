using NativeBench.Inference;
using NativeBench.LoadGen;
using NativeBench.Results;

namespace NativeBench.Cli.Output;

/// <summary>Exceptions whose message was written for the user.</summary>
internal static class KnownFailure
{
    /// <summary>The sentence, or null for an exception that nobody foresaw.</summary>
    public static string? Describe(Exception error) => error switch
    {
        CommandException or ResultFileException or InvalidInputException or InferenceException or LoadGenException => error.Message,
        OutOfMemoryException => "There isn't enough memory for this run on this machine. Lower --batch, --instances or --dim.",
        _ => null,
    };

    /// <summary>The exit code when nothing was measured yet.</summary>
    public static int ExitCode(Exception error) => error switch
    {
        CommandException command => command.ExitCode,
        InvalidInputException or ResultFileException => ExitCodes.Usage,
        _ => ExitCodes.Failed,
    };
}
