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

    /// <summary>The system's name in paths; one for each machine.</summary>
    public IReadOnlyList<Scoped<string>> Systems { get; init; } = [];

    /// <summary>Files with systems' descriptions, by the system's name.</summary>
    public IReadOnlyList<Scoped<string>> SystemFiles { get; init; } = [];

    /// <summary>Values of the systems' descriptions.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>Values of the measurements files.</summary>
    public IReadOnlyList<Scoped<KeyValuePair<string, string>>> Measurements { get; init; } = [];

    /// <summary>Scenarios that are taken from another's runs: MultiStream from SingleStream, ….</summary>
    public IReadOnlyList<Scoped<KeyValuePair<string, string>>> Inferred { get; init; } = [];

    /// <summary>The official name, of a benchmark with several.</summary>
    public IReadOnlyList<Scoped<string>> Variants { get; init; } = [];

    /// <summary>Open division: the submitter's own name of a model.</summary>
    public IReadOnlyList<Scoped<string>> ModelNames { get; init; } = [];

    public IReadOnlyList<Scoped<string>> CodeFolders { get; init; } = [];

    public IReadOnlyList<Scoped<string>> CalibrationFiles { get; init; } = [];

    public string? FullLogs { get; init; }

    public string? Output { get; init; }

    public bool IsRehearsal { get; init; }

    /// <summary>Whether the check of the tree takes accuracy runs over a part of the data set.</summary>
    public bool SkipDatasetSize { get; init; }

    public bool Json { get; init; }

    public bool Quiet { get; init; }
}
