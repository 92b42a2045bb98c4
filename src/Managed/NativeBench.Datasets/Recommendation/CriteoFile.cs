using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Datasets.Recommendation;

/// <summary>
/// Criteo's validation pairs as the DLRM reference's binary loader keeps them (<c>terabyte_processed_test.bin</c>): 40 int32 a pair, label,
/// 13 counts, 26 categories. A sample in memory has the same layout with the counts replaced by log(x + 1) in float32 and the
/// categories taken modulo the largest index range.
/// </summary>
public sealed class CriteoFile : IVariableSource
{
    /// <summary>Counts a pair.</summary>
    public const int DenseCount = 13;

    /// <summary>Categories a pair.</summary>
    public const int SparseCount = 26;

    /// <summary>Numbers a pair.</summary>
    public const int Stride = 1 + DenseCount + SparseCount;

    /// <summary>What MLPerf's categories are taken modulo.</summary>
    public const int MlperfMaxIndexRange = 40_000_000;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly int _maxIndexRange;

    private CriteoFile(string path, SafeFileHandle file, AggregationTrace trace, int maxIndexRange)
    {
        _path = path;
        _file = file;
        Trace = trace;
        _maxIndexRange = maxIndexRange;
    }

    /// <summary>Which pairs make up a sample.</summary>
    public AggregationTrace Trace { get; }

    /// <inheritdoc/>
    public string Description => _path;

    /// <inheritdoc/>
    public long Count => Trace.Count;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trace">The samples; null: the official ones over the file's pairs, at most MLPerf's 89,137,319.</param>
    /// <param name="maxIndexRange">What categories are taken modulo; smaller for reduced tables. 0: they stay.</param>
    /// <exception cref="InvalidInputException">It can't be read, isn't such a file, or has fewer pairs than the samples need.</exception>
    public static CriteoFile Open(string path, AggregationTrace? trace = null, int maxIndexRange = MlperfMaxIndexRange)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var file = File.OpenHandle(path);
            var bytes = RandomAccess.GetLength(file);
            var pairs = bytes / (Stride * sizeof(int));
            if (bytes == 0 || bytes % (Stride * sizeof(int)) != 0)
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                    $"'{path}' has {bytes:N0} bytes; expected a multiple of {Stride * sizeof(int)}, 40 int32 a pair, as the DLRM reference's binary loader writes it."));
            trace ??= AggregationTrace.Generate(Math.Min(pairs, AggregationTrace.MlperfPairs));
            return trace.Pairs <= pairs
                ? new CriteoFile(path, file, trace, maxIndexRange)
                : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"'{path}' has {pairs:N0} pairs; the samples need {trace.Pairs:N0}."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public NativeBuffer Load(long sample)
    {
        var (start, count) = Trace[sample];
        var bytes = count * Stride * sizeof(int);
        var buffer = NativeBuffer.Allocate(bytes);
        try
        {
            var data = buffer.Slice(0, bytes);
            Read(start, data);
            Transform(MemoryMarshal.Cast<byte, int>(data), start);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Which pairs of a sample were clicked.</summary>
    public ReadOnlyMemory<bool> ClicksOf(long sample)
    {
        using var buffer = Load(sample);
        var pairs = MemoryMarshal.Cast<byte, int>(buffer.Slice(0, (int)buffer.Bytes));
        var clicks = new bool[pairs.Length / Stride];
        for (var i = 0; i < clicks.Length; i++)
            clicks[i] = pairs[i * Stride] == 1;
        return clicks;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Read(long firstPair, Span<byte> target)
    {
        var offset = firstPair * Stride * sizeof(int);
        try
        {
            while (!target.IsEmpty)
            {
                var read = RandomAccess.Read(_file, target, offset);
                if (read == 0)
                    throw new InvalidInputException($"'{_path}' became shorter while it was being read.");
                target = target[read..];
                offset += read;
            }
        }
        catch (IOException error)
        {
            throw new InvalidInputException($"'{_path}' can't be read: {error.Message}", error);
        }
    }

    private void Transform(Span<int> pairs, long firstPair)
    {
        for (var i = 0; i < pairs.Length; i += Stride)
        {
            var pair = pairs.Slice(i, Stride);
            if (pair[0] is not (0 or 1))
                throw Wrong(firstPair + (i / Stride), $"the label {pair[0]}; expected 0 or 1");
            var dense = MemoryMarshal.Cast<int, float>(pair.Slice(1, DenseCount));
            for (var d = 0; d < DenseCount; d++)
                dense[d] = pair[1 + d] >= 0 ? MathF.Log((float)pair[1 + d] + 1) : throw Wrong(firstPair + (i / Stride), $"the count {pair[1 + d]}; expected 0 or more");
            foreach (ref var category in pair[(1 + DenseCount)..])
            {
                if (category < 0)
                    throw Wrong(firstPair + (i / Stride), $"the category {category}; expected 0 or more");
                if (_maxIndexRange > 0)
                    category %= _maxIndexRange;
            }
        }
    }

    private InvalidInputException Wrong(long pair, FormattableString found)
        => new($"'{_path}': pair {pair.ToString(CultureInfo.InvariantCulture)} has {found.ToString(CultureInfo.InvariantCulture)}.");
}
