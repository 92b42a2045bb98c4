using NativeBench.LoadGen.RandomNumbers;

namespace NativeBench.LoadGen.Scheduling;

/// <summary>Samples that are loaded together for one series.</summary>
/// <param name="Samples">Library indices in load order, MultiStream's padding included.</param>
/// <param name="End">How many of them are not padding.</param>
internal sealed record SampleSet(long[] Samples, int End)
{
    /// <summary>Shuffles the library's first <paramref name="count"/> samples and cuts them into sets of the performance sample count.</summary>
    public static IReadOnlyList<SampleSet> Make(EffectiveSettings settings, long librarySize, long count)
    {
        count = Math.Min(count, librarySize);
        if (count > Array.MaxLength)
            throw new LoadGenException($"The library has {count} samples; at most {Array.MaxLength} can be shuffled.");
        var order = new long[count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        new Mt19937(settings.QslRngSeed).Shuffle<long>(order);

        int setSize = (int)Math.Min(settings.PerformanceSampleCount, count);
        if (setSize <= 0)
            setSize = order.Length;
        int padding = settings.TakesNeighbours ? (int)Math.Max(settings.SamplesPerQuery - 1, 0) : 0;
        var sets = new List<SampleSet>();
        for (int begin = 0; begin < order.Length; begin += setSize)
        {
            int end = Math.Min(setSize, order.Length - begin);
            var samples = new long[end + padding];
            order.AsSpan(begin, end).CopyTo(samples);

            // Element by element: a set shorter than the padding repeats what was just appended.
            for (int i = 0; i < padding; i++)
                samples[end + i] = samples[i];
            sets.Add(new SampleSet(samples, end));
        }

        return sets;
    }
}
