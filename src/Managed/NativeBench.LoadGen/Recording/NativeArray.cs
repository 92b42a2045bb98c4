namespace NativeBench.LoadGen.Recording;

/// <summary>A block of native memory as a span, aligned for wide copies; of any content at first.</summary>
internal sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private readonly RecordMemory _source;
    private readonly int _length;
    private T* _memory;

    public NativeArray(int length, RecordMemory? source = null)
    {
        _source = source ?? RecordMemory.Ordinary;
        _memory = (T*)_source.Allocate((nuint)length * (nuint)sizeof(T), cleared: false);
        _length = length;
    }

    ~NativeArray() => Free();

    public Span<T> Span => new(_memory, _length);

    /// <summary>Lets all of it leave memory until it's used again, where the memory can do that.</summary>
    public void Retire() => _source.Retire(_memory, (nuint)_length * (nuint)sizeof(T));

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_memory is not null)
            _source.Free(_memory);
        _memory = null;
    }
}
