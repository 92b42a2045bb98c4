using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Datasets.Detection;

/// <summary>The memory that boxes are logged from: seven float32 each, all boxes of a batch one behind the other.</summary>
internal abstract unsafe class BoxWriter(DetectionResponses format, int maxBatchSize, int expectedBoxes) : IResponseWriter
{
    public const int ValuesPerBox = 7;

    private NativeBuffer _memory = NativeBuffer.Allocate((long)maxBatchSize * Math.Max(1, expectedBoxes) * ValuesPerBox * sizeof(float));

    protected DetectionResponses Format { get; } = format;

    public void Write(ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses)
        => throw new InvalidOperationException("Boxes carry their sample's index.");

    public void Write(ReadOnlySpan<QuerySample> samples, ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses)
    {
        // Only a network whose number of boxes isn't known before a run can need more than there is.
        var most = MostBoxes(outputs);
        var bytesPerSample = (long)most * ValuesPerBox * sizeof(float);
        if (bytesPerSample * responses.Length > _memory.Bytes)
        {
            _memory.Dispose();
            _memory = NativeBuffer.Allocate(bytesPerSample * maxBatchSize);
        }
        for (var i = 0; i < responses.Length; i++)
        {
            var target = (float*)(_memory.Address + (nint)(i * bytesPerSample));
            var boxes = WriteBoxes(samples[i].Index, outputs, i, new Span<float>(target, most * ValuesPerBox));
            responses[i] = responses[i] with { Data = (nint)target, Size = (long)boxes * ValuesPerBox * sizeof(float) };
        }
    }

    public virtual void Dispose() => _memory.Dispose();

    /// <summary>Boxes that a sample can have with these outputs.</summary>
    protected abstract int MostBoxes(ReadOnlySpan<OutputRows> outputs);

    /// <summary>Writes a sample's boxes.</summary>
    /// <returns>How many.</returns>
    protected abstract int WriteBoxes(long sample, ReadOnlySpan<OutputRows> outputs, int row, Span<float> target);

    protected static void Put(Span<float> target, int box, long sample, float top, float left, float bottom, float right, float score, float label)
    {
        var values = target.Slice(box * ValuesPerBox, ValuesPerBox);
        values[0] = sample;
        values[1] = top;
        values[2] = left;
        values[3] = bottom;
        values[4] = right;
        values[5] = score;
        values[6] = label;
    }
}
