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
