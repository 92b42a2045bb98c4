using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;
using NativeBench.LoadGen.RandomNumbers;

namespace NativeBench.Datasets.Recommendation;

/// <summary>Which user-item pairs make up each sample of DLRM: 100 to 700 neighbouring ones.</summary>
public sealed class AggregationTrace
{
    /// <summary>Pairs of the first half of day 23, MLPerf's validation set.</summary>
    public const long MlperfPairs = 89_137_319;

    // dist_quantile.txt: as many pairs as a sample has with a probability of 1/20 each.
    private static readonly int[] s_quantiles = [100, 100, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 300, 300, 400, 500, 600, 700];

    private readonly ImmutableArray<long> _starts;

    private AggregationTrace(ImmutableArray<long> starts) => _starts = starts;

    /// <summary>Samples.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Pairs of all samples.</summary>
    public long Pairs => _starts[^1];

    /// <summary>Pairs of the largest sample.</summary>
    public int MostPairs => Enumerable.Range(0, Count).Max(i => (int)(_starts[i + 1] - _starts[i]));

    /// <summary>The first pair of a sample, and how many follow it.</summary>
    public (long Start, int Count) this[long sample] => (_starts[(int)sample], (int)(_starts[(int)sample + 1] - _starts[(int)sample]));

    /// <summary>
    /// The official trace: sizes drawn from the quantiles with numpy's legacy generator until all pairs are given out. With the default
    /// seed and MLPerf's pairs it is the published file to the byte.
    /// </summary>
    /// <param name="pairs">Pairs there are.</param>
    /// <param name="seed">The reference's <c>--numpy-rand-seed</c>.</param>
    public static AggregationTrace Generate(long pairs = MlperfPairs, uint seed = 123)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        var random = new Mt19937(seed);
        var starts = ImmutableArray.CreateBuilder<long>();
        starts.Add(0);
        while (starts[^1] < pairs)
        {
            // numpy draws below 20 by taking 5 bits until they are.
            uint drawn;
            do
                drawn = random.Next() & 31;
            while (drawn >= s_quantiles.Length);
            starts.Add(Math.Min(starts[^1] + s_quantiles[drawn], pairs));
        }
        return new AggregationTrace(starts.ToImmutable());
    }

    /// <summary>Reads <c>dlrm_trace_of_aggregated_samples.txt</c>: a line a sample, <c>start, end, count</c>.</summary>
    /// <exception cref="InvalidInputException">It can't be read, or a line doesn't go on where the one before ends.</exception>
    public static AggregationTrace Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var starts = ImmutableArray.CreateBuilder<long>();
        starts.Add(0);
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (line.Length == 0)
                    continue;
                var parts = line.Split(',', StringSplitOptions.TrimEntries);
                long start = 0, end = 0, count = 0;
                if (parts.Length != 3 || !Parse(parts[0], out start) || !Parse(parts[1], out end) || !Parse(parts[2], out count)
                    || start != starts[^1] || end <= start || count != end - start)
                    throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                        $"{path}:{starts.Count}: found '{line}'; expected start, end and count of a sample that goes on at pair {starts[^1]}."));
                starts.Add(end);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The trace '{path}' can't be read: {error.Message}", error);
        }
        return starts.Count > 1 ? new AggregationTrace(starts.ToImmutable()) : throw new InvalidInputException($"The trace '{path}' has no samples.");
    }

    /// <summary>Writes the file that <see cref="Load"/> reads.</summary>
    public void Save(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        for (var i = 0; i < Count; i++)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{_starts[i]}, {_starts[i + 1]}, {_starts[i + 1] - _starts[i]}\n"));
    }

    private static bool Parse(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
