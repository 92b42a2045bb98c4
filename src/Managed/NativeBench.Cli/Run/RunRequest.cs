using NativeBench.Cli.Output;
using NativeBench.Cli.Plans;
using NativeBench.Cli.Settings;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;
using NativeBench.Results;

namespace NativeBench.Cli.Run;

/// <summary>What a run is for.</summary>
internal enum RunMode
{
    /// <summary>The timed run.</summary>
    Performance,

    /// <summary>Every sample once, scored.</summary>
    Accuracy,

    /// <summary>Timed runs that search the highest rate (Server) or number of streams (MultiStreamFixedInterval).</summary>
    FindPeak,
}

/// <summary>What the user asked <c>run</c> to do, checked as far as that is possible without touching a file.</summary>
internal sealed record RunRequest
{
    public string? Benchmark { get; init; }

    public string? ModelPath { get; init; }

    public string? DataPath { get; init; }

    /// <summary>Ground truth in place of the data's own.</summary>
    public string? GroundTruthPath { get; init; }

    /// <summary>Parameters of the benchmark's preprocessing that are set otherwise than the catalog says.</summary>
    public IReadOnlyDictionary<string, string> Preprocessing { get; init; } = new Dictionary<string, string>();

    /// <summary>Parameters of what turns outputs into responses that are set otherwise than the catalog says.</summary>
    public IReadOnlyDictionary<string, string> Postprocessing { get; init; } = new Dictionary<string, string>();

    /// <summary>Seeded random inputs in place of data.</summary>
    public bool SyntheticData { get; init; }

    /// <summary>How many of them; null: as many as the rules load, within reason.</summary>
    public int? SyntheticSamples { get; init; }

    /// <summary>The benchmark's architecture with seeded weights in place of a model file.</summary>
    public bool SyntheticWeights { get; init; }

    /// <summary>The user's own catalog files and folders.</summary>
    public IReadOnlyList<string> CatalogPaths { get; init; } = [];

    /// <summary>The folder with fetched models and data; null for the default.</summary>
    public string? HomePath { get; init; }

    /// <summary>edge or datacenter: the kind of system that a round's required scenarios depend on; null if it isn't said.</summary>
    public string? SystemType { get; init; }

    /// <summary>Sizes of dynamic dimensions, by name.</summary>
    public IReadOnlyDictionary<string, int> Dimensions { get; init; } = new Dictionary<string, int>();

    /// <summary>The scenarios named; null when none was.</summary>
    public IReadOnlyList<TestScenario>? Scenarios { get; init; }

    /// <summary>The modes named; null when none was.</summary>
    public IReadOnlyList<RunMode>? Modes { get; init; }

    public required Rules Rules { get; init; }

    public string Division { get; init; } = "open";

    /// <summary>Whether it only tries out how a submission is made: what separates it from the division is told, not refused.</summary>
    public bool IsRehearsal { get; init; }

    /// <summary>Whether other seeds than the round's are the point of the run (compliance TEST05).</summary>
    public bool HasOtherSeeds { get; init; }

    public string Backend { get; init; } = "auto";

    public ExecutionRequest Execution { get; init; } = new();

    public string? PlanPath { get; init; }

    /// <summary>What <see cref="PlanPath"/> holds, once it's read.</summary>
    public PlanFile? Plan { get; init; }

    /// <summary>How a scenario is to execute: its plan in the file, if there's one, with what was asked for over it.</summary>
    public ExecutionRequest ExecutionFor(TestScenario scenario) =>
        Plan?.For(scenario) is { } plan ? Execution with { Plan = plan } : Execution;

    public string? UserConfPath { get; init; }

    public string? MlperfConfPath { get; init; }

    public string? AuditConfPath { get; init; }

    public IReadOnlyList<SettingAssignment> Assignments { get; init; } = [];

    /// <summary>How the issuing thread waits; null leaves it to <see cref="IssuePacing"/>.</summary>
    public IssueWait? IssueWait { get; init; }

    /// <summary>--issue-core: the core that the issuing thread is bound to, or null.</summary>
    public int? IssueCore { get; init; }

    /// <summary>--spill: the folder for the records of long runs, or null for memory.</summary>
    public string? SpillPath { get; init; }

    /// <summary>--loadgen official: the user's own build of the official LoadGen issues and measures.</summary>
    public bool UsesOfficialLoadGen { get; init; }

    /// <summary>--loadgen-library: the bridge to it.</summary>
    public string? LoadGenLibraryPath { get; init; }

    /// <summary>Whether to fill the trace file.</summary>
    public bool Trace { get; init; }

    /// <summary>How closely the log files follow the official ones.</summary>
    public LogCompatibility LogCompatibility { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>What the results are asked to reach; a miss is exit code 1.</summary>
    public IReadOnlyList<ResultAssertion> Assertions { get; init; } = [];

    public string? OutputPath { get; init; }

    public bool Json { get; init; }

    public bool Quiet { get; init; }

    /// <summary>Whether every sample's times are written to a file.</summary>
    public bool RawRecords { get; init; }

    /// <summary>Whether power over time goes to a file of its own.</summary>
    public bool PowerLog { get; init; }

    /// <summary>The OpenTelemetry collector that metrics are sent to; null for none.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>How a running test is shown.</summary>
    public LiveMode Live { get; init; }
}
