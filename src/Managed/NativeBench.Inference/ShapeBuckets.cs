using System.Collections.Immutable;
using System.Globalization;

namespace NativeBench.Inference;

/// <summary>
/// Lengths that inputs of different length are run at, such as the sequences of a language model: a sample runs at the
/// smallest length that holds it, in batches with others of that length. Every sample has room for the largest in memory.
/// </summary>
public sealed record ShapeBuckets
{
    /// <summary>Makes buckets.</summary>
    /// <param name="dimension">The model's name for the dimension; it has to be the second of all tensors that have it.</param>
    /// <param name="lengths">Lengths, in any order; the largest one holds every sample.</param>
    /// <exception cref="InvalidInputException">No length, or one below 1.</exception>
    public ShapeBuckets(string dimension, IEnumerable<int> lengths)
    {
        Dimension = dimension;
        Lengths = [.. lengths.Distinct().Order()];
        if (Lengths.Length == 0 || Lengths[0] < 1)
            throw new InvalidInputException($"Buckets of {dimension}: expected lengths of 1 or more, such as {dimension}=64,128,384.");
        if (Lengths.Length > MaxBuckets)
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture, $"Buckets of {dimension}: {Lengths.Length} lengths; expected {MaxBuckets} at most."));
    }

    /// <summary>The most lengths.</summary>
    public const int MaxBuckets = 64;

    /// <summary>The model's name for the dimension.</summary>
    public string Dimension { get; }

    /// <summary>The lengths, ascending.</summary>
    public ImmutableArray<int> Lengths { get; }

    /// <summary>The largest length, which all samples have room for.</summary>
    public int Largest => Lengths[^1];

    /// <summary>The bucket of a sample.</summary>
    /// <param name="length">0 or more; what is longer than all buckets belongs to the last.</param>
    public int BucketOf(int length)
    {
        for (var bucket = 0; bucket < Lengths.Length; bucket++)
            if (length <= Lengths[bucket])
                return bucket;
        return Lengths.Length - 1;
    }

    /// <inheritdoc/>
    public bool Equals(ShapeBuckets? other) => other is not null && Dimension == other.Dimension && Lengths.SequenceEqual(other.Lengths);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimension, Lengths.Length, Largest);

    /// <summary>As the command line has it: <c>seq=64,128,384</c>.</summary>
    public override string ToString()
        => $"{Dimension}={string.Join(',', Lengths.Select(static l => l.ToString(CultureInfo.InvariantCulture)))}";
}
