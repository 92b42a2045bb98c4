using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Recommendation;

/// <summary>
/// How a DLRM takes its pairs. Always float32 [B,13] counts; the categories as in MLPerf's own ONNX file, int64 <c>indices</c> [26,B]
/// with <c>offsets</c> [26,B] (0 to B-1 in every row), or as 26 tensors <c>indices_0</c> [B], <c>offsets_0</c> [B], … of the same exporter,
/// or as int64 or int32 [B,26] without offsets.
/// </summary>
public sealed class ClickInputs
{
    private const string Expected = "float32 [?,13] counts with int64 'indices' and 'offsets' [26,?], 26 of each [?], or int64 [?,26] categories; to float32 [?,1]";

    private readonly int _dense;
    private readonly ImmutableArray<Column> _columns;

    private ClickInputs(int dense, ImmutableArray<Column> columns) => (_dense, _columns) = (dense, columns);

    /// <summary>Finds the form by names and shapes.</summary>
    /// <exception cref="InvalidInputException">It's none of them.</exception>
    public static ClickInputs Of(NetworkInfo network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var dense = -1;
        var columns = ImmutableArray.CreateBuilder<Column>();
        for (var i = 0; i < network.Inputs.Length; i++)
        {
            var tensor = network.Inputs[i];
            if (dense < 0 && tensor.Is(ElementType.Float32, -1, CriteoFile.DenseCount))
                dense = i;
            else if (Find(tensor, i) is { } column)
                columns.Add(column);
            else
                throw Wrong(network);
        }

        var categories = columns.Where(static c => !c.IsOffset).Sum(static c => c.Count);
        var offsets = columns.Where(static c => c.IsOffset).Sum(static c => c.Count);
        var givesProbabilities = network.Outputs.Length > 0 && network.Outputs[0].ElementType == ElementType.Float32
            && (network.Outputs[0].Is(ElementType.Float32, -1, 1) || network.Outputs[0].Is(ElementType.Float32, -1) || network.Outputs[0].Dimensions.IsEmpty);
        return dense >= 0 && categories == CriteoFile.SparseCount && offsets is 0 or CriteoFile.SparseCount && givesProbabilities
            ? new ClickInputs(dense, columns.ToImmutable())
            : throw Wrong(network);
    }

    /// <summary>Fills all inputs of a network with pairs as <see cref="CriteoFile"/> loads them.</summary>
    internal void Fill(INetwork network, ReadOnlySpan<int> pairs, int count)
    {
        var dense = network.Input(_dense, count, CriteoFile.DenseCount);
        const int DenseBytes = CriteoFile.DenseCount * sizeof(float);
        for (var i = 0; i < count; i++)
            MemoryMarshal.AsBytes(pairs.Slice((i * CriteoFile.Stride) + 1, CriteoFile.DenseCount)).CopyTo(dense[(i * DenseBytes)..]);
        foreach (var column in _columns)
            column.Fill(network, pairs, count);
    }

    private static Column? Find(NetworkTensor tensor, int input)
    {
        if (tensor.ElementType is not (ElementType.Int64 or ElementType.Int32))
            return null;
        var isLong = tensor.ElementType == ElementType.Int64;
        var isOffset = tensor.Name.StartsWith("offset", StringComparison.OrdinalIgnoreCase) || tensor.Name.StartsWith("lS_o", StringComparison.Ordinal);
        if (tensor.Dimensions is [_])
        {
            var at = tensor.Name.LastIndexOf('_');
            return at >= 0 && int.TryParse(tensor.Name.AsSpan(at + 1), out var table) && table is >= 0 and < CriteoFile.SparseCount
                ? new Column(input, table, 1, isLong, isOffset, Layout.Single) : null;
        }

        return tensor.Dimensions switch
        {
            [CriteoFile.SparseCount, _] => new Column(input, 0, CriteoFile.SparseCount, isLong, isOffset, Layout.TablesFirst),
            [_, CriteoFile.SparseCount] when !isOffset => new Column(input, 0, CriteoFile.SparseCount, isLong, false, Layout.PairsFirst),
            _ => null,
        };
    }

    private static InvalidInputException Wrong(NetworkInfo network) => new($"'{network.Path}' is {network.Signature}; expected {Expected}.");

    private enum Layout
    {
        PairsFirst,
        TablesFirst,
        Single,
    }

    /// <summary>An input of one or all tables.</summary>
    private sealed record Column(int Input, int First, int Count, bool IsLong, bool IsOffset, Layout Layout)
    {
        public void Fill(INetwork network, ReadOnlySpan<int> pairs, int count)
        {
            var bytes = Layout switch
            {
                Layout.Single => network.Input(Input, count),
                Layout.TablesFirst => network.Input(Input, Count, count),
                _ => network.Input(Input, count, Count),
            };
            var longs = IsLong ? MemoryMarshal.Cast<byte, long>(bytes) : default;
            var ints = IsLong ? default : MemoryMarshal.Cast<byte, int>(bytes);
            for (var pair = 0; pair < count; pair++)
            {
                var categories = pairs.Slice((pair * CriteoFile.Stride) + 1 + CriteoFile.DenseCount + First, Count);
                for (var table = 0; table < Count; table++)
                {
                    var at = Layout == Layout.PairsFirst ? (pair * Count) + table : (table * count) + pair;
                    var value = IsOffset ? pair : categories[table];
                    if (IsLong)
                        longs[at] = value;
                    else
                        ints[at] = value;
                }
            }
        }
    }
}
