using NativeBench.LoadGen;
using NativeBench.LoadGen.Scheduling;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Scheduling;

public sealed class QueryPlanTests
{
    [Test]
    public void A_plan_is_what_a_run_issues([Values] TestScenario scenario, [Values(TestMode.PerformanceOnly, TestMode.AccuracyOnly, TestMode.SubmissionRun)] TestMode mode)
    {
        var settings = new TestSettings
        {
            Scenario = scenario,
            Mode = mode,
            MinDurationMs = 50,
            MinQueryCount = 300,
            SingleStreamExpectedLatencyNs = 1e6,
            ServerTargetQps = 2000,
            MultiStreamSamplesPerQuery = 3,
            QslRngSeed = 1,
            SampleIndexRngSeed = 2,
            ScheduleRngSeed = 3,
        };
        var time = new VirtualTime();
        using var system = new SimulatedSystem(new SimulatedBehaviour { Base = 100 }, time);
        using var output = new TemporaryFolder();
        LoadGenerator.StartTest(
            system,
            new SimulatedLibrary(70, 20),
            settings,
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { TimeSource = time });

        // Runs may end before the plan does; they never leave it.
        var (sizes, samples) = system.TakeCalls();
        var planned = QueryPlan.Enumerate(settings, 70, 20).Select(q => q.Samples.ToArray()).ToArray();
        Assert.That(planned.Take(sizes.Count).Select(q => q.Length), Is.EqualTo(sizes));
        Assert.That(planned.SelectMany(q => q).Take(samples.Count), Is.EqualTo(samples.Select(s => s.Index)));
    }
}
