using NativeBench.LoadGen;
using NativeBench.LoadGen.Official;
using NativeBench.LoadGen.Official.Interop;

namespace NativeBench.Tests.LoadGen.Official;

/// <summary>What a test that was given up may still call, shown with a LoadGen of our own behind the bridge's functions.</summary>
public sealed unsafe class AbandonedTestTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    public enum Callback
    {
        Issue,
        Flush,
        Load,
        Unload,
    }

    /// <summary>LoadGen goes on after the test was given up: it's kept at the door, whatever it calls.</summary>
    [Test]
    public void Nothing_is_called_any_more([Values] Callback next)
    {
        using var giveUp = new ManualResetEventSlim();
        var system = new CountingSystem();
        OfficialTest? test = null;
        var bridge = new ScriptedBridge(calls =>
        {
            calls.Load();
            calls.Issue();

            // As a worker of the system does, while LoadGen waits for the answer.
            test!.ReportFailure(new LoadGenException("The device is gone."));
            giveUp.Wait(s_patience);
            calls.Make(next);
        });
        test = new OfficialTest(bridge, system, system, new StartTestOptions());
        test.Run(Settings(), new LogSettings());
        Assert.That(test.Outcome, Is.EqualTo(TestOutcome.Failed));
        Assert.That(test.Reason, Does.Contain("The device is gone").And.Not.Contain("still busy"));
        int calls = system.Calls;

        // Now its owner disposes of the system; LoadGen's thread comes back afterwards.
        giveUp.Set();
        Assert.That(test.Parked.Wait(s_patience), Is.True);
        Assert.That(system.Calls, Is.EqualTo(calls));
    }

    /// <summary>A call that is under way when the test is interrupted is waited for.</summary>
    [Test]
    public void A_call_that_is_under_way_ends_first()
    {
        using var stop = new CancellationTokenSource();
        bool ended = false;
        OfficialTest? test = null;
        var system = new CountingSystem();
        system.Loaded = () =>
        {
            stop.Cancel();
            SpinWait.SpinUntil(() => test!.IsStopping, s_patience);
            Volatile.Write(ref ended, true);
        };
        test = new OfficialTest(new ScriptedBridge(static calls => calls.Load()), system, system, new StartTestOptions { CancellationToken = stop.Token });
        test.Run(Settings(), new LogSettings());
        Assert.That(Volatile.Read(ref ended), Is.True);
        Assert.That(test.Outcome, Is.EqualTo(TestOutcome.Interrupted));
        Assert.That(test.Reason, Does.Not.Contain("still busy"));
    }

    [Test]
    public void One_that_never_comes_back_is_told()
    {
        using var stop = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        var system = new CountingSystem();
        system.Loaded = () =>
        {
            stop.Cancel();
            release.Wait(s_patience);
        };
        var test = new OfficialTest(new ScriptedBridge(static calls => calls.Load()), system, system, new StartTestOptions { CancellationToken = stop.Token })
        {
            Grace = TimeSpan.FromMilliseconds(20),
        };
        test.Run(Settings(), new LogSettings());
        Assert.That(test.Reason, Does.EndWith("still busy with a call of it."));
        release.Set();
        Assert.That(test.Parked.Wait(s_patience), Is.True);
    }

    /// <summary>A late answer belongs to no query any more: LoadGen isn't asked.</summary>
    [Test]
    public void Answers_after_the_end_are_passed_over()
    {
        var system = new CountingSystem();
        var bridge = new ScriptedBridge(static calls => calls.Issue());
        var test = new OfficialTest(bridge, system, system, new StartTestOptions());
        test.Run(Settings(), new LogSettings());
        Assert.That(test.Outcome, Is.EqualTo(TestOutcome.Completed), test.Reason);
        test.QuerySamplesComplete([new QuerySampleResponse(0, 0, 0)]);
        test.FirstTokenComplete([new QuerySampleResponse(0, 0, 0)]);
        Assert.That(bridge.Answers, Is.Zero);
    }

    private static nblg_settings Settings() => new() { struct_size = (uint)sizeof(nblg_settings) };

    /// <summary>LoadGen's callbacks.</summary>
    private readonly ref struct Calls(nblg_callbacks* callbacks)
    {
        private readonly nblg_callbacks* _callbacks = callbacks;

        public void Make(Callback which)
        {
            switch (which)
            {
                case Callback.Issue:
                    Issue();
                    break;
                case Callback.Flush:
                    _callbacks->flush_queries(_callbacks->context);
                    break;
                case Callback.Load:
                    Load();
                    break;
                default:
                    long index = 0;
                    _callbacks->unload_samples(_callbacks->context, &index, 1);
                    break;
            }
        }

        public void Load()
        {
            long index = 0;
            _callbacks->load_samples(_callbacks->context, &index, 1);
        }

        public void Issue()
        {
            var sample = new QuerySample(1, 0);
            _callbacks->issue_query(_callbacks->context, &sample, 1);
        }
    }

    private delegate void Script(Calls calls);

    private sealed class ScriptedBridge(Script script) : IBridge
    {
        private int _answers;

        public int Answers => Volatile.Read(ref _answers);

        public int Run(nblg_callbacks* callbacks, nblg_settings* settings, nblg_log_settings* logs, byte* error, ulong errorSize)
        {
            script(new Calls(callbacks));
            return BridgeNative.NBLG_OK;
        }

        public int Complete(ReadOnlySpan<QuerySampleResponse> responses)
        {
            Interlocked.Increment(ref _answers);
            return BridgeNative.NBLG_OK;
        }

        public int FirstToken(ReadOnlySpan<QuerySampleResponse> responses) => Complete(responses);
    }

    private sealed class CountingSystem : ISystemUnderTest, IQuerySampleLibrary
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public Action? Loaded { get; set; }

        public string Name => "counting";

        public long TotalSampleCount => 1;

        public long PerformanceSampleCount => 1;

        public void StartTest(IResponseSink responses)
        {
        }

        public void IssueQuery(ReadOnlySpan<QuerySample> samples) => Called(null);

        public void FlushQueries() => Called(null);

        public void LoadSamplesToRam(ReadOnlySpan<long> samples) => Called(Loaded);

        public void UnloadSamplesFromRam(ReadOnlySpan<long> samples) => Called(null);

        private void Called(Action? then)
        {
            Interlocked.Increment(ref _calls);
            then?.Invoke();
        }
    }
}
