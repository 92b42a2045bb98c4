using System.Collections.Immutable;
using NativeBench.Inference;

namespace NativeBench.Tests.Inference;

/// <summary>An engine that does nothing, without allocating: what remains is the harness.</summary>
internal sealed class FastEngine : IInferenceEngine, IInferenceInstance
{
    private readonly OutputRows[] _outputs = [new OutputRows(0, 0, ElementType.Int32)];

    public string BackendName => "fast";

    public string Version => "Fast 1";

    public ModelInfo Model { get; } = new FakeEngine().Model;

    public ImmutableArray<KeyValuePair<string, string>> Settings => [];

    public int MaxBatchSize => int.MaxValue;

    public ReadOnlySpan<OutputRows> Outputs => _outputs;

    public IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize) => this;

    public bool Run(ReadOnlySpan<int> slots) => true;

    public void WarmUp(int batchSize) { }

    public void Dispose() { }
}
