using NativeBench.Results;

namespace NativeBench.Tests.Results;

/// <summary>Hand-made result documents.</summary>
internal static class Documents
{
    /// <summary>A session with these runs on a machine that never was.</summary>
    public static ResultDocument Of(params RunData[] runs) => new()
    {
        SchemaVersion = ResultDocument.CurrentSchemaVersion,
        Status = "completed",
        Benchmark = "noisy",
        Rules = "quick",
        RulesNote = "quick rules",
        Division = "open",
        Emulated = false,
        StartedUtc = "2026-01-02T03:04:05.000Z",
        FinishedUtc = "2026-01-02T03:05:05.000Z",
        CommandLine = ["nativebench", "run"],
        Backend = new BackendData { Requested = "auto", Name = "ort-cpu", Reason = "test", Computes = true },
        Versions = new VersionsData { Nativebench = "1", Loadgen = "NativeBench.LoadGen", LoadgenBehavesAs = "6.0.17", Dotnet = ".NET 10" },
        Data = new DataSourceData { Kind = "random", Description = "random", SampleCount = 1024 },
        System = new SystemData { CpuModel = "A CPU", CpuLogicalCores = 2, MemoryBytes = 1L << 34, Os = "Linux", Architecture = "X64", CpuGovernor = "performance" },
        Runs = runs,
        Warnings = [],
    };
}
