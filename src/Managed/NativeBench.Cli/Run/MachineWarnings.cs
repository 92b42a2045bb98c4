using NativeBench.Cli.Output;

namespace NativeBench.Cli.Run;

/// <summary>What about the machine or the build makes figures doubtful, seen before measuring.</summary>
internal static class MachineWarnings
{
    private const string Busy = "Other processes keep this machine busy";

    /// <summary>Whether it's about the time before the runs, which judge for themselves what others did meanwhile.</summary>
    public static bool IsOfBefore(string warning) => warning.StartsWith(Busy, StringComparison.Ordinal);

    /// <summary>One sentence each.</summary>
    public static IReadOnlyList<string> For(SystemDescription system, bool debugBuild)
    {
        var warnings = new List<string>();
        if (debugBuild)
            warnings.Add("This is a debug build: latencies are too long. Build with -c Release.");
        if (system.LoadAverage1Min is { } load && load > 0.5 * system.LogicalCores)
            warnings.Add(Units.Invariant($"{Busy} (load average {load:0.00} on {system.LogicalCores} cores): tails will be too long. Stop them, or wait."));
        if (system.Governor is "powersave" or "conservative")
            warnings.Add($"The CPU governor is '{system.Governor}': clocks will vary. Use 'performance'.");
        return warnings;
    }
}
