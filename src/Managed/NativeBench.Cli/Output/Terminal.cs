using System.Globalization;
using Spectre.Console;

namespace NativeBench.Cli.Output;

/// <summary>
/// Where a command writes: the outcome to standard output, everything else to standard error. Tests pass string writers.
/// </summary>
internal sealed class Terminal
{
    // Without a terminal there's no width to keep to: a line is for a program or a file, and stays whole.
    private const int NoWrap = 10_000;

    private readonly Lock _gate = new();

    public Terminal(TextWriter output, TextWriter error)
    {
        Out = output;
        Error = error;
    }

    /// <summary>Takes everything and shows nothing.</summary>
    public static Terminal Silent { get; } = new(TextWriter.Null, TextWriter.Null);

    /// <summary>The outcome.</summary>
    public TextWriter Out { get; }

    /// <summary>Logs, progress and error messages. Use <see cref="Log"/> where other threads may write too.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether standard output is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether standard error is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether the environment asks for no colour (NO_COLOR set to anything but nothing).</summary>
    public bool NoColor { get; init; }

    /// <summary>Columns of the terminal; 0 if there's none.</summary>
    public Func<int> Width { get; init; } = static () => 0;

    /// <summary>Colour and live display are for people at a terminal only.</summary>
    public bool IsLively => ErrorIsTerminal && !NoColor;

    /// <summary>Says something on standard error, on a line of its own; a live line makes room for it.</summary>
    public void Log(string line)
    {
        lock (_gate)
        {
            Show(() =>
            {
                LiveText = LiveText is null ? null : Erase();
                Error.WriteLine(line);
            });
        }
    }

    /// <summary>Replaces the live view, of one line or several; null removes it. Does nothing when nobody is watching.</summary>
    public void ShowLive(string? text)
    {
        if (!IsLively)
            return;
        lock (_gate)
        {
            if (text is null && LiveText is null)
                return;
            Show(() =>
            {
                Erase();
                Error.Write(text);
            });
            LiveText = text;
        }
    }

    /// <summary>A Spectre console over standard output; without a terminal it writes plain text as wide as it needs.</summary>
    public IAnsiConsole Rich()
    {
        var coloured = OutIsTerminal && IsLively;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(OutIsTerminal ? Out : new TrimmingWriter(Out)),
            Ansi = coloured ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = coloured ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Capabilities.Unicode = true;
        console.Profile.Width = OutIsTerminal && Width() is > 0 and var columns ? columns : NoWrap;
        return console;
    }

    private string? LiveText { get; set; }

    /// <summary>Standard error that is full or closed ends no measurement: the outcome and the exit code tell how it went.</summary>
    private void Show(Action write)
    {
        try
        {
            write();
            Error.Flush();
        }
        catch (IOException)
        {
            // There's nowhere left to say it.
        }
    }

    private string? Erase()
    {
        // Back to the first column of its first line, then clear to the end of the screen.
        var lines = LiveText?.Count(static c => c == '\n') ?? 0;
        Error.Write(lines == 0 ? "\r\u001b[J" : string.Create(CultureInfo.InvariantCulture, $"\r\u001b[{lines}A\u001b[J"));
        return null;
    }
}
