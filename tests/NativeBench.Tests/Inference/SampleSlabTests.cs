using CsCheck;
using NativeBench.Inference;

namespace NativeBench.Tests.Inference;

public class SampleSlabTests
{
    [Test]
    public void Regions_are_aligned_and_rows_of_neighbours_touch()
    {
        using var slab = new SampleSlab(
            [new TensorSpec("a", ElementType.Int8, [3]), new TensorSpec("b", ElementType.Float64, [5, 2])], totalSampleCount: 10);
        slab.Load([7, 3, 5]);
        for (var input = 0; input < 2; input++)
        {
            Assert.That((long)slab.RowAddress(input, 0) % SampleSlab.AlignmentBytes, Is.Zero);
            Assert.That(slab.RowAddress(input, 2) - slab.RowAddress(input, 0), Is.EqualTo((nint)(2 * slab.BytesPerRow(input))));
        }
        Assert.That((slab.BytesPerRow(0), slab.BytesPerRow(1)), Is.EqualTo((3L, 80L)));
    }

    [Test]
    public void Samples_take_slots_in_load_order()
    {
        using var slab = SlabOf.Loaded(10, 7, 3, 5);
        Assert.That((slab.SlotOf(7), slab.SlotOf(3), slab.SlotOf(5), slab.SlotOf(0)), Is.EqualTo((0, 1, 2, -1)));
        Assert.That(slab.SampleAt(1), Is.EqualTo(3));
    }

