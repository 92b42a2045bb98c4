using System.Runtime.InteropServices;

namespace NativeBench.LoadGen.Recording;

/// <summary>A block of native memory as a span, aligned for wide copies.</summary>
internal sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private T* _memory;
    private readonly int _length;

    public NativeArray(int length)
    {
        _memory = (T*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1) * (nuint)sizeof(T), 64);
        _length = length;
    }

    ~NativeArray() => Free();

    public Span<T> Span => new(_memory, _length);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
