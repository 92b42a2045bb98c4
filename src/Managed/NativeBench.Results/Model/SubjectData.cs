using System.Text.Json.Serialization;

namespace NativeBench.Results;

/// <summary>The backend that ran.</summary>
public sealed record BackendData
{
    /// <summary>As --backend said.</summary>
    public required string Requested { get; init; }

    /// <summary>What was taken.</summary>
    public required string Name { get; init; }

    /// <summary>Why, in one clause.</summary>
    public required string Reason { get; init; }

    /// <summary>False for the null backend, which answers without looking at its inputs.</summary>
    public required bool Computes { get; init; }
}

/// <summary>Versions.</summary>
public sealed record VersionsData
{
    /// <summary>This program, with the source revision.</summary>
    public required string Nativebench { get; init; }

    /// <summary>Whether the program was compiled without optimisation.</summary>
    public bool DebugBuild { get; init; }

    /// <summary>The load generator that ran.</summary>
    public required string Loadgen { get; init; }

    /// <summary>The official LoadGen whose behaviour it has.</summary>
    public required string LoadgenBehavesAs { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Dotnet { get; init; }

    /// <summary>Library and version of the backend; null when there's no library behind it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Backend { get; init; }
}

/// <summary>The model.</summary>
public sealed record ModelData
{
    /// <summary>Where it was read from.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>What the file says about weights that don't come from training; null for trained ones.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Weights { get; init; }

    /// <summary>Inputs with their types and shapes.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Outputs with their types and shapes.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }
}

/// <summary>Where the samples came from.</summary>
public sealed record DataSourceData
{
    /// <summary>embedded, folder, random or none.</summary>
    public required string Kind { get; init; }

    /// <summary>For people.</summary>
    public required string Description { get; init; }

    /// <summary>The folder, if it is one; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Path { get; init; }

    /// <summary>SHA-256 over all that is read from files, lower-case hex; null if nothing is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Sha256 { get; init; }

    /// <summary>Seed of random data.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Samples of the library.</summary>
    public required long SampleCount { get; init; }
}
