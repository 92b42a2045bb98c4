using System.Collections.Immutable;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets;

/// <summary>An engine that computes each row with a function over the bytes of inputs and outputs.</summary>
internal class FunctionEngine(
    ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs, Action<Memory<byte>[], Memory<byte>[]> function) : IInferenceEngine
{
    public string BackendName => "function";

    public string Version => "1";

    public ModelInfo Model { get; } = new() { Path = "function", Sha256 = new string('0', 64), FileBytes = 0, Inputs = inputs, Outputs = outputs };

    public ImmutableArray<KeyValuePair<string, string>> Settings => [];

    public IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize) => new Instance(this, function, slab, maxBatchSize);

    public void Dispose() => GC.SuppressFinalize(this);

    private sealed class Instance(IInferenceEngine engine, Action<Memory<byte>[], Memory<byte>[]> function, SampleSlab slab, int maxBatchSize) : IInferenceInstance
    {
        private readonly NativeBuffer[] _outputs = [.. engine.Model.Outputs.Select(o => NativeBuffer.Allocate(o.BytesPerSample * maxBatchSize))];

        public int MaxBatchSize => maxBatchSize;

        public ReadOnlySpan<OutputRows> Outputs =>
            _outputs.Select((b, i) => new OutputRows(b.Address, engine.Model.Outputs[i].BytesPerSample, engine.Model.Outputs[i].ElementType)).ToArray();

        public bool Run(ReadOnlySpan<int> slots)
        {
            for (var row = 0; row < slots.Length; row++)
            {
                var inputs = new Memory<byte>[slab.Inputs.Length];
                for (var i = 0; i < inputs.Length; i++)
                    inputs[i] = slab.Rows(i, slots[row]).ToArray();
                var outputs = engine.Model.Outputs.Select(static o => (Memory<byte>)new byte[o.BytesPerSample]).ToArray();
                function(inputs, outputs);
                for (var o = 0; o < outputs.Length; o++)
                    outputs[o].Span.CopyTo(_outputs[o].Slice(row * outputs[o].Length, outputs[o].Length));
            }
            return true;
        }

        public void WarmUp(int batchSize) { }

        public void Dispose()
        {
            foreach (var buffer in _outputs)
                buffer.Dispose();
        }
    }
}
