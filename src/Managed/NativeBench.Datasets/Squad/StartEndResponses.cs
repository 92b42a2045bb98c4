using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Datasets.Squad;

/// <summary>
/// bert's response: start and end logits stacked along the last axis, a pair a position, float32 whatever the network computes in. The
/// outputs are found by name ("start", "end"), else they are the first and the second; MLPerf Mobile's network has them the other way
/// round.
/// </summary>
/// <param name="endFirst">Whether unnamed outputs are end, then start.</param>
public sealed class StartEndResponses(bool endFirst = false) : IResponseFormat
{
    /// <inheritdoc/>
    public string Description => "start and end logits as float32";

    /// <inheritdoc/>
    public IResponseWriter CreateWriter(ModelInfo model, int maxBatchSize)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Outputs.Length < 2)
            throw new InvalidInputException($"'{model.Name}' has the output {string.Join(", ", model.Outputs)}; expected start and end logits.");
        var start = Find(model, "start", endFirst ? 1 : 0);
        var end = Find(model, "end", endFirst ? 0 : 1);
        TensorSpec first = model.Outputs[start], second = model.Outputs[end];
        if (start == end || !FloatRow.Reads(first.ElementType) || !FloatRow.Reads(second.ElementType)
            || !first.IsStatic || !second.IsStatic || first.ElementsPerSample != second.ElementsPerSample)
            throw new InvalidInputException($"The outputs of '{model.Name}' are {string.Join(", ", model.Outputs)}; expected start and end logits, float32 or float16 and of one length.");
        return new Writer(start, end, (int)first.ElementsPerSample, maxBatchSize);
    }

    private static int Find(ModelInfo model, string word, int missing)
    {
        for (var i = 0; i < model.Outputs.Length; i++)
            if (model.Outputs[i].Name.Contains(word, StringComparison.OrdinalIgnoreCase))
                return i;
        return missing;
    }

    private sealed unsafe class Writer(int start, int end, int positions, int maxBatchSize) : IResponseWriter
    {
        private readonly FloatRow _starts = new();
        private readonly FloatRow _ends = new();
        private readonly NativeBuffer _pairs = NativeBuffer.Allocate((long)maxBatchSize * positions * 2 * sizeof(float));

        public void Write(ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses)
        {
            var bytes = positions * 2 * sizeof(float);
            for (var i = 0; i < responses.Length; i++)
            {
                var starts = _starts.Of(outputs[start], i);
                var ends = _ends.Of(outputs[end], i);
                var pairs = MemoryMarshal.Cast<byte, float>(_pairs.Slice((long)i * bytes, bytes));
                for (var p = 0; p < positions; p++)
                {
                    pairs[2 * p] = starts[p];
                    pairs[(2 * p) + 1] = ends[p];
                }
                responses[i] = responses[i] with { Data = _pairs.Address + (i * (nint)bytes), Size = bytes };
            }
        }

        public void Dispose() => _pairs.Dispose();
    }
}
