using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Validate;

/// <summary>Keeps all outputs of every sample, and what a benchmark would answer. Not for measuring: it copies and allocates.</summary>
/// <param name="answers">The benchmark's own format; null where its answers aren't wanted.</param>
internal sealed unsafe class OutputCapture(IResponseFormat? answers) : IResponseFormat
{
    private byte[][]?[] _rows = [];
    private byte[][] _answers = [];

    public string Description => "all outputs, for a comparison";

    /// <summary>Element types of the outputs as they came, in the model's order.</summary>
    public ElementType[] Types { get; private set; } = [];

    /// <summary>Makes room for samples with the ids 0 to <paramref name="count"/> - 1.</summary>
    public void Begin(int count)
    {
        _rows = new byte[count][][];
        _answers = new byte[answers is null ? 0 : count][];
    }

    /// <summary>What the benchmark would answer to a sample.</summary>
    public byte[] Answer(int id) => _answers[id];

    /// <summary>The outputs of a sample in the model's order.</summary>
    public byte[][] this[int id] => _rows[id] ?? throw new InvalidOperationException($"Sample id {id} wasn't answered.");

    public IResponseWriter CreateWriter(ModelInfo model, int maxBatchSize) => new Writer(this, answers?.CreateWriter(model, maxBatchSize));

    private sealed class Writer(OutputCapture owner, IResponseWriter? answers) : IResponseWriter
    {
        public void Write(ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses)
        {
            var types = new ElementType[outputs.Length];
            for (var o = 0; o < types.Length; o++)
                types[o] = outputs[o].ElementType;
            owner.Types = types;
            answers?.Write(outputs, responses);
            for (var i = 0; i < responses.Length; i++)
            {
                if (answers is not null)
                    owner._answers[(int)responses[i].Id] = new ReadOnlySpan<byte>((void*)responses[i].Data, checked((int)responses[i].Size)).ToArray();
                var rows = new byte[outputs.Length][];
                for (var o = 0; o < rows.Length; o++)
                    rows[o] = outputs[o].Row(i).ToArray();
                owner._rows[(int)responses[i].Id] = rows;
            }
        }

        public void Dispose() => answers?.Dispose();
    }
}
