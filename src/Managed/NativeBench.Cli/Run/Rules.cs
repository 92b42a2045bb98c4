using NativeBench.Catalog;
using NativeBench.Cli.Parsing;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>A set of constraints that a run is made under.</summary>
/// <param name="Name">As --rules takes it.</param>
/// <param name="Note">The label that every output carries.</param>
/// <param name="MinDurationMs">Shortest run in ms; not read for a round.</param>
internal sealed record Rules(string Name, string Note, long MinDurationMs = 0)
{
    /// <summary>About ten seconds a scenario, with the seeds and the statistics of the current round.</summary>
    public static Rules Quick { get; } =
        new("quick", "quick rules: about 10 s a scenario, not an MLPerf result", MinDurationMs: 10_000);

    /// <summary>Quick rules for the null backend, whose tens of millions of queries a second all leave a record.</summary>
    public static Rules QuickNull { get; } =
        Quick with { Note = "quick rules: 20 ms a scenario for the null backend, not an MLPerf result", MinDurationMs = 20 };

    /// <summary>The constraints of MLPerf Inference 6.1, from LoadGen's built-in mlperf.conf.</summary>
    public static Rules V61 { get; } = ForRound("v6.1");

    /// <summary>The interval that rounds 0.5 to 1.1 had for most models (20 queries a second in their mlperf.conf).</summary>
    public const double QuickIntervalNs = 50_000_000;

    private const string QuickName = "quick";

    /// <summary>The round's own definition; null for quick rules.</summary>
    public RoundDefinition? Round { get; private init; }

    /// <summary>The benchmark that they are for, whose constraints go over the round's; null for a model of the user's own.</summary>
    public BenchmarkFacts? Benchmark { get; init; }

    /// <summary>What the benchmark says about the round; null if it says nothing.</summary>
    public RoundFacts? BenchmarkRound => Benchmark?.Rounds.GetValueOrDefault(Name);

    /// <summary>Whether it's the rules of no round.</summary>
    public bool IsQuick => Round is null;

    /// <summary>Whether it's an MLPerf round.</summary>
    public bool IsRound => Round is not null;

    /// <summary>Whether LoadGen's own loader applies its built-in mlperf.conf.</summary>
    public bool HasBuiltInConf => Name == "v6.1";

    /// <summary>The rules of a name; null is quick.</summary>
    public static Rules Find(string? name)
    {
        if (name is null or QuickName)
            return Quick;
        string[] known = [QuickName, .. RoundDefinition.Names];
        return RoundDefinition.Names.Contains(name)
            ? ForRound(name)
            : throw new UsageException($"--rules knows {string.Join(", ", known)}; found '{name}'.{NearestName.Hint(name, known)}");
    }

    /// <summary>The scenarios that are run if none is named: the benchmark's in this round, or those that the round requires of a kind of system.</summary>
    public IReadOnlyList<TestScenario>? DefaultScenarios(string? systemType)
    {
        if (Round is null || BenchmarkRound is not { } facts)
            return Round is null ? CompositeScenarios() : Known(Round.Scenarios.Keys);
        if (systemType is null)
            return facts.Scenarios.IsEmpty ? Known(Round.Scenarios.Keys) : Known(facts.Scenarios.Keys);
        return Known(Required(systemType).Select(static group => group[0]));
    }

    private bool IsComposite => Benchmark?.Pipeline?.Execution is not null;

    /// <summary>Where a sample takes seconds or minutes, the scenarios that any round has for the benchmark; others are run if they're named.</summary>
    private IReadOnlyList<TestScenario>? CompositeScenarios() =>
        IsComposite && Known(Benchmark!.Rounds.Values.SelectMany(static r => r.Scenarios.Keys)) is { Count: > 0 } scenarios ? scenarios : null;

    /// <summary>What the round requires of a kind of system: each group with one of its scenarios.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Required(string systemType, string option = "--system-type") => BenchmarkRound is { } facts
        && (facts.RequiredScenarios.TryGetValue(systemType, out var groups) || facts.RequiredScenarios.TryGetValue("all", out groups))
            ? [.. groups.Select(static g => (IReadOnlyList<string>)[.. g])]
            : throw new UsageException($"{option} {systemType}: {Name} has no {Benchmark?.Id ?? "such benchmark"} for {systemType} systems.");

    /// <summary>The settings that everything else is laid over.</summary>
    public TestSettings Start(TestScenario scenario, TestMode mode)
    {
        var settings = new TestSettings { Scenario = scenario, Mode = mode };
        if (Round is null)
            return StartQuick(settings);
        return HasBuiltInConf ? settings : RoundSettings.Apply(settings, Round, Benchmark);
    }

    private TestSettings StartQuick(TestSettings settings) => settings with
    {
        QslRngSeed = 2085463073848966840,
        SampleIndexRngSeed = 2747215439041700203,
        ScheduleRngSeed = 16159082839903944936,
        MinDurationMs = settings.Mode == TestMode.FindPeakPerformance ? MinDurationMs / 5 : MinDurationMs,
        MinQueryCount = QuickQueryCount(settings.Scenario, IsComposite),
        MultiStreamFixedIntervalNs = QuickIntervalNs,
    };

    private static Rules ForRound(string name)
    {
        var round = RoundDefinition.Find(name)!;
        return new Rules(name, $"constraints of {round.Title}, not a submitted result") { Round = round };
    }

    private static IReadOnlyList<TestScenario> Known(IEnumerable<string> names) =>
        [.. Enum.GetValues<TestScenario>().Where(s => names.Contains(s.ToString()))];

    /// <summary>
    /// Fewest queries: at 99 % early stopping needs 662 to let one late query pass, so a verdict with fewer couldn't be VALID.
    /// The fixed interval has no early stopping; 200 are ten seconds, and let one query be late. Where a sample takes many inferences,
    /// and maybe minutes, the streams have the 64 that early stopping needs at 90 %, and Offline two dozen.
    /// </summary>
    private static long QuickQueryCount(TestScenario scenario, bool isComposite) => scenario switch
    {
        TestScenario.MultiStream or TestScenario.Server => 662,
        TestScenario.SingleStream when isComposite => 64,
        TestScenario.Offline when isComposite => 24,
        TestScenario.MultiStreamFixedInterval => 200,
        _ => 100,
    };
}
