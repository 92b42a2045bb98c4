using NativeBench.Cli.Output;

namespace NativeBench.Cli;

/// <summary>The process: real streams and signals around <see cref="NativeBenchCommand"/>.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var terminal = new Terminal(Console.Out, Console.Error)
        {
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            NoColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = TerminalWidth,
        };
        using var interrupts = new Interrupts(terminal);
        return NativeBenchCommand.Invoke(args, new CommandContext(terminal) { Cancellation = interrupts.Token });
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
