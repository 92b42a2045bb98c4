using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>
/// The loaded samples: one aligned block of native memory with a region for each input tensor, in which the rows of
/// consecutive slots lie next to each other. Samples take slots in the order in which they are loaded, so that neighbours
/// in the load list are a ready-made batch. Reading is thread-safe; loading isn't, and must not overlap with runs.
/// </summary>
public sealed unsafe class SampleSlab : IDisposable
{
    /// <summary>Every region starts at a multiple of this.</summary>
    public const int AlignmentBytes = 4096;

    private const int NotLoaded = -1;

    private readonly long[] _bytesPerRow;
    private readonly int[] _slotOfSample;
    private readonly List<Block> _blocks = [];
    private long[] _sampleOfSlot = [];
    private long[] _regionOffsets;
    private NativeBuffer? _memory;
    private ISampleMemory? _source;
    private InPlace? _inPlace;
    private bool _disposed;

    /// <summary>Makes an empty slab.</summary>
    /// <param name="inputs">The model's inputs, all static.</param>
    /// <param name="totalSampleCount">Samples of the whole library; indices are below it.</param>
    public SampleSlab(ImmutableArray<TensorSpec> inputs, long totalSampleCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalSampleCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(totalSampleCount, Array.MaxLength);
        if (inputs.IsDefaultOrEmpty)
            throw new ArgumentException("At least one input is needed.", nameof(inputs));
        Inputs = inputs;
        _bytesPerRow = [.. inputs.Select(static t => t.BytesPerSample)];
        _regionOffsets = new long[inputs.Length];
        _slotOfSample = GC.AllocateUninitializedArray<int>((int)totalSampleCount);
        _slotOfSample.AsSpan().Fill(NotLoaded);
    }

    /// <summary>Raised on the loading thread when rows have moved in memory, before the samples are written.</summary>
    public event Action? Moved;

    /// <summary>The model's inputs.</summary>
    public ImmutableArray<TensorSpec> Inputs { get; }

    /// <summary>Slots that memory is there for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Slots in use.</summary>
    public int Count { get; private set; }

    /// <summary>Changes whenever samples are loaded or unloaded: what was derived from their contents is then to be found anew.</summary>
    public long Version { get; private set; }

    /// <summary>Samples of the whole library.</summary>
    public int TotalSampleCount => _slotOfSample.Length;

    /// <summary>Bytes of all regions.</summary>
    public long Bytes => _memory?.Bytes ?? 0;

    /// <summary>What kind of memory the rows are in: <c>pageable</c>, unless <see cref="UseMemory"/> says otherwise.</summary>
    public string MemoryKind => _source?.Name ?? "pageable";

    /// <summary>Takes its memory from elsewhere from now on; rows that are loaded move there. Not during a run.</summary>
    /// <exception cref="InvalidInputException">There isn't enough of it; then everything stays as it was.</exception>
    public void UseMemory(ISampleMemory source)
    {
        ArgumentNullException.ThrowIfNull(source);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (ReferenceEquals(source, _source))
            return;
        var before = _source;
        _source = source;
        try
        {
            if (Capacity > 0)
                Move(Capacity);
        }
        catch
        {
            _source = before;
            throw;
        }
    }

    /// <summary>Bytes of one sample of an input, and from one slot's row to the next.</summary>
    public long BytesPerRow(int input) => _bytesPerRow[input];

