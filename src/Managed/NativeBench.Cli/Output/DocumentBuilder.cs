using System.Globalization;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.Results;

namespace NativeBench.Cli.Output;

/// <summary>A session as result.json tells it. One run of it: <see cref="RunDataBuilder"/>.</summary>
internal static class DocumentBuilder
{
    /// <summary>Everything that is known by now.</summary>
    public static ResultDocument Build(SessionRecord session)
    {
        var workload = session.Workload;
        return new ResultDocument
        {
            SchemaVersion = ResultDocument.CurrentSchemaVersion,
            Status = session.Status.ToString().ToLowerInvariant(),
            Failure = session.Failure,
            Benchmark = workload.Name,
            Rules = session.Request.Rules.Name,
            RulesNote = session.Request.Rules.Note,
            Division = session.Request.Division,
            Emulated = workload.Backend.IsEmulated,
            SyntheticWeights = workload.Model?.WeightsNote is not null,
            SyntheticData = workload.Data.Kind == "random",
            StartedUtc = Timestamp(session.StartedUtc),
            FinishedUtc = session.FinishedUtc is { } end ? Timestamp(end) : null,
            CommandLine = ["nativebench", .. session.Arguments],
            Backend = new BackendData
            {
                Requested = workload.Backend.Requested,
                Name = workload.Backend.Name,
                Reason = workload.Backend.Reason,
                Computes = workload.Backend.Name != "null",
            },
            Versions = new VersionsData
            {
                Nativebench = Versions.Program,
                DebugBuild = Versions.IsDebugBuild,
                Loadgen = session.OfficialLoadGenVersion is null ? "NativeBench.LoadGen" : "MLCommons LoadGen",
                LoadgenBehavesAs = session.OfficialLoadGenVersion ?? LoadGenerator.ReferenceVersion,
                Dotnet = session.System.DotNet,
                Backend = workload.BackendVersion,
            },
            Model = workload.Model is not { } model ? null : new ModelData
            {
                Path = model.Path,
                Sha256 = model.Sha256,
                SizeBytes = model.FileBytes,
                Weights = model.WeightsNote,
                Inputs = [.. model.Inputs.Select(static t => t.ToString())],
                Outputs = [.. model.Outputs.Select(static t => t.ToString())],
            },
            Data = new DataSourceData
            {
                Kind = workload.Data.Kind,
                Description = workload.Data.Description,
                Path = workload.Data.Path,
                Sha256 = workload.Data.Sha256,
                Seed = workload.Data.Seed,
                SampleCount = workload.Library.TotalSampleCount,
            },
            System = SystemOf(session.System) with { Gpus = session.Gpus },
            Runs = [.. session.Runs.Select(RunDataBuilder.Build)],
            Warnings = session.Warnings,
        };
    }

    /// <summary>ISO 8601 in UTC, to the millisecond.</summary>
    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static SystemData SystemOf(SystemDescription system) => new()
    {
        CpuModel = system.CpuModel,
        CpuLogicalCores = system.LogicalCores,
        CpuPhysicalCores = system.PhysicalCores,
        CpuOnline = system.OnlineCores,
        CpuFlags = system.CpuFlags,
        NumaNodes = system.NumaNodes,
        MemoryBytes = system.MemoryBytes,
        ContainerMemoryLimitBytes = system.ContainerMemoryLimitBytes,
        ContainerCpuLimit = system.ContainerCpuLimit,
        Os = system.Os,
        Kernel = system.Kernel,
        Architecture = system.Architecture,
        VirtualMachine = system.VirtualMachine,
        CpuGovernor = system.Governor,
        LoadAverage1MinBefore = system.LoadAverage1Min,
    };
}
