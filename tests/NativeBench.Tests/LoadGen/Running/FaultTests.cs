using System.Globalization;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Running;

/// <summary>What goes wrong around LoadGen must not cost what was measured, and must be said.</summary>
public sealed class FaultTests
{
    private string _output = "";

    [SetUp]
    public void CreateOutput() => _output = Directory.CreateTempSubdirectory("nativebench-fault-").FullName;

    [TearDown]
    public void DeleteOutput() => Directory.Delete(_output, recursive: true);

    [Test]
    public void An_exception_in_IssueQuery_ends_the_test_and_keeps_the_results()
    {
        var result = RunSimulated(new SimulatedBehaviour { Base = 1000, Fault = "throw" });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
            Assert.That(result.Reason, Does.Contain("IssueQuery").And.Contain("SUT broke"));
            Assert.That(result.Performance!.CompletedSampleCount, Is.EqualTo(2));
            Assert.That(result.Performance.IsValid, Is.False);
            Assert.That(Summary(), Does.Contain("Result is : INVALID").And.Contain("See detailed log."));
            Assert.That(Detail(), Does.Contain("Test incomplete").And.Contain("\"result_validity\", \"value\": \"INVALID\""));
        }
    }

    [Test]
    public void A_sample_that_never_completes_is_named_after_the_time_out()
    {
        var result = LoadGenerator.StartTest(
            new ForgetfulSystem(forgets: 5),
            new SimulatedLibrary(10, 10),
            new TestSettings { Scenario = TestScenario.Offline, MinDurationMs = 0, MinQueryCount = 20 },
            Logs(),
            new StartTestOptions { CompletionTimeout = TimeSpan.FromMilliseconds(1), TimeSource = new MonotonicTimeSource(IssueWait.Sleep) });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
            Assert.That(result.Reason, Does.StartWith("1 of 20 samples did not complete").And.Contain("seq_id 5 (sample"));
            Assert.That(result.SamplesCompleted, Is.EqualTo(19));
            Assert.That(result.Performance!.CompletedSampleCount, Is.EqualTo(19));
        }
    }

    [Test]
    public void An_interrupted_test_is_marked_and_never_valid()
    {
        using var cancellation = new CancellationTokenSource();
        var result = LoadGenerator.StartTest(
            new CancellingSystem(cancellation, atQuery: 200),
            new SimulatedLibrary(10, 10),
            new TestSettings { MinDurationMs = 0, MinQueryCount = 100_000 },
            Logs(),
            new StartTestOptions { CancellationToken = cancellation.Token, TimeSource = new VirtualTime() });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Interrupted));
            Assert.That(result.Performance!.QueryCount, Is.EqualTo(200));
            Assert.That(result.Performance.IsValid, Is.False);
            Assert.That(Detail(), Does.Contain("The test was interrupted."));
            Assert.That(Summary(), Does.EndWith("1 ERROR encountered. See detailed log.\n"));
        }
    }

    [Test]
    public void An_interrupted_accuracy_run_leaves_a_closed_array()
    {
        using var cancellation = new CancellationTokenSource();
        var result = LoadGenerator.StartTest(
            new CancellingSystem(cancellation, atQuery: 3),
            new SimulatedLibrary(10, 10),
            new TestSettings { Mode = TestMode.AccuracyOnly },
            Logs(),
            new StartTestOptions { CancellationToken = cancellation.Token, TimeSource = new VirtualTime() });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Interrupted));
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(result.LogFiles.Accuracy));
        Assert.That(json.RootElement.GetArrayLength(), Is.EqualTo(3));
    }

    [Test]
    public void A_failure_reported_by_the_system_ends_the_test()
    {
        var result = LoadGenerator.StartTest(
            new FailingSystem(),
            new SimulatedLibrary(10, 10),
            new TestSettings { MinDurationMs = 0, MinQueryCount = 1000 },
            Logs(),
            new StartTestOptions { TimeSource = new MonotonicTimeSource(IssueWait.Sleep) });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
        Assert.That(result.Reason, Is.EqualTo("The system under test 'failing' failed: out of memory on the device"));
        Assert.That(result.Performance!.CompletedSampleCount, Is.EqualTo(1));
    }

    [TestCase("summary")]
    [TestCase("detail")]
    [TestCase("accuracy")]
    public void A_full_disk_costs_one_file_and_is_said(string which)
    {
        var result = LoadGenerator.StartTest(
            new CancellingSystem(null, atQuery: -1),
            new SimulatedLibrary(10, 10),
            new TestSettings { MinDurationMs = 0, MinQueryCount = 100 },
            Logs() with { OpenFile = path => path.Contains(which, StringComparison.Ordinal) ? new FullDisk() : new FileStream(path, FileMode.Create) },
            new StartTestOptions { TimeSource = new VirtualTime() });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
            Assert.That(result.Reason, Does.Contain(which).And.Contain("No space left on device"));
            Assert.That(result.Performance!.QueryCount, Is.EqualTo(100));
        }
    }

    [Test]
    public void An_output_folder_that_is_missing_is_named()
    {
        string missing = Path.Combine(_output, "no", "such");
        var error = Assert.Throws<LoadGenException>(() => LoadGenerator.StartTest(
            new CancellingSystem(null, atQuery: -1), new SimulatedLibrary(10, 10), new TestSettings(), new LogSettings { OutputDirectory = missing }));
        Assert.That(error.Message, Does.Contain(missing).And.StartWith("Failed to open summary file"));
    }

    [Test]
    public void An_unknown_id_is_an_error_and_nothing_else()
    {
        var result = LoadGenerator.StartTest(
            new ConfusedSystem(),
            new SimulatedLibrary(10, 10),
            new TestSettings { MinDurationMs = 0, MinQueryCount = 10 },
            Logs(),
            new StartTestOptions { TimeSource = new VirtualTime() });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed));
        Assert.That(result.Errors, Has.Count.EqualTo(20));
        Assert.That(result.Errors[0], Is.EqualTo("Received completion for an unknown response id: 0"));
        Assert.That(result.Performance!.CompletedSampleCount, Is.EqualTo(10));
    }

    private TestResult RunSimulated(SimulatedBehaviour behaviour)
    {
        var time = new VirtualTime();
        using var system = new SimulatedSystem(behaviour, time);
        return LoadGenerator.StartTest(
            system, new SimulatedLibrary(10, 10), new TestSettings { MinDurationMs = 0 }, Logs(), new StartTestOptions { TimeSource = time });
    }

    private LogSettings Logs() => new() { OutputDirectory = _output, EnableTrace = false };

    private string Summary() => File.ReadAllText(Path.Combine(_output, "mlperf_log_summary.txt"));

    private string Detail() => File.ReadAllText(Path.Combine(_output, "mlperf_log_detail.txt"));

    private abstract class SystemBase(string name) : ISystemUnderTest
    {
        public string Name => name;

        protected IResponseSink Sink { get; private set; } = null!;

        public void StartTest(IResponseSink responses) => Sink = responses;

        public abstract void IssueQuery(ReadOnlySpan<QuerySample> samples);

        public void FlushQueries()
        {
        }

        protected void Complete(ulong id) => Sink.QuerySamplesComplete([new QuerySampleResponse(id, 0, 0)]);
    }

    /// <summary>Completes all samples of a query but one.</summary>
    private sealed class ForgetfulSystem(int forgets) : SystemBase("forgetful")
    {
        public override void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            for (int i = 0; i < samples.Length; i++)
            {
                if (i != forgets)
                    Complete(samples[i].Id);
            }
        }
    }

    private sealed class CancellingSystem(CancellationTokenSource? cancellation, int atQuery) : SystemBase("cancelling")
    {
        private int _queries;

        public override void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            if (++_queries == atQuery)
                cancellation?.Cancel();
            foreach (var sample in samples)
                Complete(sample.Id);
        }
    }

    /// <summary>Completes one sample, then breaks on a thread of its own.</summary>
    private sealed class FailingSystem : SystemBase
    {
        private int _queries;

        public FailingSystem()
            : base("failing")
        {
        }

        public override void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            if (_queries++ == 0)
                Complete(samples[0].Id);
            else
                new Thread(() => Sink.ReportFailure(new InvalidOperationException("out of memory on the device"))).Start();
        }
    }

    private sealed class ConfusedSystem : SystemBase
    {
        public ConfusedSystem()
            : base("confused")
        {
        }

        public override void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            Complete(0);
            Complete(samples[0].Id + 1000);
            Complete(samples[0].Id);
        }
    }

    private sealed class FullDisk : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
            => throw new IOException(string.Create(CultureInfo.InvariantCulture, $"No space left on device ({count} bytes)"));
    }
}
