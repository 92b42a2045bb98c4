using System.Globalization;
using System.Text;

namespace NativeBench.Cli.Output;

/// <summary>Passes text on without the blanks at the ends of its lines: tables fill their last column up, which files and other programs don't want.</summary>
internal sealed class TrimmingWriter(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
{
    private int _blanks;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        if (value == ' ')
        {
            _blanks++;
            return;
        }

        if (value is '\r' or '\n')
            _blanks = 0;
        WriteBlanks();
        inner.Write(value);
    }

    /// <summary>A line that isn't ended keeps its blanks: more may follow.</summary>
    public override void Flush()
    {
        WriteBlanks();
        inner.Flush();
    }

    private void WriteBlanks()
    {
        for (; _blanks > 0; _blanks--)
            inner.Write(' ');
    }
}
