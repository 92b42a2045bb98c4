using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Time;

public sealed class ThreadAffinityTests
{
    [Test]
    public void A_core_that_there_is_not_is_refused_by_its_number()
    {
        var refused = Assert.Throws<LoadGenException>(static () => ThreadAffinity.To(8000));
        Assert.That(refused!.Message, Does.StartWith("The issuing thread can't be bound to core 8000: "));
    }

    [Test]
    public void The_issuing_thread_is_bound_while_it_issues_and_free_afterwards()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Only Linux tells which cores a thread may use.");
        string before = Allowed();
        string within = "";
        int core = FirstOf(before);
        using var output = new TemporaryFolder();
        var system = new AskingSystem(() => within = Allowed());
        var result = LoadGenerator.StartTest(
            system,
            new SimulatedLibrary(4, 4),
            new TestSettings { MinDurationMs = 0, MinQueryCount = 3 },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { IssueCore = core });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
            Assert.That(within, Is.EqualTo(core.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            Assert.That(Allowed(), Is.EqualTo(before));
        }
    }

    [Test]
    public void A_core_that_there_is_not_fails_the_test_with_a_sentence()
    {
        using var output = new TemporaryFolder();
        var result = LoadGenerator.StartTest(
            new AskingSystem(static () => { }),
            new SimulatedLibrary(4, 4),
            new TestSettings { MinDurationMs = 0, MinQueryCount = 3 },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { IssueCore = 8000 });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
        Assert.That(result.Reason, Does.Contain("can't be bound to core 8000"));
    }

    private static string Allowed() => File.ReadLines("/proc/thread-self/status")
        .First(static line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal))["Cpus_allowed_list:".Length..].Trim();

    private static int FirstOf(string list) => int.Parse(list.Split(',', '-')[0], System.Globalization.CultureInfo.InvariantCulture);

    private sealed class AskingSystem(Action onQuery) : ISystemUnderTest
    {
        private IResponseSink? _sink;

        public string Name => "asking";

        public void StartTest(IResponseSink responses) => _sink = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            onQuery();
            _sink!.QuerySamplesComplete([new QuerySampleResponse(samples[0].Id, 0, 0)]);
        }

        public void FlushQueries()
        {
        }
    }
}
