using NativeBench.LoadGen;
using NativeBench.Tests.Inference;

namespace NativeBench.Tests.Contracts;

/// <summary>
/// What LoadGen relies on in every <see cref="ISystemUnderTest"/>. An implementation adds one fixture that says how to make one.
/// </summary>
public abstract class SystemUnderTestContract
{
    /// <summary>A system with samples 0 to <see cref="SampleCount"/> - 1 loaded. Disposed by the test if it's disposable.</summary>
    private protected abstract ISystemUnderTest Create();

    private protected virtual int SampleCount => 16;

    /// <summary>What must come back for a sample, or null if any bytes will do.</summary>
    private protected virtual byte[]? ExpectedPayload(long sample) => null;

    [Test]
    public void It_has_a_name()
    {
        var sut = Create();
        using var disposable = sut as IDisposable;
        Assert.That(sut.Name, Is.Not.Empty);
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(16)]
    [TestCase(1000)]
    public void Every_sample_of_a_query_completes_exactly_once(int samplesPerQuery)
    {
        var sut = Create();
        using var disposable = sut as IDisposable;
        var sink = new RecordingSink();
        sut.StartTest(sink);
        var query = SlabOf.Query(1, Enumerable.Range(0, samplesPerQuery).Select(i => (long)(i * 7 % SampleCount)));
        sut.IssueQuery(query);
        sut.FlushQueries();
        sink.WaitForSamples(query.Length);
        AssertAnswered(sink, query);
    }

    [Test]
    public void The_query_may_be_overwritten_once_it_was_issued()
    {
        var sut = Create();
        using var disposable = sut as IDisposable;
        var sink = new RecordingSink();
        sut.StartTest(sink);
        var issued = new List<QuerySample>();
        var buffer = new QuerySample[4];
        for (var round = 0; round < 50; round++)
        {
            for (var i = 0; i < buffer.Length; i++)
                buffer[i] = new QuerySample((ulong)(1 + (round * 4) + i), (round + i) % SampleCount);
            issued.AddRange(buffer);
            sut.IssueQuery(buffer);
            Array.Clear(buffer);
        }
        sut.FlushQueries();
        sink.WaitForSamples(issued.Count);
        AssertAnswered(sink, issued);
    }

    [Test]
    public void A_flush_runs_whatever_was_held_back_and_more_queries_may_follow_it()
    {
        var sut = Create();
        using var disposable = sut as IDisposable;
        var sink = new RecordingSink();
        sut.StartTest(sink);
        for (var series = 0; series < 3; series++)
        {
            sut.IssueQuery(SlabOf.Query((ulong)(1 + series), series));
            sut.FlushQueries();
            sink.WaitForSamples(series + 1);
        }
        Assert.That(sink.Completions.Values, Is.All.EqualTo(1));
    }

    [Test]
    public void Several_threads_may_issue_at_once()
    {
        const int Threads = 4, Queries = 200;
        var sut = Create();
        using var disposable = sut as IDisposable;
        var sink = new RecordingSink();
        sut.StartTest(sink);
        var issuers = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            for (var q = 0; q < Queries; q++)
                sut.IssueQuery([new QuerySample((ulong)(1 + (t * Queries) + q), q % SampleCount)]);
        })).ToList();
        issuers.ForEach(static t => t.Start());
        issuers.ForEach(static t => t.Join());
        sut.FlushQueries();
        sink.WaitForSamples(Threads * Queries);
        Assert.That(sink.Completions.Values, Is.All.EqualTo(1));
    }

    [Test]
    public void A_second_test_answers_to_its_own_sink()
    {
        var sut = Create();
        using var disposable = sut as IDisposable;
        RecordingSink first = new(), second = new();
        sut.StartTest(first);
        sut.IssueQuery(SlabOf.Query(1, 0));
        sut.FlushQueries();
        first.WaitForSamples(1);
        sut.StartTest(second);
        sut.IssueQuery(SlabOf.Query(2, 1));
        sut.FlushQueries();
        second.WaitForSamples(1);
        Assert.That(first.Completions.Keys, Is.EqualTo(new[] { 1UL }));
        Assert.That(second.Completions.Keys, Is.EqualTo(new[] { 2UL }));
    }

    private void AssertAnswered(RecordingSink sink, IReadOnlyCollection<QuerySample> issued)
    {
        Assert.That(sink.Failures, Is.Empty);
        Assert.That(sink.Completions, Is.EquivalentTo(issued.ToDictionary(static s => s.Id, static _ => 1)));
        foreach (var sample in issued)
            if (ExpectedPayload(sample.Index) is { } expected)
                Assert.That(sink.Payloads[sample.Id], Is.EqualTo(expected), $"sample {sample.Index}");
    }
}
