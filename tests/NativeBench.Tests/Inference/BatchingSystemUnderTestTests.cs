using CsCheck;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

public class BatchingSystemUnderTestTests
{
    private const int NeverUs = ExecutionPlan.MaxBatchDelayUs;

    private SampleSlab _slab = null!;
    private RecordingSink _sink = null!;

    [SetUp]
    public void SetUp()
    {
        _slab = SlabOf.Samples(16);
        _sink = new RecordingSink();
    }

    [TearDown]
    public void TearDown() => _slab.Dispose();

    [Test]
    public void Each_sample_completes_once_for_any_plan_and_any_queries()
    {
        var plans = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 6], Gen.OneOf(Gen.Const(0), Gen.Const(50), Gen.Const(NeverUs)), Gen.Int[2, 40]);
        Gen.Select(plans, Gen.Int[1, 50].Array[1, 30], Gen.Int[0, 1000]).Sample(
            (plan, queries, seed) =>
            {
                var (instances, batch, delayUs, capacity) = plan;
                var sink = new RecordingSink();
                var random = new Random(seed);
                using var sut = Start(
                    new FakeEngine(),
                    new ExecutionPlan { Instances = instances, BatchSize = batch, BatchDelayUs = delayUs },
                    sink,
                    capacity: capacity);
                var issued = new List<QuerySample>();
                foreach (var length in queries)
                {
                    var query = SlabOf.Query((ulong)issued.Count + 1, Enumerable.Range(0, length).Select(_ => (long)random.Next(16)));
                    issued.AddRange(query);
                    sut.IssueQuery(query);
                }
                sut.FlushQueries();
                sink.WaitForSamples(issued.Count);
                return sink.Completions.Values.All(static c => c == 1)
                    && sut.Statistics.Samples == issued.Count
                    && sink.Batches.Max() <= batch
                    && issued.TrueForAll(s => sink.Payloads[s.Id].AsSpan().SequenceEqual(SlabOf.RowBytes(s.Index)));
            },
            iter: 60);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Small_batches_of_a_long_query_are_completed_together_with_their_own_responses(int batchSize)
    {
        const int Issued = 60_000;
        using var sut = Start(new FakeEngine(), new ExecutionPlan { BatchSize = batchSize }, capacity: Issued);
        var query = SlabOf.Query(1, Enumerable.Range(0, Issued).Select(static i => (long)(i * 7 % 16)));
        sut.IssueQuery(query);
        sut.FlushQueries();
        _sink.WaitForSamples(Issued);

        Assert.That(_sink.Completions.Values, Is.All.EqualTo(1));
        Assert.That(_sink.Batches.Max(), Is.GreaterThan(batchSize), "a long queue of short runs is worth one call for several");
        var payloads = _sink.Payloads;
        Assert.That(query.All(s => payloads[s.Id].AsSpan().SequenceEqual(SlabOf.RowBytes(s.Index))));
        Assert.That(sut.Statistics.Samples, Is.EqualTo(Issued));
    }

    [Test]
    public void What_ran_before_a_failure_is_completed_though_it_was_to_be_told_of_later()
    {
        const int Good = 20_011;
        var runs = 0;
        var engine = new FakeEngine
        {
            OnRun = _ =>
            {
                if (++runs > Good)
                    throw new InferenceException("no more memory");
            },
        };
        using var sut = Start(engine, new ExecutionPlan(), capacity: 60_000);
        sut.IssueQuery(SlabOf.Query(1, Enumerable.Range(0, 60_000).Select(static i => (long)(i % 16))));
        _sink.WaitForFailure();
        Assert.That(_sink.Completions, Has.Count.EqualTo(Good));
    }

    [TestCase(8)]
    [TestCase(100_000)]
    public void An_interrupt_drops_what_waits_and_counts_it(int capacity)
    {
        const int Issued = 20_000;
        using var started = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var engine = new FakeEngine
        {
            OnRun = _ =>
            {
                started.Set();
                goOn.Wait();
            },
        };
        using var sut = Start(engine, new ExecutionPlan { BatchSize = 4 }, capacity: capacity);

        // A full queue keeps IssueQuery waiting, as Offline's big query does; the interrupt has to let it go.
        var issuing = Task.Run(() => sut.IssueQuery(SlabOf.Query(1, Enumerable.Range(0, Issued).Select(static i => (long)(i % 16)))));
        started.Wait();
        sut.Interrupt();
        goOn.Set();
        issuing.Wait();
        sut.FlushQueries();
        Assert.That(() => _sink.Completions.Count + _sink.Dropped, Is.EqualTo(Issued).After(30_000, 1));
        Assert.That(_sink.Dropped, Is.GreaterThan(Issued / 2));
        Assert.That(_sink.Completions.Values, Is.All.EqualTo(1));

        // The next test isn't affected.
        var next = new RecordingSink();
        sut.StartTest(next);
        sut.IssueQuery(SlabOf.Query(1, 0, 1, 2));
        next.WaitForSamples(3);
    }

    [Test]
    public void An_incomplete_batch_waits_for_its_window()
    {
        using var sut = Start(new FakeEngine(), new ExecutionPlan { BatchSize = 4, BatchDelayUs = NeverUs });
        sut.IssueQuery(SlabOf.Query(1, 0));
        sut.IssueQuery(SlabOf.Query(2, 5));
        sut.IssueQuery(SlabOf.Query(3, 9));
        Assert.That(_sink.Completions, Is.Empty);
        sut.IssueQuery(SlabOf.Query(4, 1));
        _sink.WaitForSamples(4);
        Assert.That(_sink.Batches, Is.EqualTo(new[] { 4 }));
    }

    [Test]
    public void A_window_that_ends_runs_what_is_there()
    {
        using var sut = Start(new FakeEngine(), new ExecutionPlan { BatchSize = 4, BatchDelayUs = 3000 });
        sut.IssueQuery(SlabOf.Query(1, 0));
        _sink.WaitForSamples(1);
        Assert.That(_sink.Batches, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void A_flush_ends_the_window()
    {
        using var sut = Start(new FakeEngine(), new ExecutionPlan { BatchSize = 4, BatchDelayUs = NeverUs });
        sut.IssueQuery(SlabOf.Query(1, 0, 1, 2));
        sut.FlushQueries();
        _sink.WaitForSamples(3);
        Assert.That(_sink.Completions.Values, Is.All.EqualTo(1));
    }

    [Test]
    public void Samples_that_wait_while_a_batch_runs_make_the_next_batch()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var engine = new FakeEngine { OnRun = _ => { entered.Release(); go.Wait(); } };
        using var sut = Start(engine, new ExecutionPlan { BatchSize = 4 });
        sut.IssueQuery(SlabOf.Query(1, 0));
        entered.Wait();
        foreach (var id in Enumerable.Range(2, 6))
            sut.IssueQuery(SlabOf.Query((ulong)id, id));
        go.Release(3);
        _sink.WaitForSamples(7);
        Assert.That(_sink.Batches, Is.EqualTo(new[] { 1, 4, 2 }));
    }

    [Test]
    public void A_full_queue_blocks_the_issuer_and_loses_nothing()
    {
        using var go = new SemaphoreSlim(0);
        var engine = new FakeEngine { OnRun = _ => go.Wait() };
        using var sut = Start(engine, new ExecutionPlan(), capacity: 4);
        var issuer = new Thread(() => sut.IssueQuery(SlabOf.Query(1, Enumerable.Range(0, 40).Select(static i => (long)(i % 16)))));
        issuer.Start();
        Assert.That(issuer.Join(20), Is.False, "40 samples don't fit into a queue of 4");
        go.Release(40);
        issuer.Join();
        _sink.WaitForSamples(40);
        Assert.That(_sink.Completions.Values, Is.All.EqualTo(1));
    }

    [Test]
    public void Neighbours_are_run_in_place_and_others_are_gathered()
    {
        using var sut = Start(new FakeEngine(), new ExecutionPlan { BatchSize = 4 }, inline: true);
        sut.IssueQuery(SlabOf.Query(1, 4, 5, 6, 7));
        sut.IssueQuery(SlabOf.Query(5, 9, 2));
        sut.IssueQuery(SlabOf.Query(7, 3));
        var done = sut.Statistics;
        Assert.That((done.Samples, done.Batches, done.ZeroCopyBatches, done.GatheredBatches), Is.EqualTo((7L, 3L, 2L, 1L)));
        Assert.That(done.BatchSizes, Is.EqualTo(new long[] { 0, 1, 1, 0, 1 }));
        Assert.That(done.MeanBatchSize, Is.EqualTo(7.0 / 3).Within(1e-9));
    }

    [Test]
    public void An_offline_query_runs_mostly_in_place()
    {
        var random = new Random(1);
        using var sut = Start(new FakeEngine(), new ExecutionPlan { BatchSize = 4 }, capacity: 1 << 16);
        sut.IssueQuery(SlabOf.Query(1, Enumerable.Range(0, 16 * 1024).Select(_ => (long)random.Next(16))));
        sut.FlushQueries();
        _sink.WaitForSamples(16 * 1024);
        Assert.That(sut.Statistics.ZeroCopyBatches, Is.GreaterThan(sut.Statistics.Batches * 8 / 10));
    }

    [Test]
    public void A_multistream_query_is_not_cut_apart()
    {
        using var sut = Start(new FakeEngine(), new ExecutionPlan { BatchSize = 8 });
        for (var q = 0; q < 200; q++)
        {
            sut.IssueQuery(SlabOf.Query((ulong)((q * 8) + 1), Enumerable.Range(q % 9, 8).Select(static i => (long)i)));
            _sink.WaitForSamples((q + 1) * 8);
        }
        Assert.That(_sink.Batches, Is.All.EqualTo(8));
        Assert.That(sut.Statistics.ZeroCopyBatches, Is.EqualTo(200));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void An_engine_that_throws_ends_the_test_with_its_sentence(bool inline)
    {
        var runs = 0;
        var engine = new FakeEngine
        {
            OnRun = _ =>
            {
                if (Interlocked.Increment(ref runs) == 3)
                    throw new InferenceException("The third batch broke.");
            },
        };
        using var sut = Start(engine, new ExecutionPlan(), inline: inline, capacity: 4);
        // More than the queue holds: the issuer must not wait for workers that are gone.
        sut.IssueQuery(SlabOf.Query(1, Enumerable.Range(0, 40).Select(static i => (long)(i % 16))));
        _sink.WaitForFailure();
        sut.FlushQueries();
        Assert.That(_sink.Failures.Select(static f => f.Message), Is.EqualTo(new[] { "The third batch broke." }));
        Assert.That(_sink.Completions, Has.Count.EqualTo(2));
        Assert.That(() => sut.StartTest(_sink), Throws.TypeOf<InferenceException>().With.Message.Contains("The third batch broke."));
    }

    [Test]
    public void Only_the_first_of_several_failures_is_reported()
    {
        using var together = new Barrier(3);
        var engine = new FakeEngine { OnRun = _ => { together.SignalAndWait(); throw new InferenceException("broken"); } };
        var sut = Start(engine, new ExecutionPlan { Instances = 3 });
        sut.IssueQuery(SlabOf.Query(1, 0, 1, 2));
        _sink.WaitForFailure();
        sut.Dispose();
        Assert.That(_sink.Failures, Has.Count.EqualTo(1));
        Assert.That(engine.InstancesDisposed, Is.EqualTo(3));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_sample_that_is_not_loaded_is_named(bool inline)
    {
        using var slab = SlabOf.Loaded(16, 3, 4);
        using var sut = new BatchingSystemUnderTest(new FakeEngine(), slab, new ExecutionPlan(), new BatchingOptions { RunInline = inline });
        sut.StartTest(_sink);
        sut.IssueQuery(SlabOf.Query(1, 11));
        _sink.WaitForFailure();
        Assert.That(_sink.Failures[0].Message, Is.EqualTo("Sample 11 was issued but isn't loaded."));
    }

    [Test]
    public void What_an_abandoned_test_left_in_the_queue_is_never_run()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var engine = new FakeEngine { OnRun = _ => { entered.Release(); go.Wait(); } };
        using var sut = Start(engine, new ExecutionPlan());
        sut.IssueQuery(SlabOf.Query(1, 0, 1, 2));
        entered.Wait();
        var next = new RecordingSink();
        sut.StartTest(next);
        sut.IssueQuery(SlabOf.Query(100, 5));
        go.Release(2);
        next.WaitForSamples(1);
        Assert.That(next.Completions.Keys, Is.EqualTo(new[] { 100UL }));
        Assert.That(_sink.Completions.Keys, Is.EqualTo(new[] { 1UL }), "the batch that ran already answered to its own test");
    }

    [Test]
    public void Disposing_lets_a_blocked_issuer_go_and_frees_the_instances()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var engine = new FakeEngine { OnRun = _ => { entered.Release(); go.Wait(); } };
        var sut = Start(engine, new ExecutionPlan { Instances = 2 }, capacity: 2);
        var issuer = new Thread(() => sut.IssueQuery(SlabOf.Query(1, Enumerable.Range(0, 16).Select(static i => (long)i))));
        issuer.Start();
        entered.Wait();
        go.Release(16);
        issuer.Join();
        sut.Dispose();
        Assert.That(engine.InstancesDisposed, Is.EqualTo(2));
    }

    [Test]
    public void Instances_are_warmed_up_before_the_first_query()
    {
        var engine = new FakeEngine();
        using var sut = Start(engine, new ExecutionPlan { Instances = 2, BatchSize = 4 });
        Assert.That(engine.WarmUps, Is.EqualTo(4), "one sample and a full batch, in two instances");
        Assert.That(sut.Statistics.Batches, Is.Zero);
    }

    [Test]
    public void Running_inline_needs_a_single_instance()
        => Assert.That(
            () => new BatchingSystemUnderTest(
                new FakeEngine(), _slab, new ExecutionPlan { Instances = 2 }, new BatchingOptions { RunInline = true }),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("--instances 2"));

    [Test]
    public void Planned_batches_allocate_nothing_after_a_tests_start([Values] QueueOrder order, [Values(0, 20)] int delayUs)
    {
        const int Rounds = 1000;
        using var done = new CountdownSink();
        using var sut = new BatchingSystemUnderTest(
            new FastEngine(), _slab,
            new ExecutionPlan { Instances = 2, BatchSize = 4, AdaptiveBatching = true, Order = order, BatchDelayUs = delayUs })
        {
            LatencyBoundNs = 1_000_000,
        };
        sut.StartTest(done);
        var queries = Enumerable.Range(0, 5).Select(static i => SlabOf.Query((ulong)i, i)).ToArray();
        Round();
        Assert.That(Allocations.LeastOf(Round), Is.LessThan(Rounds), $"bytes for {Rounds} rounds of five queries");

        // Five at once, so that batches of several sizes form and samples wait.
        void Round()
        {
            for (var i = 0; i < Rounds; i++)
            {
                foreach (var query in queries)
                    sut.IssueQuery(query);
                done.Wait(queries.Length);
            }
        }
    }

    [Test]
    public void A_test_allocates_nothing_after_its_start([Values] bool inline)
    {
        const int Rounds = 2000;
        using var done = new CountdownSink();
        using var sut = new BatchingSystemUnderTest(
            new FastEngine(), _slab, new ExecutionPlan { BatchSize = 2 }, new BatchingOptions { RunInline = inline });
        sut.StartTest(done);
        var query = SlabOf.Query(1, 3, 4);
        Round(Rounds);
        Assert.That(Allocations.LeastOf(() => Round(Rounds)), Is.LessThan(Rounds), $"bytes for {Rounds} queries");

        void Round(int count)
        {
            for (var i = 0; i < count; i++)
            {
                sut.IssueQuery(query);
                done.Wait(2);
            }
        }
    }

    private BatchingSystemUnderTest Start(
        FakeEngine engine, ExecutionPlan plan, RecordingSink? sink = null, bool inline = false, int capacity = 64)
    {
        var sut = new BatchingSystemUnderTest(
            engine, _slab, plan, new BatchingOptions { RunInline = inline, QueueCapacity = capacity });
        sut.StartTest(sink ?? _sink);
        return sut;
    }
}