    [Test]
    public void Neighbours_are_found_across_the_repeats_at_the_end_of_a_set()
    {
        // As LoadGen loads for MultiStream with 3 samples a query.
        using var slab = SlabOf.Loaded(10, 7, 3, 5, 9, 7, 3);
        var slots = new int[3];
        Assert.That(slab.Locate(SlabOf.Query(1, 9, 7, 3), slots), Is.EqualTo(-1));
        Assert.That(slots, Is.EqualTo(new[] { 3, 4, 5 }));
        Assert.That(slab.Locate(SlabOf.Query(1, 7, 3, 5), slots), Is.EqualTo(-1));
        Assert.That(slots, Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public void Locating_tells_which_sample_is_not_loaded()
    {
        using var slab = SlabOf.Loaded(10, 7, 3);
        Assert.That(slab.Locate(SlabOf.Query(1, 7, 4, 3), new int[3]), Is.EqualTo(1));
        Assert.That(slab.Locate(SlabOf.Query(1, 99), new int[1]), Is.Zero);
        Assert.That(slab.Locate(SlabOf.Query(1, -1), new int[1]), Is.Zero);
    }

    [Test]
    public void Located_slots_hold_the_samples_whatever_was_loaded_and_unloaded_before()
    {
        var set = Gen.Long[0, 9].Array[1, 8];
        Gen.Select(set, set, set, Gen.Int[0, 2], Gen.Long[0, 9].Array[1, 6]).Sample((first, second, third, unloaded, query) =>
        {
            using var slab = new SampleSlab(SlabOf.Inputs, 10);
            long[][] sets = [first, second, third];
            foreach (var samples in sets)
                SlabOf.Load(slab, samples);
            slab.Unload(sets[unloaded]);
            var remaining = sets.Where((_, i) => i != unloaded).SelectMany(static s => s).ToHashSet();
            var slots = new int[query.Length];
            var missing = slab.Locate(SlabOf.Query(1, query), slots);
            if (missing != Array.FindIndex(query, q => !remaining.Contains(q)))
                return false;
            return missing >= 0 || query.Select((q, i) => slab.Rows(0, slots[i]).SequenceEqual(SlabOf.RowBytes(q))).All(static same => same);
        });
    }

    [Test]
    public void Growing_keeps_what_is_loaded_and_tells_that_it_moved()
    {
        using var slab = SlabOf.Loaded(100, 1, 2);
        var moved = 0;
        slab.Moved += () => moved++;
        SlabOf.Load(slab, [.. Enumerable.Range(10, 60).Select(static i => (long)i)]);
        Assert.That(moved, Is.EqualTo(1));
        Assert.That(slab.Rows(0, slab.SlotOf(2)).ToArray(), Is.EqualTo(SlabOf.RowBytes(2)));
    }

    [Test]
    public void Memory_stays_for_the_next_set()
    {
        using var slab = SlabOf.Loaded(100, 1, 2, 3, 4);
        var address = slab.RowAddress(0, 0);
        slab.Moved += static () => Assert.Fail("moved");
        slab.Unload([1, 2, 3, 4]);
        Assert.That(slab.Count, Is.Zero);
        SlabOf.Load(slab, 50, 51, 52);
        Assert.That(slab.RowAddress(0, 0), Is.EqualTo(address));
    }

    [Test]
    public void Only_what_was_loaded_can_be_unloaded()
    {
        using var slab = SlabOf.Loaded(10, 1, 2);
        Assert.That(() => slab.Unload([2, 1]), Throws.InvalidOperationException);
        slab.Unload([1, 2]);
        Assert.That(() => slab.Unload([1, 2]), Throws.InvalidOperationException);
    }

    [Test]
    public void A_set_that_no_memory_is_there_for_is_a_sentence()
    {
        using var slab = new SampleSlab([new TensorSpec("huge", ElementType.Float32, [1L << 45])], totalSampleCount: 8);
        Assert.That(
            () => slab.Load([0, 1, 2]),
            Throws.TypeOf<InvalidInputException>()
                .With.Message.Contains("3 samples need").And.Message.Contains("performance_sample_count_override"));
    }

    [Test]
    public void A_set_in_place_has_slots_by_number_and_no_memory_of_its_own()
    {
        using var slab = new SampleSlab(SlabOf.Inputs, 100);
        var moved = 0;
        slab.Moved += () => moved++;
        var rows = RowsInPlace.Of(40, 5);
        Assert.That(slab.TryLoadInPlace([43, 40, 44, 41, 42], rows.Give), Is.True);
        Assert.That(moved, Is.EqualTo(1));
        Assert.That(slab.RowAddress(0, 0), Is.EqualTo(rows.Address));
        Assert.That((slab.Count, slab.Capacity, slab.SlotOf(43), slab.SampleAt(3), slab.SlotOf(39)), Is.EqualTo((5, 5, 3, 43, -1)));
        for (var sample = 40; sample < 45; sample++)
            Assert.That(slab.Rows(0, slab.SlotOf(sample)).ToArray(), Is.EqualTo(SlabOf.RowBytes(sample)));
        Assert.That(() => slab.Unload([40, 41, 42, 43, 44]), Throws.InvalidOperationException, "another list");
        slab.Unload([43, 40, 44, 41, 42]);
        Assert.That((slab.Count, slab.SlotOf(43)), Is.EqualTo((0, -1)));

        Assert.That(slab.TryLoadInPlace([40, 41, 42, 43, 44], rows.Give), Is.True);
        Assert.That((moved, rows.Given, rows.Freed), Is.EqualTo((1, 1, 0)), "the same samples lie where they lay");
    }

    [Test]
    public void What_is_loaded_after_a_set_in_place_has_memory_of_its_own()
    {
        using var slab = new SampleSlab(SlabOf.Inputs, 100);
        var rows = RowsInPlace.Of(0, 4);
        Assert.That(slab.TryLoadInPlace([2, 1, 0, 3], rows.Give), Is.True);
        slab.Unload([2, 1, 0, 3]);
        SlabOf.Load(slab, 7, 8);
        Assert.That(rows.Freed, Is.EqualTo(1));
        Assert.That(rows.Unchanged, Is.True, "nobody writes there");
        Assert.That(slab.Rows(0, slab.SlotOf(8)).ToArray(), Is.EqualTo(SlabOf.RowBytes(8)));
    }

    [Test]
    public void A_second_set_takes_along_what_is_in_place()
    {
        using var slab = new SampleSlab(SlabOf.Inputs, 100);
        var rows = RowsInPlace.Of(0, 4);
        slab.TryLoadInPlace([2, 1, 0, 3], rows.Give);
        SlabOf.Load(slab, 50, 51);
        foreach (var sample in (long[])[0, 1, 2, 3, 50, 51])
            Assert.That(slab.Rows(0, slab.SlotOf(sample)).ToArray(), Is.EqualTo(SlabOf.RowBytes(sample)));
        Assert.That((rows.Freed, rows.Unchanged), Is.EqualTo((1, true)));
        slab.Unload([2, 1, 0, 3]);
        Assert.That((slab.SlotOf(0), slab.SlotOf(50)), Is.EqualTo((-1, 4)));
    }

    [Test]
    public void Sets_that_are_no_whole_part_are_not_read_in_place()
    {
        using var slab = new SampleSlab(SlabOf.Inputs, 100);
        var rows = RowsInPlace.Of(0, 4);
        foreach (var set in (long[][])[[0, 2], [0, 1, 1], [3, 0], []])
        {
            Assert.That(slab.TryLoadInPlace(set, rows.Give), Is.False, string.Join(",", set));
            Assert.That(set.Select(slab.SlotOf), Is.All.EqualTo(-1));
        }
        Assert.That(() => slab.TryLoadInPlace([99, 100], rows.Give), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(rows.Given, Is.Zero);
        Assert.That(slab.TryLoadInPlace([0, 1], static (_, _) => null), Is.False);
        Assert.That(slab.SlotOf(1), Is.EqualTo(-1));

        SlabOf.Load(slab, 9);
        Assert.That(slab.TryLoadInPlace([0, 1], rows.Give), Is.False, "another set is loaded");
        using var two = new SampleSlab([.. SlabOf.Inputs, .. SlabOf.Inputs], 100);
        Assert.That(two.TryLoadInPlace([0, 1], rows.Give), Is.False, "two inputs lie apart");
    }

    /// <summary>Rows as <see cref="SlabOf"/> has them, in memory of somebody else's.</summary>
    private sealed class RowsInPlace : IDisposable
    {
        private readonly NativeBuffer _memory = NativeBuffer.Allocate(4096, 4096);
        private readonly byte[] _before;

        private RowsInPlace(long first, int count)
        {
            for (var i = 0; i < count; i++)
                SlabOf.RowBytes(first + i).CopyTo(_memory.Slice(i * 8, 8));
            _before = _memory.Slice(0, 4096).ToArray();
        }

        public nint Address => _memory.Address;

        public int Given { get; private set; }

        public int Freed { get; private set; }

        public bool Unchanged => _memory.Slice(0, 4096).SequenceEqual(_before);

        public static RowsInPlace Of(long first, int count) => new(first, count);

        public NativeBuffer? Give(long first, long count)
        {
            Given++;
            return NativeBuffer.Adopt(Address, count * 8, this);
        }

        public void Dispose() => Freed++;
    }
}
