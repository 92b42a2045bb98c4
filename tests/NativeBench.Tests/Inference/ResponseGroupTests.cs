using NativeBench.Inference.Internal;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

public class ResponseGroupTests
{
    [Test]
    public unsafe void Responses_come_with_copies_of_their_bytes_in_the_order_they_were_added()
    {
        using var group = new ResponseGroup(3, 16);
        var sink = new CollectingSink();
        long value = 7;
        Assert.That(group.TryAdd([new QuerySampleResponse(1, (nint)(&value), 8)]));
        value = 8; // The next run overwrites its output.
        Assert.That(group.TryAdd([new QuerySampleResponse(2, (nint)(&value), 8), new QuerySampleResponse(3, 0, 0, 5)]));
        value = 9;
        group.Complete(sink);
        Assert.That(sink.Calls, Is.EqualTo(1));
        Assert.That(sink.Got, Is.EqualTo(new[] { (1UL, 7L, 0L), (2UL, 8L, 0L), (3UL, 0L, 5L) }));
        group.Complete(sink);
        Assert.That(sink.Calls, Is.EqualTo(1), "an empty group completes nothing");
    }

    [Test]
    public unsafe void What_does_not_fit_is_refused_whole()
    {
        using var group = new ResponseGroup(2, 8);
        var sink = new CollectingSink();
        long value = 1;
        Assert.That(group.TryAdd([new QuerySampleResponse(1, (nint)(&value), 8), new QuerySampleResponse(2, (nint)(&value), 8)]), Is.False, "bytes");
        Assert.That(group.TryAdd([new QuerySampleResponse(1, 0, 0), new QuerySampleResponse(2, 0, 0), new QuerySampleResponse(3, 0, 0)]), Is.False, "count");
        Assert.That(group.TryAdd([new QuerySampleResponse(4, (nint)(&value), 8)]));
        group.Complete(sink);
        Assert.That(sink.Got, Is.EqualTo(new[] { (4UL, 1L, 0L) }));
    }

    private sealed unsafe class CollectingSink : IResponseSink
    {
        public int Calls { get; private set; }

        public List<(ulong Id, long Value, long Tokens)> Got { get; } = [];

        public void QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses)
        {
            Calls++;
            foreach (var response in responses)
                Got.Add((response.Id, response.Size == 8 ? *(long*)response.Data : 0, response.TokenCount));
        }

        public void FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses) => throw new NotSupportedException();

        public void SamplesDropped(long count) => throw new NotSupportedException();

        public void ReportFailure(Exception error) => throw new NotSupportedException();
    }
}
