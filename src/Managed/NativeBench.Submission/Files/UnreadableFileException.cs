namespace NativeBench.Submission.Files;

/// <summary>A file that can't be read, or not as what it should be; the message is a clause that says why.</summary>
internal sealed class UnreadableFileException(string why) : IOException(why)
{
    /// <summary>What a message of the runtime says, without the lines that follow.</summary>
    public static string FirstLine(Exception e) => e.Message.Split('\n')[0].TrimEnd().TrimEnd('.');
}
