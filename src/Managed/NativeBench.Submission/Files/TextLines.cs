using System.Globalization;
using System.Text;

namespace NativeBench.Submission.Files;

/// <summary>
/// Lines of a text as the official checker sees them: UTF-8 without leniency, a byte order mark is a character like others, and
/// <c>\n</c>, <c>\r</c> and <c>\r\n</c> end a line.
/// </summary>
internal static class TextLines
{
    /// <summary>Characters of the longest line that is read.</summary>
    public const int MaxLineLength = 1 << 20;

    private const int BlockLength = 1 << 15;
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines, without their ends; the stream is closed behind the last one.</summary>
    /// <exception cref="UnreadableFileException">It's no UTF-8, or a line is longer than any that LoadGen writes.</exception>
    public static IEnumerable<string> Read(Stream stream, int maxLineLength = MaxLineLength)
    {
        using var reader = new StreamReader(stream, s_strict, detectEncodingFromByteOrderMarks: false);
        char[] block = new char[BlockLength];
        var line = new StringBuilder();
        bool follows = false;
        long number = 1;
        while (Fill(reader, block, number) is var count && count > 0)
        {
            int at = 0;
            if (follows && block[0] == '\n')
                at = 1;
            follows = false;
            while (at < count)
            {
                int length = block.AsSpan(at, count - at).IndexOfAny('\n', '\r');
                line.Append(block, at, length < 0 ? count - at : length);
                if (line.Length > maxLineLength)
                    throw new UnreadableFileException(string.Create(CultureInfo.InvariantCulture, $"line {number} has more than {maxLineLength} characters"));
                if (length < 0)
                    break;
                yield return line.ToString();
                line.Clear();
                number++;
                at += length + 1;
                if (block[at - 1] != '\r')
                    continue;
                if (at == count)
                    follows = true;
                else if (block[at] == '\n')
                    at++;
            }
        }

        if (line.Length > 0)
            yield return line.ToString();
    }

    private static int Fill(StreamReader reader, char[] block, long number)
    {
        try
        {
            return reader.Read(block, 0, block.Length);
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableFileException(string.Create(CultureInfo.InvariantCulture, $"it's no UTF-8, in line {number} or soon behind it"));
        }
    }
}
