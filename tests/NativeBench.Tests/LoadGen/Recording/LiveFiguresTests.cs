using CsCheck;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Recording;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Recording;

/// <summary>What a display sees of a running test, and that looking changes nothing.</summary>
public sealed class LiveFiguresTests
{
    [Test]
    public void A_histograms_percentile_is_at_most_a_sixty_fourth_above_the_exact_one()
        => Gen.Select(Gen.OneOf(Gen.Long[0, 200], Gen.Long[0, 1L << 40]).Array[1, 500], Gen.Int[0, 9999]).Sample(static (values, tenThousandths) =>
        {
            double fraction = tenThousandths / 10_000.0;
            var histogram = new LatencyHistogram();
            foreach (long value in values)
                histogram.Add(value);
            long exact = values.Order().ElementAt((int)(values.Length * fraction));
            long found = histogram.At(fraction);
            return found >= exact && found <= exact + (exact / 64) + 1;
        });

    [Test]
    public void Looking_at_a_running_test_sees_its_latencies_and_changes_none([Values(1, 3, 50)] int every)
    {
        var watched = Run(every, out var seen);
        var alone = Run(int.MaxValue, out _);
        var last = seen[^1];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(watched.Performance!.SampleLatency, Is.EqualTo(alone.Performance!.SampleLatency));
            Assert.That(watched.Performance.CompletedSamplesPerSecond, Is.EqualTo(alone.Performance.CompletedSamplesPerSecond));
            Assert.That(last.P99Ns, Is.EqualTo((double)alone.Performance.SampleLatency.P99Ns).Within(1.6).Percent);
            Assert.That(last.P50Ns, Is.EqualTo((double)alone.Performance.SampleLatency.P50Ns).Within(1.6).Percent);

            // The last two thirds of the run are ten times slower, and last longer than the five seconds that count as recent.
            Assert.That(last.RecentP50Ns, Is.EqualTo(10_000_000.0).Within(1.6).Percent);
            Assert.That(last.RecentSamplesPerS, Is.EqualTo(200).Within(20), "arrivals are random, about 1,000 of them in five seconds");
            Assert.That(last.RecentS, Is.InRange(4, 5));
            Assert.That(seen[0].RecentS, Is.LessThan(4));
            Assert.That(seen, Has.All.Matches<SeriesSnapshot>(static look => look.SamplesIssued >= look.SamplesCompleted));
            Assert.That(seen[seen.Count / 4].RecentP99Ns, Is.EqualTo(1_000_000.0).Within(1.6).Percent);
        }
    }

    /// <summary>60,000 quick queries and 40,000 slow ones, more of either than a look takes: each record counts for those it stands for.</summary>
    [Test]
    public void Of_many_records_a_look_takes_some_and_counts_them_for_all()
    {
        const int Quick = 60_000;
        const int All = 100_000;
        var looks = Stream(All, static query => query < Quick ? 1_000 : 10_000, static query => query is Quick or All - 1);
        var last = looks[^1];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(looks[0].P99Ns, Is.EqualTo(1_000.0).Within(1.6).Percent);
            Assert.That(last.P50Ns, Is.EqualTo(1_000.0).Within(1.6).Percent, "three in five");
            Assert.That(last.P99Ns, Is.EqualTo(10_000.0).Within(1.6).Percent);
            Assert.That(last.RecentSamplesPerS * last.RecentS, Is.EqualTo(All - 1).Within(1e-6), "the count is LoadGen's own");
        }
    }

    /// <summary>Every tenth query is slow, and a look takes every tenth record: neither all of the slow ones nor none.</summary>
    [Test]
    public void What_comes_back_regularly_is_neither_always_hit_nor_missed()
    {
        const int All = 10 * LiveFigures.MostPerLook;
        var last = Stream(All, static query => query % 10 == 9 ? 50_000 : 1_000, static query => query == All - 1)[^1];
        Assert.That(last.P50Ns, Is.EqualTo(1_000.0).Within(1.6).Percent);
        Assert.That(last.P99Ns, Is.EqualTo(50_000.0).Within(1.6).Percent);
    }

    /// <summary>20,000 queries in flight at each look, more than are followed.</summary>
    [Test]
    public void Queries_in_flight_are_followed_until_they_are_done()
    {
        using var output = new TemporaryFolder();
        var time = new VirtualTime();
        var progress = new TestProgress();
        SeriesSnapshot? last = null;
        LoadGenerator.StartTest(
            new ScriptedSystem(
                time,
                (query, _) =>
                {
                    if (query % 5000 == 4999)
                        last = progress.Read();
                    return query % 5 < 3 ? 15_000_000 : 30_000_000;
                },
                async: true),
            new SimulatedLibrary(40, 30),
            new TestSettings { Scenario = TestScenario.Server, MinDurationMs = 0, MinQueryCount = 100_000, ServerTargetQps = 1e6, ServerTargetLatencyNs = 1_000_000_000 },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { TimeSource = time, Progress = progress });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(last!.SamplesIssued - last.SamplesCompleted, Is.GreaterThan(2 * LiveFigures.MostPerLook));
            Assert.That(last.P50Ns, Is.EqualTo(15_000_000.0).Within(1.6).Percent, "three in five");
            Assert.That(last.P99Ns, Is.EqualTo(30_000_000.0).Within(1.6).Percent);
        }
    }

    /// <summary>A SingleStream run of so many queries; what was seen where <paramref name="looksAt"/> says.</summary>
    private static List<SeriesSnapshot> Stream(int queries, Func<int, long> serviceNs, Func<int, bool> looksAt)
    {
        using var output = new TemporaryFolder();
        var time = new VirtualTime();
        var progress = new TestProgress();
        var looks = new List<SeriesSnapshot>();
        LoadGenerator.StartTest(
            new ScriptedSystem(
                time,
                (query, _) =>
                {
                    if (looksAt(query))
                        looks.Add(progress.Read()!);
                    return serviceNs(query);
                },
                async: false),
            new SimulatedLibrary(40, 30),
            new TestSettings { Scenario = TestScenario.SingleStream, MinDurationMs = 0, MinQueryCount = queries },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { TimeSource = time, Progress = progress });
        return looks;
    }

    private static TestResult Run(int every, out List<SeriesSnapshot> seen)
    {
        using var output = new TemporaryFolder();
        var time = new VirtualTime();
        var progress = new TestProgress();
        var looks = new List<SeriesSnapshot>();
        var result = LoadGenerator.StartTest(
            new ScriptedSystem(
                time,
                (query, _) =>
                {
                    if (query % every == 0 && progress.Read() is { SamplesCompleted: > 0 } snapshot)
                        looks.Add(snapshot);
                    return query < 1000 ? 1_000_000 : 10_000_000;
                },
                async: true),
            new SimulatedLibrary(40, 30),
            new TestSettings { Scenario = TestScenario.Server, MinDurationMs = 0, MinQueryCount = 3000, ServerTargetQps = 200, ServerTargetLatencyNs = 1_000_000_000 },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { TimeSource = time, Progress = progress });
        seen = looks;
        return result;
    }
}
