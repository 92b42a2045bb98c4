using NativeBench.Cli.Output;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>
/// Turns the warm-up's figures into what LoadGen has to know in advance, with room for a noisy machine. What the user gave
/// is left alone.
/// </summary>
internal static class QuickEstimator
{
    /// <summary>
    /// The streams are told half of the fastest latency: LoadGen then has queries for at least four times what is needed,
    /// and as it makes them when they're due, queries that aren't needed cost nothing.
    /// </summary>
    public const double LatencyShare = 0.5;

    /// <summary>Offline's one query must last the minimum duration even if the warm-up was somewhat slow.</summary>
    public const double OfflineMargin = 1.2;

    /// <summary>Server's rate as a share of what one sample at a time reaches.</summary>
    public const double ServerShare = 0.5;

    /// <summary>A fixed interval's samples as a share of what the warm-up would do in that time.</summary>
    public const double IntervalShare = 0.5;

    /// <summary>Server's bound where no rule sets one: LoadGen's default (mlcommons/inference <c>loadgen/test_settings.h</c>).</summary>
    public const long DefaultServerBoundNs = 100_000_000;

    // Only the null backend is faster than these. What they bound is memory: every query leaves a record.
    private const double ShortestExpectedNs = 10;
    private const double HighestServerQps = 20_000;
    private const long MostSamplesPerInterval = 1 << 16;

    /// <summary>Estimates for one scenario under settings that have everything else.</summary>
    public static Estimates For(
        TestScenario scenario, TestSettings settings, WarmUpFigures figures, ExplicitSettings given, Rules rules, long? benchmarkBoundNs) =>
        scenario switch
        {
            TestScenario.SingleStream => SingleStream(settings, figures, given),
            TestScenario.MultiStream => MultiStream(settings, figures, given),
            TestScenario.MultiStreamFixedInterval => FixedInterval(settings, figures, given),
            TestScenario.Server => Server(settings, figures, given, rules, benchmarkBoundNs),
            _ => Offline(settings, figures, given),
        };

    private static Estimates SingleStream(TestSettings settings, WarmUpFigures figures, ExplicitSettings given)
    {
        var seconds = StreamSeconds(settings, figures);
        if (given.SingleStreamLatency)
            return new Estimates { ExpectedSeconds = seconds };
        var expected = Expected(figures);
        return new Estimates
        {
            SingleStreamLatencyNs = expected,
            ExpectedSeconds = seconds,
            Choices = [new Choice("single_stream_expected_latency_ns", Units.Time(expected), $"half of the fastest in the warm-up, {Units.Time(figures.MinNs)}")],
        };
    }

    private static Estimates MultiStream(TestSettings settings, WarmUpFigures figures, ExplicitSettings given)
    {
        var seconds = StreamSeconds(settings, figures);
        if (given.MultiStreamLatency)
            return new Estimates { ExpectedSeconds = seconds };
        var expected = Expected(figures);
        return new Estimates
        {
            MultiStreamLatencyNs = expected,
            ExpectedSeconds = seconds,
            Choices =
            [
                new Choice("multi_stream_expected_latency_ns", Units.Time(expected),
                    Units.Invariant($"half of the fastest {settings.MultiStreamSamplesPerQuery} samples in the warm-up, {Units.Time(figures.MinNs)}")),
            ],
        };
    }

    private static Estimates FixedInterval(TestSettings settings, WarmUpFigures figures, ExplicitSettings given)
    {
        var interval = settings.MultiStreamFixedIntervalNs;
        var choices = new List<Choice>();
        if (!given.FixedInterval)
            choices.Add(new Choice("multi_stream_target_qps", Units.Rate(1e9 / interval) + " queries/s", $"an interval of {Units.Time(interval)}, as rounds 0.5 to 1.1 had for most models"));
        long? samples = null;
        if (!given.FixedIntervalSamples)
        {
            samples = Math.Clamp((long)(IntervalShare * figures.SamplesPerSecond * interval / 1e9), 1, MostSamplesPerInterval);
            choices.Add(new Choice("multi_stream_samples_per_query", Units.Count(samples.Value),
                Units.Invariant($"half an interval's work at the {Units.Rate(figures.SamplesPerSecond)} samples/s of the warm-up; --mode find-peak searches the most")));
        }

        return new Estimates
        {
            FixedIntervalSamples = samples,
            Choices = choices,
            ExpectedSeconds = Math.Max(settings.MinDurationMs / 1e3, settings.MinQueryCount * interval / 1e9),
        };
    }

