using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NativeBench.LoadGen.Recording;

/// <summary>
/// One column of a series' records: zeroed native memory in chunks that never move, so that threads may write elements
/// while another thread appends chunks. Outside the managed heap: the collector neither scans nor moves it.
/// </summary>
internal sealed unsafe class NativeColumn<T> : IDisposable
    where T : unmanaged
{
    public const int ChunkBits = 16;
    public const int ChunkLength = 1 << ChunkBits;
    public const int ChunkMask = ChunkLength - 1;
    private const int MaxChunks = 1 << 18;

    private readonly RecordMemory _memory;
    private T** _chunks;
    private int _chunkCount;
    private int _retired;

    public NativeColumn(RecordMemory? memory = null)
    {
        _memory = memory ?? RecordMemory.Ordinary;
        _chunks = (T**)NativeMemory.AllocZeroed(MaxChunks, (nuint)sizeof(T*));
    }

    ~NativeColumn() => Free();

    /// <summary>The chunk directory; valid until <see cref="Dispose"/>. Reserved once, so it never moves.</summary>
    public T** Chunks => _chunks;

    private static nuint ChunkBytes => (nuint)ChunkLength * (nuint)sizeof(T);

    /// <summary>Elements there is memory for.</summary>
    public long Capacity => (long)Volatile.Read(ref _chunkCount) << ChunkBits;

    /// <summary>The element at <paramref name="i"/>, which must be below <see cref="Capacity"/>.</summary>
    public ref T this[long i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[i >> ChunkBits][i & ChunkMask];
    }

    /// <summary>The rest of the chunk that holds <paramref name="i"/>, from there on.</summary>
    public Span<T> RestOfChunk(long i) => new(&_chunks[i >> ChunkBits][i & ChunkMask], ChunkLength - (int)(i & ChunkMask));

    /// <summary>Makes room for <paramref name="count"/> elements. One thread at a time.</summary>
    public void EnsureCapacity(long count)
    {
        while (Capacity < count)
        {
            if (_chunkCount == MaxChunks)
                throw new LoadGenException($"A series has more than {(long)MaxChunks << ChunkBits} queries or samples.");

            void* chunk = _memory.Allocate(ChunkBytes, cleared: true);
            _chunks[_chunkCount] = (T*)chunk;
            Volatile.Write(ref _chunkCount, _chunkCount + 1);
        }
    }

    /// <summary>
    /// Lets the whole chunks before <paramref name="i"/> leave memory until they are used again, where the memory can do that;
    /// each once, unless <paramref name="again"/> says that a new pass over the column begins. One thread at a time.
    /// </summary>
    public void RetireBefore(long i, bool again = false)
    {
        if (again)
            _retired = 0;
        for (int end = (int)Math.Min(i >> ChunkBits, Volatile.Read(ref _chunkCount)); _retired < end; _retired++)
            _memory.Retire(_chunks[_retired], ChunkBytes);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_chunks is null)
            return;
        for (int i = 0; i < _chunkCount; i++)
            _memory.Free(_chunks[i]);
        NativeMemory.Free(_chunks);
        _chunks = null;
        _chunkCount = 0;
    }
}
