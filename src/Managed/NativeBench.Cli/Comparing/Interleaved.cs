using System.Diagnostics;
using NativeBench.Cli.Output;
using NativeBench.Results;

namespace NativeBench.Cli.Comparing;

/// <summary>
/// Runs two recorded command lines again in turn, each in a process of its own, in the order A B B A A B …, so that a machine
/// that slowly gets hot or busy treats both alike.
/// </summary>
internal static class Interleaved
{
    /// <summary>Makes the runs and compares them.</summary>
    public static NamedComparison Run(
        (string Name, ResultDocument Document) first, (string Name, ResultDocument Document) second, int pairs, string? output,
        CommandContext context, Action<string> log)
    {
        string[][] lines = [Arguments(first), Arguments(second)];
        var folder = ResultFolder.Create(output, "compare", context).FullPath;
        var results = new List<ResultDocument>[] { [], [] };
        for (var i = 0; i < 2 * pairs; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var side = i % 4 is 0 or 3 ? 0 : 1;
            var name = Units.Invariant($"{(side == 0 ? 'a' : 'b')}{results[side].Count + 1}");
            var path = Path.Combine(folder, name);
            log(Units.Invariant($"{i + 1}/{2 * pairs} {name}: nativebench {string.Join(' ', lines[side])}"));
            var code = context.RunAgain([.. lines[side], "--output", path, "--quiet"]);
            if (code is not (ExitCodes.Ok or ExitCodes.NotMet))
                throw new CannotRunException(Units.Invariant($"Run {name} of --interleave ended with exit code {code}; what was measured up to then is in {folder}."));
            results[side].Add(ResultFile.Read(path));
        }

        return new NamedComparison(first.Name, second.Name, ResultComparer.Compare(results[0], results[1]));
    }

    /// <summary>The recorded arguments without those that name outputs.</summary>
    internal static string[] Arguments((string Name, ResultDocument Document) result)
    {
        var recorded = result.Document.CommandLine.Skip(1).ToList();
        if (recorded.Count == 0 || recorded[0] != "run")
            throw new UsageException($"'{result.Name}' wasn't made by 'nativebench run': --interleave has no command line to run again.");
        var kept = new List<string>();
        for (var i = 0; i < recorded.Count; i++)
        {
            if (recorded[i] is "--output" or "--live")
                i++;
            else if (recorded[i] is not ("--json" or "--quiet") && !recorded[i].StartsWith("--output=", StringComparison.Ordinal))
                kept.Add(recorded[i]);
        }

        return [.. kept];
    }

    /// <summary>This program with other arguments, in a process of its own, in the same folder.</summary>
    public static int RunProcess(IReadOnlyList<string> arguments, string workingDirectory)
    {
        var program = Environment.ProcessPath ?? throw new CannotRunException("The path of this program isn't known, so it can't run itself again.");
        var start = new ProcessStartInfo(program) { WorkingDirectory = workingDirectory, RedirectStandardOutput = true };

        // Started as 'dotnet nativebench.dll', the process is the host, and its first argument the program.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "nativebench.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