    /// <summary>Address of a slot's row. Slots below <see cref="Capacity"/> have one.</summary>
    public nint RowAddress(int input, int slot)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)Capacity, nameof(slot));
        return _memory!.Address + (nint)(_regionOffsets[input] + (slot * _bytesPerRow[input]));
    }

    /// <summary>The bytes of <paramref name="count"/> consecutive rows, for filling them.</summary>
    public Span<byte> Rows(int input, int slot, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slot + (long)count, Capacity, nameof(count));
        return new Span<byte>((void*)RowAddress(input, slot), checked((int)(count * _bytesPerRow[input])));
    }

    /// <summary>The first slot that holds a sample, or -1.</summary>
    public int SlotOf(long sample) => (ulong)sample < (ulong)_slotOfSample.Length ? _slotOfSample[sample] : NotLoaded;

    /// <summary>The sample in a slot below <see cref="Count"/>, or -1 where a set was unloaded.</summary>
    public long SampleAt(int slot) => slot < Count ? _sampleOfSlot[slot] : throw new ArgumentOutOfRangeException(nameof(slot));

    /// <summary>
    /// Finds the slots of samples; consecutive slots if the samples lie next to each other anywhere behind the first one's slot.
    /// </summary>
    /// <param name="samples">What to find.</param>
    /// <param name="slots">As long as <paramref name="samples"/>; receives the slots.</param>
    /// <returns>-1, or the position of the first sample that isn't loaded.</returns>
    public int Locate(ReadOnlySpan<QuerySample> samples, Span<int> slots)
    {
        if (samples.IsEmpty)
            return -1;
        var first = SlotOf(samples[0].Index);
        if (first >= 0 && AreNeighbours(samples, first))
        {
            for (var i = 0; i < samples.Length; i++)
                slots[i] = first + i;
            return -1;
        }
        for (var i = 0; i < samples.Length; i++)
        {
            var slot = SlotOf(samples[i].Index);
            if (slot < 0)
                return i;
            slots[i] = slot;
        }
        return -1;
    }

    /// <summary>
    /// Gives slots to a set of samples, one for every entry of the list, repeats included. The rows are undefined until the
    /// caller has filled them.
    /// </summary>
    /// <returns>The slot of the first entry; the others follow.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index isn't below <see cref="TotalSampleCount"/>.</exception>
    /// <exception cref="InvalidInputException">There isn't enough memory.</exception>
    public int Load(ReadOnlySpan<long> samples)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (var sample in samples)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)sample, (ulong)_slotOfSample.Length, nameof(samples));
        Version++;
        var start = Count;
        Reserve(checked(start + samples.Length));
        samples.CopyTo(_sampleOfSlot.AsSpan(start));
        for (var i = 0; i < samples.Length; i++)
            if (_slotOfSample[samples[i]] == NotLoaded)
                _slotOfSample[samples[i]] = start + i;
        _blocks.Add(new Block(start, samples.Length, null));
        Count = start + samples.Length;
        return start;
    }

    /// <summary>
    /// Loads a set whose rows are in memory already, in the order of the samples' numbers: slots then follow the numbers and not the list.
    /// Possible for a model of one input, for nothing but neighbours without repeats (in any order), while nothing else is loaded and
    /// <see cref="UseMemory"/> wasn't called. The memory is kept for the same set, until another one is loaded.
    /// </summary>
    /// <param name="samples">The set.</param>
    /// <param name="rowsOf">Gives the rows of so many samples (second argument) from one on (first), at a multiple of
    /// <see cref="AlignmentBytes"/>, nothing else writes them; the slab disposes of them. Null: there are none.</param>
    /// <returns>Whether it was; if not, everything is as before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index isn't below <see cref="TotalSampleCount"/>.</exception>
    public bool TryLoadInPlace(ReadOnlySpan<long> samples, Func<long, long, NativeBuffer?> rowsOf)
    {
        ArgumentNullException.ThrowIfNull(rowsOf);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_source is not null || Count > 0 || Inputs.Length > 1 || samples.IsEmpty)
            return false;
        var first = long.MaxValue;
        foreach (var sample in samples)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)sample, (ulong)_slotOfSample.Length, nameof(samples));
            first = Math.Min(first, sample);
        }
        if (!TryGiveSlotsByNumber(samples, first))
            return false;
        var wanted = new InPlace(first, samples.Length);
        if (_inPlace != wanted)
        {
            var rows = rowsOf(first, samples.Length);
            if (rows is null || rows.Address % AlignmentBytes != 0 || rows.Bytes < samples.Length * _bytesPerRow[0])
            {
                rows?.Dispose();
                foreach (var sample in samples)
                    _slotOfSample[sample] = NotLoaded;
                return false;
            }
            Replace(rows, new long[1], samples.Length);
            _inPlace = wanted;
        }
        Version++;
        for (var i = 0; i < samples.Length; i++)
            _sampleOfSlot[i] = first + i;
        _blocks.Add(new Block(0, samples.Length, samples.ToArray()));
        Count = samples.Length;
        return true;
    }

    /// <summary>Gives back the slots of a set that was loaded with the same list. Memory is kept for the next set.</summary>
    /// <exception cref="InvalidOperationException">No such set is loaded.</exception>
    public void Unload(ReadOnlySpan<long> samples)
    {
        var found = -1;
        for (var b = _blocks.Count - 1; b >= 0 && found < 0; b--)
            if (samples.SequenceEqual(_blocks[b].Listed is { } listed ? listed : _sampleOfSlot.AsSpan(_blocks[b].Start, _blocks[b].Count)))
                found = b;
        if (found < 0)
            throw new InvalidOperationException($"A set of {samples.Length} samples is to be unloaded that wasn't loaded.");

        Version++;
        var block = _blocks[found];
        _blocks.RemoveAt(found);
        _sampleOfSlot.AsSpan(block.Start, block.Count).Fill(NotLoaded);
        foreach (var sample in samples)
            _slotOfSample[sample] = NotLoaded;
        Count = _blocks.Count == 0 ? 0 : _blocks.Max(static b => b.Start + b.Count);
        foreach (var other in _blocks)
            for (var slot = other.Start; slot < other.Start + other.Count; slot++)
                if (_slotOfSample[_sampleOfSlot[slot]] == NotLoaded)
                    _slotOfSample[_sampleOfSlot[slot]] = slot;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _memory?.Dispose();
    }

    private bool AreNeighbours(ReadOnlySpan<QuerySample> samples, int first)
    {
        if (first + samples.Length > Count)
            return false;
        var stored = _sampleOfSlot.AsSpan(first, samples.Length);
        for (var i = 1; i < stored.Length; i++)
            if (stored[i] != samples[i].Index)
                return false;
        return true;
    }

    private void Reserve(int slots)
    {
        // Memory that a set was read in place from is another's: it's not for writing.
        if (slots <= Capacity && _inPlace is null)
            return;
        if (Count == 0)
        {
            // Nothing to keep: give the old block back first, so that both needn't fit together.
            _memory?.Dispose();
            _memory = null;
            _inPlace = null;
            Capacity = 0;
        }
        Move(slots);
    }

    /// <summary>Allocates for so many slots and takes along what is loaded.</summary>
    private void Move(int slots)
    {
        var offsets = new long[Inputs.Length];
        var bytes = 0L;
        for (var t = 0; t < offsets.Length; t++)
        {
            offsets[t] = bytes;
            bytes = checked((bytes + (slots * _bytesPerRow[t]) + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes);
        }
        var memory = AllocateOrExplain(bytes, slots);
        for (var t = 0; t < offsets.Length && Count > 0; t++)
            NativeMemory.Copy(
                (void*)RowAddress(t, 0), (void*)(memory.Address + (nint)offsets[t]), checked((nuint)(Count * _bytesPerRow[t])));
        Replace(memory, offsets, slots);
    }

    private void Replace(NativeBuffer memory, long[] regionOffsets, int slots)
    {
        _memory?.Dispose();
        _memory = memory;
        _inPlace = null;
        _regionOffsets = regionOffsets;
        Capacity = slots;
        Array.Resize(ref _sampleOfSlot, slots);
        Moved?.Invoke();
    }

    /// <summary>Numbers less the first are slots; false, and nothing changed, unless the set fills them all.</summary>
    private bool TryGiveSlotsByNumber(ReadOnlySpan<long> samples, long first)
    {
        var given = 0;
        foreach (var sample in samples)
        {
            var slot = sample - first;
            if (slot >= samples.Length || _slotOfSample[sample] != NotLoaded)
                break;
            _slotOfSample[sample] = (int)slot;
            given++;
        }
        if (given == samples.Length)
            return true;
        foreach (var sample in samples[..given])
            _slotOfSample[sample] = NotLoaded;
        return false;
    }

    private NativeBuffer AllocateOrExplain(long bytes, int slots)
    {
        // An allocation larger than the machine may well succeed, and end the process when it's written to.
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        try
        {
            if (bytes <= available)
                return _source?.Allocate(bytes, AlignmentBytes) ?? NativeBuffer.AllocateUndefined(bytes, AlignmentBytes);
        }
        catch (OutOfMemoryException)
        {
            // Said below.
        }
        throw new InvalidInputException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{slots:N0} samples need {bytes / 1048576.0:N0} MiB of memory; the machine has {available / 1048576.0:N0} MiB. ")
            + "Lower performance_sample_count_override.");
    }

    /// <param name="Start">The first slot.</param>
    /// <param name="Count">Slots.</param>
    /// <param name="Listed">The set as it was loaded, where slots have another order.</param>
    private readonly record struct Block(int Start, int Count, long[]? Listed);

    /// <summary>Which samples' own memory the rows are.</summary>
    private readonly record struct InPlace(long First, int Count);
}
