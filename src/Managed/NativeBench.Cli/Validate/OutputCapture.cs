using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Validate;

/// <summary>Keeps all outputs of every sample, instead of a benchmark's response. Not for measuring: it copies and allocates.</summary>
internal sealed class OutputCapture : IResponseFormat
{
    private byte[][]?[] _rows = [];

    public string Description => "all outputs, for a comparison";

    /// <summary>Element types of the outputs as they came, in the model's order.</summary>
    public ElementType[] Types { get; private set; } = [];

    /// <summary>Makes room for samples with the ids 0 to <paramref name="count"/> - 1.</summary>
    public void Begin(int count) => _rows = new byte[count][][];

    /// <summary>The outputs of a sample in the model's order.</summary>
    public byte[][] this[int id] => _rows[id] ?? throw new InvalidOperationException($"Sample id {id} wasn't answered.");

    public IResponseWriter CreateWriter(ModelInfo model, int maxBatchSize) => new Writer(this);

    private sealed class Writer(OutputCapture owner) : IResponseWriter
    {
        public void Write(ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses)
        {
            var types = new ElementType[outputs.Length];
            for (var o = 0; o < types.Length; o++)
                types[o] = outputs[o].ElementType;
            owner.Types = types;
            for (var i = 0; i < responses.Length; i++)
            {
                var rows = new byte[outputs.Length][];
                for (var o = 0; o < rows.Length; o++)
                    rows[o] = outputs[o].Row(i).ToArray();
                owner._rows[(int)responses[i].Id] = rows;
            }
        }

        public void Dispose() { }
    }
}
