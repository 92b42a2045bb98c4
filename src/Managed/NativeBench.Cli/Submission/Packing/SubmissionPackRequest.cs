using System.Collections.Immutable;
using NativeBench.Catalog;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>What <c>submission pack</c> was asked. Null where nothing was said.</summary>
internal sealed record SubmissionPackRequest
{
    /// <summary>The folders as typed.</summary>
    public required ImmutableArray<string> Folders { get; init; }

    public required SuiteCatalog Catalog { get; init; }

    public string? Round { get; init; }

    public string? Division { get; init; }

    public string? Category { get; init; }

    public string? Submitter { get; init; }

    /// <summary>The system's name in paths.</summary>
    public string? System { get; init; }

    /// <summary>A file with the system's description.</summary>
    public string? SystemFile { get; init; }

    /// <summary>Values of the system's description.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>Values of the measurements files.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Measurements { get; init; } = [];

    /// <summary>Scenarios that are taken from another's runs: MultiStream from SingleStream, ….</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Inferred { get; init; } = [];

    /// <summary>The official name, of a benchmark with several.</summary>
    public string? Variant { get; init; }

    /// <summary>Open division: the submitter's own name of the model.</summary>
    public string? ModelName { get; init; }

    public string? CodeFolder { get; init; }

    public string? CalibrationFile { get; init; }

    public string? FullLogs { get; init; }

    public string? Output { get; init; }

    public bool IsRehearsal { get; init; }

    /// <summary>Whether the check of the tree takes accuracy runs over a part of the data set.</summary>
    public bool SkipDatasetSize { get; init; }

    public bool Json { get; init; }

    public bool Quiet { get; init; }
}
