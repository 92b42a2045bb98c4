using System.Text.Json.Serialization;

namespace NativeBench.Results;

/// <summary>
/// A result folder's result.json: everything that a session measured and was measured with. Units are in the key names. To add
/// a figure, add a property here or below, and fill it in the CLI's <c>DocumentBuilder</c>; the schema file is then renewed by
/// its test (docs/results.md).
/// </summary>
public sealed record ResultDocument
{
    /// <summary>Version of the keys. It grows when a key changes its meaning or goes away; new keys don't change it.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the keys; a reader of version N refuses greater ones.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>running (or killed), completed, interrupted or failed.</summary>
    public required string Status { get; init; }

    /// <summary>Why the session is neither running nor completed; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Failure { get; init; }

    /// <summary>Id of the benchmark in the catalog, or the model file's name without its extension.</summary>
    public required string Benchmark { get; init; }

    /// <summary>The set of constraints: quick, or a round such as v6.1.</summary>
    public required string Rules { get; init; }

    /// <summary>What those rules mean, in words that every output carries.</summary>
    public required string RulesNote { get; init; }

    /// <summary>closed or open, as the user said.</summary>
    public required string Division { get; init; }

    /// <summary>Whether an emulator stood in for hardware: such times say nothing about that hardware.</summary>
    public required bool Emulated { get; init; }

    /// <summary>Whether the weights are generated stand-ins: good for speed, never for accuracy.</summary>
    public bool SyntheticWeights { get; init; }

    /// <summary>Whether the inputs are generated stand-ins.</summary>
    public bool SyntheticData { get; init; }

    /// <summary>Start of the session, ISO 8601 in UTC.</summary>
    public required string StartedUtc { get; init; }

    /// <summary>End of the session, ISO 8601 in UTC; null while it runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishedUtc { get; init; }

    /// <summary>The command line, one argument an element.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>The backend that ran, and why this one.</summary>
    public required BackendData Backend { get; init; }

    /// <summary>Versions of the programs and libraries involved.</summary>
    public required VersionsData Versions { get; init; }

    /// <summary>The model; null when none is loaded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ModelData? Model { get; init; }

    /// <summary>Where the samples came from.</summary>
    public required DataSourceData Data { get; init; }

    /// <summary>The machine.</summary>
    public required SystemData System { get; init; }

    /// <summary>One entry per scenario and mode, in the order in which they ran.</summary>
    public required IReadOnlyList<RunData> Runs { get; init; }

    /// <summary>Judgements about the session as a whole, one sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
