using NativeBench.Inference;

namespace NativeBench.Tests.Inference.Lanes;

public sealed class LaneSystemUnderTestTests
{
    private static LaneSystemUnderTest Make(
        IAsynchronousEngine engine, SampleSlab slab, int lanes, int batchSize = 1, LaneOptions? options = null) =>
        new([engine], slab, new ExecutionPlan { Instances = lanes, BatchSize = batchSize }, options);

    [Test]
    public void Batches_that_are_done_at_the_same_time_are_one_completing_call()
    {
        using var slab = SlabOf.Samples(8);
        var engine = new FakeLaneEngine(Finish.ByHand);
        using var sut = Make(engine, slab, lanes: 3);
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, 0, 1, 2));
        engine.Last.WaitForRunning(3);
        engine.Last.FinishTogether(engine.Last.Running);
        sink.WaitForSamples(3);
        Assert.That(sink.Batches, Is.EqualTo(new[] { 3 }));
    }

    [Test]
    public void A_slow_batch_does_not_delay_a_later_one()
    {
        using var slab = SlabOf.Samples(8);
        var engine = new FakeLaneEngine(Finish.ByHand);
        using var sut = Make(engine, slab, lanes: 2);
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, 0));
        engine.Last.WaitForRunning(1);
        var slow = engine.Last.Running[0];
        sut.IssueQuery(SlabOf.Query(2, 1));
        engine.Last.WaitForRunning(2);
        engine.Last.FinishBatch(engine.Last.Running.Single(token => token != slow));
        sink.WaitForSamples(1);
        Assert.That(sink.Completions.Keys, Is.EqualTo(new[] { 2UL }));
        engine.Last.FinishBatch(slow);
        sink.WaitForSamples(2);
    }

    [Test]
    public void When_all_lanes_are_busy_the_next_batch_grows_meanwhile()
    {
        using var slab = SlabOf.Samples(8);
        var engine = new FakeLaneEngine(Finish.ByHand);
        using var sut = Make(engine, slab, lanes: 1, batchSize: 4);
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, 0));
        engine.Last.WaitForRunning(1);
        for (var i = 2; i <= 4; i++)
            sut.IssueQuery(SlabOf.Query((ulong)i, i));
        engine.Last.FinishBatch(engine.Last.Running[0]);
        sink.WaitForSamples(1);
        engine.Last.WaitForRunning(1);
        engine.Last.FinishBatch(engine.Last.Running[0]);
        sink.WaitForSamples(4);
        Assert.That(sink.Batches, Is.EqualTo(new[] { 1, 3 }));
        Assert.That(sut.Statistics.BatchSizes, Is.EqualTo(new long[] { 0, 1, 0, 1, 0 }));
    }

    [Test]
    public void A_hang_is_reported_with_the_ids_and_the_other_lanes_go_on()
    {
        using var slab = SlabOf.Samples(8);
        var engine = new FakeLaneEngine(Finish.ByHand);
        var sut = Make(engine, slab, lanes: 2, options: new LaneOptions { HangTimeout = TimeSpan.FromMilliseconds(1) });
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(17, 3));
        sink.WaitForFailure();
        var failure = sink.Failures.Single();
        Assert.That(failure, Is.TypeOf<HangException>());
        Assert.That(failure.Message, Does.StartWith("Fake device hasn't finished a batch for ").And.Contain("1 sample, id 17 (sample 3)"));
        Assert.That(engine.Last.WasAbandoned, Is.True);
        Assert.That(() => sut.StartTest(sink), Throws.TypeOf<InferenceException>());
        sut.Dispose();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_device_that_refuses_a_batch_ends_the_test_and_what_was_in_flight_still_completes(bool inline)
    {
        using var slab = SlabOf.Samples(8);
        var engine = new FakeLaneEngine(Finish.InRandomOrder) { RefuseFrom = 5 };
        using var sut = Make(engine, slab, lanes: 2, options: new LaneOptions { RunInline = inline });
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, 0, 1, 2, 3, 4, 5, 6));
        sink.WaitForFailure();
        Assert.That(sink.Failures.Single().Message, Is.EqualTo("The fake device takes no more batches."));
        Assert.That(sink.Completions.Keys, inline ? Is.SubsetOf(new ulong[] { 1, 2, 3, 4 }) : Is.EquivalentTo(new ulong[] { 1, 2, 3, 4 }));
    }

    [Test]
    public void A_failed_batch_ends_the_test_with_the_devices_words()
    {
        using var slab = SlabOf.Samples(8);
        var engine = new FakeLaneEngine(Finish.ByHand);
        using var sut = Make(engine, slab, lanes: 2);
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, 0, 1));
        engine.Last.WaitForRunning(2);
        engine.Last.Break("CUDA_ERROR_ILLEGAL_ADDRESS (700): an illegal memory access was encountered.");
        engine.Last.FinishBatch(0, failed: true);
        sink.WaitForFailure();
        Assert.That(sink.Failures.Single().Message, Does.StartWith("CUDA_ERROR_ILLEGAL_ADDRESS (700)"));
        Assert.That(sink.Completions, Is.Empty);
    }

    [Test]
    public void A_sample_that_is_not_loaded_is_named()
    {
        using var slab = SlabOf.Loaded(8, 0, 1);
        using var sut = Make(new FakeLaneEngine(), slab, lanes: 1);
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, 5));
        sink.WaitForFailure();
        Assert.That(sink.Failures.Single().Message, Is.EqualTo("Sample 5 was issued but isn't loaded."));
    }

    [Test]
    public void An_interrupt_drops_what_waits_and_completes_what_runs()
    {
        using var slab = SlabOf.Samples(8);
        var engine = new FakeLaneEngine(Finish.ByHand);
        using var sut = Make(engine, slab, lanes: 1);
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, 0, 1, 2, 3));
        engine.Last.WaitForRunning(1);
        sut.Interrupt();
        engine.Last.FinishBatch(engine.Last.Running[0]);
        sink.WaitForSamples(1);
        Assert.That(() => sink.Dropped, Is.EqualTo(3).After(30_000, 1));
    }

    [TestCase(true, new[] { 3, 2, 1 })]
    [TestCase(false, new[] { 3, 1 })]
    public void Every_size_that_can_come_is_warmed_up(bool everySize, int[] sizes)
    {
        using var slab = SlabOf.Samples(8);
        var engine = new FakeLaneEngine();
        using var sut = Make(engine, slab, lanes: 2, batchSize: 3, new LaneOptions { WarmUpEverySize = everySize });
        Assert.That(engine.Last.WarmUps, Is.EqualTo(sizes));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Running_allocates_no_managed_memory(bool inline)
    {
        const int Queries = 2000;
        using var slab = SlabOf.Samples(16);
        using var sut = Make(new FastLaneEngine(), slab, lanes: 2, batchSize: 4, new LaneOptions { RunInline = inline });
        using var sink = new CountdownSink();
        sut.StartTest(sink);
        var query = SlabOf.Query(1, 0, 1, 2, 3);
        void Run()
        {
            for (var i = 0; i < Queries; i++)
            {
                sut.IssueQuery(query);
                sink.Wait(query.Length);
            }
        }
        Run();
        Assert.That(Allocations.LeastOf(Run), Is.LessThan(Queries));
    }

    [Test]
    public void No_sample_is_lost_or_doubled_under_load()
    {
        const int Samples = 20_000;
        using var slab = SlabOf.Samples(16);
        using var sut = Make(new FakeLaneEngine(Finish.InRandomOrder), slab, lanes: 8, batchSize: 3);
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, Enumerable.Range(0, Samples).Select(static i => (long)(i % 16))));
        sut.FlushQueries();
        sink.WaitForSamples(Samples);
        Assert.That(sink.Completions.Values, Is.All.EqualTo(1));
    }
}
