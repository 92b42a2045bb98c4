using System.Text;
using NativeBench.Cli.Output;

namespace NativeBench.Cli;

/// <summary>The process: real streams and signals around <see cref="NativeBenchCommand"/>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        // Console.Out flushes at every write; a schedule has millions of lines.
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
        var terminal = new Terminal(output, Console.Error)
        {
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            NoColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = TerminalWidth,
        };
        using var interrupts = new Interrupts(terminal);
        var code = NativeBenchCommand.Invoke(args, new CommandContext(terminal) { Cancellation = interrupts.Token });
        try
        {
            output.Flush();
            return code;
        }
        catch (IOException e)
        {
            terminal.Log($"Standard output can't be written to: {CrashReport.FirstLine(e.Message)}.");
            return ExitCodes.Failed;
        }
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
