using System.Collections.Immutable;

namespace NativeBench.Submission.Packing;

/// <summary>What a tree is built from. Names are checked by <see cref="TreePacker"/>, files are read by it.</summary>
public sealed record PackRequest
{
    /// <summary>The round, such as v6.1.</summary>
    public required string Round { get; init; }

    /// <summary>closed or open.</summary>
    public required string Division { get; init; }

    /// <summary>The submitter's name, as its folder has it.</summary>
    public required string Submitter { get; init; }

    /// <summary>The systems, each with its results.</summary>
    public required ImmutableArray<PackedSystem> Systems { get; init; }

    /// <summary>Text of documentation/calibration.md.</summary>
    public required string Calibration { get; init; }

    /// <summary>The code of each benchmark, by its folder in the tree.</summary>
    public required ImmutableSortedDictionary<string, PackedCode> Code { get; init; }

    /// <summary>Open division: names of benchmark folders and the official ones that they stand for.</summary>
    public ImmutableSortedDictionary<string, string> ModelMapping { get => field ?? ImmutableSortedDictionary<string, string>.Empty; init; }

    /// <summary>What makes the tree a rehearsal, a sentence each; empty for one that can be submitted as far as that goes.</summary>
    public ImmutableArray<string> Rehearsal { get => field.IsDefault ? [] : field; init; }

    /// <summary>The folder that takes the accuracy logs before they're cut, at the tree's paths; null for none.</summary>
    public string? FullLogs { get; init; }
}

/// <summary>A system and what was measured on it.</summary>
public sealed record PackedSystem
{
    /// <summary>Its name in paths: letters, digits and <c>.-_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The content of systems/*.json.</summary>
    public required SystemFields Description { get; init; }

    /// <summary>Its results.</summary>
    public required ImmutableArray<PackedResult> Results { get; init; }
}

/// <summary>What a benchmark's code folder holds.</summary>
/// <param name="Files">Relative path to text.</param>
/// <param name="Folder">A folder with the submitter's code that is copied beside <paramref name="Files"/>; null for none.</param>
public sealed record PackedCode(ImmutableSortedDictionary<string, string> Files, string? Folder);

/// <summary>One result: a scenario of a benchmark.</summary>
public sealed record PackedResult
{
    /// <summary>The benchmark's folder in the tree.</summary>
    public required string Benchmark { get; init; }

    /// <summary>The scenario's folder in the tree.</summary>
    public required string Scenario { get; init; }

    /// <summary>The folder with the performance run's logs.</summary>
    public required string Performance { get; init; }

    /// <summary>The folder with the accuracy run's logs, whole.</summary>
    public required string Accuracy { get; init; }

    /// <summary>The lines of accuracy.txt before its hash.</summary>
    public required ImmutableArray<string> AccuracyLines { get; init; }

    /// <summary>Folders of verified compliance tests, named like the tests, as <see cref="Compliance.ComplianceVerifier"/> writes them.</summary>
    public ImmutableArray<string> Compliance { get => field.IsDefault ? [] : field; init; }

    /// <summary>Text of user.conf.</summary>
    public required string UserConf { get; init; }

    /// <summary>Text of mlperf.conf, for rounds that ask for it.</summary>
    public string? MlperfConf { get; init; }

    /// <summary>Text of README.md.</summary>
    public required string Readme { get; init; }

    /// <summary>The measurements file's keys: input_data_types, retraining, starting_weights_filename, weight_data_types, weight_transformations.</summary>
    public required ImmutableSortedDictionary<string, string> Measurements { get; init; }
}
