using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Composite;

/// <summary>Native memory for a worker's responses, which grows with them. Belongs to one thread.</summary>
internal sealed class ResponseBuffer : IDisposable
{
    private NativeBuffer _memory = NativeBuffer.Allocate(4096);

    /// <summary>Room for so many elements; what was there before may be gone.</summary>
    public Span<T> Take<T>(int count)
        where T : unmanaged
    {
        var bytes = count * (long)Marshal.SizeOf<T>();
        if (_memory.Bytes < bytes)
        {
            _memory.Dispose();
            _memory = NativeBuffer.Allocate(Math.Max(bytes, 2 * _memory.Bytes));
        }

        return MemoryMarshal.Cast<byte, T>(_memory.Slice(0, checked((int)bytes)));
    }

    /// <summary>The first elements as a response.</summary>
    public SampleResponse Response<T>(int count, long tokens = 0)
        where T : unmanaged => new(_memory.Address, count * (long)Marshal.SizeOf<T>(), tokens);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
