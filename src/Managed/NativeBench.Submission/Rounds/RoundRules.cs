using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using NativeBench.Submission.Packing;

namespace NativeBench.Submission.Rounds;

/// <summary>
/// What the submission checker of a round asks for, as data: <c>Rounds/*.json</c> hold the figures of
/// mlcommons/inference <c>tools/submission/submission_checker/constants.py</c>, of older rounds <c>submission-checker.py</c>.
/// </summary>
public sealed record RoundRules
{
    /// <summary>The rounds that are built in, the newest first.</summary>
    public static ImmutableArray<string> Known { get; } = ["v6.1", "v6.0", "v5.1", "v2.0"];

    /// <summary>Its name, such as v6.1.</summary>
    public required string Round { get; init; }

    /// <summary>Where the figures are from.</summary>
    public required string Source { get; init; }

    /// <summary>The random seeds that every run of the round has to use.</summary>
    public required RoundSeeds Seeds { get; init; }

    /// <summary>
    /// Whether the round's checker (the single file of older rounds) prints what is wrong with seeds, durations, measurements and
    /// compliance tests and accepts the tree nevertheless; but an INVALID result it rejects.
    /// </summary>
    public bool OnlyReports { get; init; }

    /// <summary>Names of folders that stand for an official name.</summary>
    public required ImmutableSortedDictionary<string, string> FolderNames { get; init; }

    /// <summary>The benchmarks by their official names.</summary>
    public required ImmutableSortedDictionary<string, BenchmarkRules> Benchmarks { get; init; }

    /// <summary>Up to v5.1: measurements/, compliance/ and code/ beside results/. Since v6.0 all is under results/, and code is src/.</summary>
    [JsonIgnore]
    public bool HasSeparateFolders => TreeLayout.HasSeparateFolders(Round);

    /// <summary>The rules of a round, or null if they aren't built in.</summary>
    public static RoundRules? Find(string round)
    {
        using var stream = typeof(RoundRules).Assembly.GetManifestResourceStream($"rounds/{round}.json");
        return stream is null ? null : JsonSerializer.Deserialize(stream, RoundJson.Default.RoundRules);
    }

    /// <summary>
    /// The official name of a benchmark's folder: itself, a name that stands for it, the submitter's own mapping (open division),
    /// or what its name lets guess; null if none of these is a benchmark of the round.
    /// </summary>
    public string? OfficialName(string folder, IReadOnlyDictionary<string, string> ownNames)
    {
        if (Benchmarks.ContainsKey(folder))
            return folder;

        // The submitter's mapping has to give an official name, not one that stands for it; what a name lets guess may.
        string? name = FolderNames.GetValueOrDefault(folder) ?? (ownNames.GetValueOrDefault(folder) is { Length: > 0 } own ? own : null);
        if (name is null && Guess(folder) is { } guess)
            name = FolderNames.GetValueOrDefault(guess, guess);
        return name is not null && Benchmarks.ContainsKey(name) ? name : null;
    }

    private static string? Guess(string folder)
    {
        bool Has(string part) => folder.Contains(part, StringComparison.Ordinal);
        if (Has("mobilenet") || Has("efficientnet") || Has("resnet50"))
            return "resnet";
        return Has("bert-99.9") ? "bert-99.9" : Has("bert-99") ? "bert-99" : Has("llama3_1-405b") ? "llama3.1-405b" : null;
    }
}

/// <summary>A round's random seeds.</summary>
/// <param name="QslRngSeed">Of the sets that are loaded.</param>
/// <param name="SampleIndexRngSeed">Of the samples in queries.</param>
/// <param name="ScheduleRngSeed">Of Server's times.</param>
public sealed record RoundSeeds(ulong QslRngSeed, ulong SampleIndexRngSeed, ulong ScheduleRngSeed);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RoundRules))]
internal sealed partial class RoundJson : JsonSerializerContext;
