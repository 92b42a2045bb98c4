using NativeBench.Cli.Parsing;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>A set of constraints that a run is made under.</summary>
/// <param name="Name">As --rules takes it.</param>
/// <param name="Note">The label that every output carries.</param>
/// <param name="IsRound">Whether it's an MLPerf round, whose mlperf.conf is applied by LoadGen's own loader.</param>
/// <param name="MinDurationMs">Shortest run in ms; not read for a round.</param>
internal sealed record Rules(string Name, string Note, bool IsRound, long MinDurationMs = 0)
{
    /// <summary>About ten seconds a scenario, with the seeds and the statistics of the current round.</summary>
    public static Rules Quick { get; } =
        new("quick", "quick rules: about 10 s a scenario, not an MLPerf result", IsRound: false, MinDurationMs: 10_000);

    /// <summary>Quick rules for the null backend, whose tens of millions of queries a second all leave a record.</summary>
    public static Rules QuickNull { get; } =
        Quick with { Note = "quick rules: 20 ms a scenario for the null backend, not an MLPerf result", MinDurationMs = 20 };

    /// <summary>The constraints of MLPerf Inference 6.1, from LoadGen's built-in mlperf.conf.</summary>
    public static Rules V61 { get; } = new("v6.1", "constraints of MLPerf Inference v6.1, not a submitted result", IsRound: true);

    /// <summary>The interval that rounds 0.5 to 1.1 had for most models (20 queries a second in their mlperf.conf).</summary>
    public const double QuickIntervalNs = 50_000_000;

    private static readonly string[] s_later = ["v2.0", "mobile-v2.0", "tiny-v0.7"];

    /// <summary>The rules of a name; null is quick.</summary>
    public static Rules Find(string? name) => name switch
    {
        null or "quick" => Quick,
        "v6.1" => V61,
        _ when s_later.Contains(name) => throw new UsageException($"--rules {name} comes with a later version; known now: quick, v6.1."),
        _ => throw new UsageException($"--rules knows quick, v6.1; found '{name}'.{NearestName.Hint(name, ["quick", "v6.1"])}"),
    };

    /// <summary>The settings that everything else is laid over.</summary>
    public TestSettings Start(TestScenario scenario, TestMode mode)
    {
        var settings = new TestSettings { Scenario = scenario, Mode = mode };
        if (IsRound)
            return settings;
        return settings with
        {
            QslRngSeed = 2085463073848966840,
            SampleIndexRngSeed = 2747215439041700203,
            ScheduleRngSeed = 16159082839903944936,
            MinDurationMs = mode == TestMode.FindPeakPerformance ? MinDurationMs / 5 : MinDurationMs,
            MinQueryCount = QuickQueryCount(scenario),
            MultiStreamFixedIntervalNs = QuickIntervalNs,
        };
    }

    /// <summary>
    /// Fewest queries: at 99 % early stopping needs 662 to let one late query pass, so a verdict with fewer couldn't be VALID.
    /// The fixed interval has no early stopping; 200 are ten seconds, and let one query be late.
    /// </summary>
    private static long QuickQueryCount(TestScenario scenario) => scenario switch
    {
        TestScenario.MultiStream or TestScenario.Server => 662,
        TestScenario.MultiStreamFixedInterval => 200,
        _ => 100,
    };
}
