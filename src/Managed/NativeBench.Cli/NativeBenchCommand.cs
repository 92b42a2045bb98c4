using System.CommandLine;
using System.CommandLine.Invocation;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;

namespace NativeBench.Cli;

/// <summary>The whole command line: parses, calls a command, turns what goes wrong into a sentence and an exit code.</summary>
internal static class NativeBenchCommand
{
    /// <summary>Runs the command line with plain writers (no terminal); for tests.</summary>
    public static int Invoke(IReadOnlyList<string> args, TextWriter output, TextWriter error) =>
        Invoke(args, new CommandContext(new Terminal(output, error)));

    /// <summary>Runs the command line and returns the process's exit code.</summary>
    public static int Invoke(IReadOnlyList<string> args, CommandContext context)
    {
        context = context with { Arguments = args };
        try
        {
            var parsed = CreateRoot(context).Parse(args, new ParserConfiguration
            {
                EnablePosixBundling = false,
                ResponseFileTokenReplacer = null,
            });

            // Help and version have actions of their own, which win over mistakes beside them.
            if (parsed.Action is null or ParseErrorAction || (parsed.Errors.Count > 0 && parsed.Action == parsed.CommandResult.Command.Action))
                throw new UsageException(UsageErrors.Describe(parsed));

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Terminal.Out,
                Error = context.Terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception e) when (KnownFailure.Describe(e) is { } sentence)
        {
            context.Terminal.ShowLive(null);
            context.Terminal.Log(sentence);
            return KnownFailure.ExitCode(e);
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            context.Terminal.ShowLive(null);
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            // Whatever wasn't foreseen: one sentence on the screen, the details in a file.
            context.Terminal.ShowLive(null);
            context.Terminal.Log(CrashReport.Describe(e, CrashReport.Write(e, args, folder: null)));
            return ExitCodes.Failed;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand CreateRoot(CommandContext context)
    {
        var root = new RootCommand("Runs MLPerf Inference benchmarks: any ONNX model under LoadGen's scenarios, rules and logs.")
        {
            RunCommand.Create(context),
            ListCommand.Create(context),
            FetchCommand.Create(context),
            AccuracyCommand.Create(context),
            DevicesCommand.Create(context),
            ReportCommand.Create(context),
            CompareCommand.Create(context),
            HistoryCommand.Create(context),
            ScheduleCommand.Create(context),
            OverheadCommand.Create(context),
            CompletionCommand.Create(context),
            TuneCommand.Create(context),
            ModelCommand.Create(context),
            ValidateCommand.Create(context),
            ProfileCommand.Create(context),
            SubmissionCommand.Create(context),
        };
        ExampleHelpAction.Install(root, "nativebench run", "nativebench run --model model.onnx --scenario Server");
        return root;
    }
}