    private static Estimates Server(
        TestSettings settings, WarmUpFigures figures, ExplicitSettings given, Rules rules, long? benchmarkBoundNs)
    {
        var choices = new List<Choice>();
        long? bound = null;
        if (!given.ServerLatency && !rules.IsRound)
        {
            bound = benchmarkBoundNs ?? OwnBound(figures);
            choices.Add(new Choice("server_target_latency_ns", Units.Time(bound.Value), benchmarkBoundNs is not null
                ? "the benchmark's own"
                : bound == DefaultServerBoundNs
                    ? "LoadGen's default"
                    : $"ten times the p99 of {Units.Time(figures.P99Ns)} in the warm-up, as five times it exceeds {Units.Time(DefaultServerBoundNs)}"));
        }

        double? rate = null;
        if (!given.ServerQps)
        {
            rate = Units.FloorTo(Math.Min(HighestServerQps, ServerShare * 1e9 / figures.MeanNs), 2);
            choices.Add(new Choice("server_target_qps", Units.Rate(rate.Value) + " queries/s",
                $"{(rate < HighestServerQps ? "half" : "less than half")} of what one sample at a time ({Units.Time(figures.MeanNs)}) reached in the warm-up"));
        }

        return new Estimates
        {
            ServerLatencyNs = bound,
            ServerQps = rate,
            Choices = choices,
            ExpectedSeconds = Math.Max(settings.MinDurationMs / 1e3, settings.MinQueryCount / (rate ?? settings.ServerTargetQps)),
        };
    }

    private static Estimates Offline(TestSettings settings, WarmUpFigures figures, ExplicitSettings given)
    {
        if (!given.OfflineQps)
            return OfflineFrom(figures.SamplesPerSecond, "in the warm-up", settings);
        return new Estimates { ExpectedSeconds = OfflineSeconds(settings, settings.OfflineExpectedQps, figures.SamplesPerSecond) };
    }

    /// <summary>Offline's estimate from a rate that was seen.</summary>
    public static Estimates OfflineFrom(double samplesPerSecond, string where, TestSettings settings)
    {
        var expected = Units.CeilingTo(OfflineMargin * samplesPerSecond, 3);
        return new Estimates
        {
            OfflineQps = expected,
            ExpectedSeconds = OfflineSeconds(settings, expected, samplesPerSecond),
            Choices =
            [
                new Choice("offline_expected_qps", Units.Rate(expected) + " samples/s",
                    $"{Units.Rate(samplesPerSecond)} {where}, and a fifth more so that the query lasts long enough"),
            ],
        };
    }

    private static double OfflineSeconds(TestSettings settings, double expected, double samplesPerSecond) =>
        Math.Max(settings.MinQueryCount, 1.1 * settings.MinDurationMs / 1e3 * expected) / samplesPerSecond;

    private static double Expected(WarmUpFigures figures) =>
        Math.Max(ShortestExpectedNs, Math.Round(LatencyShare * figures.MinNs));

    private static double StreamSeconds(TestSettings settings, WarmUpFigures figures) =>
        Math.Max(settings.MinDurationMs / 1e3, settings.MinQueryCount * figures.MeanNs / 1e9);

    private static long OwnBound(WarmUpFigures figures) =>
        5 * figures.P99Ns <= DefaultServerBoundNs
            ? DefaultServerBoundNs
            : (long)Math.Ceiling(10 * figures.P99Ns / 1e6) * 1_000_000;
}
