using System.Runtime.InteropServices;
using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>
/// A sample's bytes of all outputs, one after another in the model's order. With a single output it's a view of the
/// instance's memory; with several they are copied together.
/// </summary>
public sealed class RawResponses : IResponseFormat
{
    private RawResponses() { }

    /// <summary>The only instance.</summary>
    public static RawResponses Instance { get; } = new();

    /// <inheritdoc/>
    public string Description => "raw outputs";

    /// <inheritdoc/>
    public IResponseWriter CreateWriter(ModelInfo model, int maxBatchSize)
    {
        if (model.Outputs.Length == 1)
            return new ViewWriter();
        var known = model.Outputs.All(static t => t.IsStatic);
        return new JoiningWriter(known ? model.Outputs.Sum(static t => t.BytesPerSample) * maxBatchSize : 0);
    }

    private sealed class ViewWriter : IResponseWriter
    {
        public void Write(ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses)
        {
            var rows = outputs[0];
            for (var i = 0; i < responses.Length; i++)
                responses[i] = responses[i] with { Data = rows.Data + (nint)(i * rows.BytesPerRow), Size = rows.BytesPerRow };
        }

        public void Dispose() { }
    }

    /// <summary>Joins rows of several outputs. The memory only grows when outputs of unknown shape come out larger than ever.</summary>
    private sealed unsafe class JoiningWriter(long bytes) : IResponseWriter
    {
        private NativeBuffer _joined = NativeBuffer.Allocate(bytes);

        public void Write(ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses)
        {
            var bytesPerSample = 0L;
            foreach (var rows in outputs)
                bytesPerSample += rows.BytesPerRow;
            if (bytesPerSample * responses.Length > _joined.Bytes)
            {
                _joined.Dispose();
                _joined = NativeBuffer.Allocate(bytesPerSample * responses.Length);
            }
            var target = (byte*)_joined.Address;
            for (var i = 0; i < responses.Length; i++)
            {
                responses[i] = responses[i] with { Data = (nint)target, Size = bytesPerSample };
                foreach (var rows in outputs)
                {
                    NativeMemory.Copy((byte*)rows.Data + (i * rows.BytesPerRow), target, (nuint)rows.BytesPerRow);
                    target += rows.BytesPerRow;
                }
            }
        }

        public void Dispose() => _joined.Dispose();
    }
}
