using System.Runtime.InteropServices;
using NativeBench.LoadGen;

namespace NativeBench.Inference.Internal;

/// <summary>
/// Collects the responses of several small batches, so that one completion call tells of all of them: where a run takes two
/// microseconds, reading the clock and the counter that all workers share cost a visible part of it. Response bytes are copied, as
/// the next run overwrites them. Used by one thread.
/// </summary>
internal sealed unsafe class ResponseGroup : IDisposable
{
    private readonly QuerySampleResponse[] _responses;
    private readonly NativeBuffer _data;
    private int _count;
    private long _used;

    /// <summary>Makes an empty one.</summary>
    /// <param name="capacity">Responses that fit.</param>
    /// <param name="bytes">Bytes of response data that fit.</param>
    public ResponseGroup(int capacity, long bytes)
    {
        _responses = new QuerySampleResponse[capacity];
        _data = NativeBuffer.Allocate(bytes);
    }

    /// <summary>Takes a batch's responses, or nothing if they don't fit any more.</summary>
    public bool TryAdd(ReadOnlySpan<QuerySampleResponse> batch)
    {
        if (batch.Length > _responses.Length - _count)
            return false;
        var bytes = 0L;
        foreach (ref readonly var response in batch)
            bytes += response.Size;
        if (bytes > _data.Bytes - _used)
            return false;
        foreach (ref readonly var response in batch)
        {
            var copy = (byte*)_data.Address + _used;
            NativeMemory.Copy((void*)response.Data, copy, (nuint)response.Size);
            _responses[_count++] = response with { Data = response.Size == 0 ? 0 : (nint)copy };
            _used += response.Size;
        }
        return true;
    }

    /// <summary>Completes what was collected, in the order it came.</summary>
    public void Complete(IResponseSink sink)
    {
        if (_count == 0)
            return;
        var count = _count;
        _count = 0;
        _used = 0;
        sink.QuerySamplesComplete(_responses.AsSpan(0, count));
    }

    public void Dispose() => _data.Dispose();
}
