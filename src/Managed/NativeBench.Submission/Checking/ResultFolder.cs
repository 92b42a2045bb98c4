using NativeBench.Submission.Rounds;

namespace NativeBench.Submission.Checking;

/// <summary>The place of one result in the tree, and what is known of it.</summary>
internal sealed record ResultFolder(string Division, string Submitter, string System, string Folder, string Scenario)
{
    /// <summary>The benchmark's official name; null if it has none.</summary>
    public string? Benchmark { get; init; }

    /// <summary>The benchmark's rules; null if the round doesn't know it.</summary>
    public BenchmarkRules? Rules { get; init; }

    /// <summary>As the system file says: edge, datacenter, or both.</summary>
    public string SystemType { get; init; } = "";

    /// <summary>As the system file says.</summary>
    public bool IsNetwork { get; init; }

    public bool IsOpen => Division == "open";

    public string SubmitterPath => $"{Division}/{Submitter}";

    public string Path => $"{SubmitterPath}/results/{System}/{Folder}/{Scenario}";

    /// <summary>The scenario's name as LoadGen writes it, whatever the case of the folder's.</summary>
    public string ScenarioName => Scenarios.Proper(Scenario) ?? Scenario;

    public string MeasurementsPath(RoundRules round) => round.HasSeparateFolders ? $"{SubmitterPath}/measurements/{System}/{Folder}/{Scenario}" : Path;

    public string CompliancePath(RoundRules round, string test) =>
        round.HasSeparateFolders ? $"{SubmitterPath}/compliance/{System}/{Folder}/{Scenario}/{test}" : $"{Path}/{test}";
}

/// <summary>Names of scenarios.</summary>
internal static class Scenarios
{
    private static readonly string[] s_all = ["SingleStream", "MultiStream", "Server", "Offline", "Interactive"];

    /// <summary>LoadGen's spelling of a name in any case, or null if it's no scenario.</summary>
    public static string? Proper(string name) => s_all.FirstOrDefault(s => s.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the official checker's table of results knows the name; what is no scenario at all is told elsewhere.</summary>
    public static bool IsNamedOfficially(string name) => Proper(name) is not { } proper || name == proper || name.All(char.IsAsciiLetterLower);

    /// <summary>Whether a result of one scenario may stand for another one (edge systems).</summary>
    public static bool CanStandFor(string measured, string wanted) => (measured, wanted) is
        ("SingleStream", "MultiStream") or ("MultiStream", "Offline") or ("SingleStream", "Offline");
}
