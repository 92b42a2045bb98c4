using System.Collections.Immutable;
using NativeBench.Catalog;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>A benchmark of a system with all its runs, from one folder or several.</summary>
internal sealed record SourceBenchmark
{
    /// <summary>The system's name in paths.</summary>
    public required string System { get; init; }

    /// <summary>What the round's checker calls it.</summary>
    public required string OfficialName { get; init; }

    /// <summary>The folders.</summary>
    public required ImmutableArray<PackSource> Sources { get; init; }

    /// <summary>The scenarios, each with the runs of all folders.</summary>
    public required ImmutableArray<SourceScenario> Scenarios { get; init; }

    public BenchmarkFacts Facts => Sources[0].Facts;

    /// <summary>The folders in words.</summary>
    public string Folders => string.Join(" and ", Sources.Select(static s => s.Typed));

    /// <summary>All good runs.</summary>
    public IEnumerable<SourceRun> Runs => Scenarios.SelectMany(static s => s.Runs);

    /// <summary>Puts folders together that hold parts of one benchmark, and tells where they can't be.</summary>
    /// <param name="sources">Folders of one benchmark on one system.</param>
    /// <param name="system">The system's name.</param>
    /// <param name="officialName">The benchmark's.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static SourceBenchmark Merge(IReadOnlyList<PackSource> sources, string system, string officialName, PackFindings findings)
    {
        foreach (var other in sources.Skip(1))
        {
            string[] differences = [.. Differences(sources[0], other)];
            if (differences.Length > 0)
                findings.Add($"{sources[0].Typed} and {other.Typed} can't be one result of {officialName}: {string.Join(", ", differences)}. Pack them apart, or make the runs alike.");
        }

        var scenarios = sources.SelectMany(static s => s.Scenarios).GroupBy(static s => s.Scenario).Select(group => new SourceScenario(
            group.Key,
            Only(group.Select(static s => s.Performance), findings),
            Only(group.Select(static s => s.Accuracy), findings),
            [.. group.SelectMany(static s => s.Tests).GroupBy(static t => t.Test).Select(tests => tests.Count() == 1 ? tests.First() : Twice(tests, findings))],
            [.. group.SelectMany(static s => s.NoGood)]));
        return new SourceBenchmark { System = system, OfficialName = officialName, Sources = [.. sources], Scenarios = [.. scenarios] };
    }

    /// <summary>What several folders of one benchmark must have in common.</summary>
    private static IEnumerable<string> Differences(PackSource one, PackSource other)
    {
        if (one.Division != other.Division)
            yield return $"division {one.Division} and {other.Division}";
        if (one.Round != other.Round)
            yield return $"round {one.Round} and {other.Round}";
        if (one.Runs.FirstOrDefault() is { } first && other.Runs.FirstOrDefault() is { } second)
        {
            foreach (string difference in RunLikeness.Systems(first.Both, second.Both))
                yield return difference;
        }
    }

    private static SourceRun? Only(IEnumerable<SourceRun?> runs, PackFindings findings)
    {
        SourceRun[] all = [.. runs.OfType<SourceRun>()];
        if (all.Length > 1)
            findings.Add($"{all[0].Name} is in {string.Join(" and in ", all.Select(static r => r.Folder))}: which one counts has to be clear. Leave one folder out.");
        return all.FirstOrDefault();
    }

    private static SourceTest Twice(IEnumerable<SourceTest> tests, PackFindings findings)
    {
        Only(tests.Select(static t => t.Run), findings);
        return tests.First();
    }
}
