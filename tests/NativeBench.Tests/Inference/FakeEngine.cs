using System.Collections.Immutable;
using NativeBench.Inference;

namespace NativeBench.Tests.Inference;

/// <summary>An engine whose output is its input, with hooks to slow it down, break it and watch it.</summary>
internal sealed class FakeEngine : IInferenceEngine
{
    private readonly Lock _gate = new();
    private readonly List<int[]> _runs = [];
    private int _instancesDisposed;
    private int _warmUps;

    public FakeEngine(int? fixedBatch = null)
    {
        var input = new TensorSpec("input", ElementType.Int32, [2]);
        Model = new ModelInfo
        {
            Path = "fake.onnx",
            Sha256 = new string('0', 64),
            FileBytes = 1,
            Inputs = [input],
            Outputs = [new TensorSpec("output", ElementType.Int32, [2])],
            FixedBatch = fixedBatch,
        };
    }

    public string BackendName => "fake";

    public string Version => "Fake 1";

    public ModelInfo Model { get; }

    public ImmutableArray<KeyValuePair<string, string>> Settings => [];

    /// <summary>Called at the start of every run, on the worker.</summary>
    public Action<int> OnRun { get; init; } = static _ => { };

    /// <summary>The slots of all runs, in the order in which the runs ended.</summary>
    public IReadOnlyList<int[]> Runs
    {
        get
        {
            lock (_gate)
                return _runs.ToArray();
        }
    }

    public int InstancesDisposed => _instancesDisposed;

    public int WarmUps => _warmUps;

    public IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize) => new Instance(this, slab, maxBatchSize);

    public void Dispose() { }

    private sealed unsafe class Instance(FakeEngine engine, SampleSlab slab, int maxBatchSize) : IInferenceInstance
    {
        private readonly NativeBuffer _output = NativeBuffer.Allocate(maxBatchSize * slab.BytesPerRow(0));
        private readonly OutputRows[] _outputs = new OutputRows[1];

        public int MaxBatchSize => maxBatchSize;

        public ReadOnlySpan<OutputRows> Outputs => _outputs;

        public bool Run(ReadOnlySpan<int> slots)
        {
            Assert.That(slots.Length, Is.InRange(1, maxBatchSize));
            engine.OnRun(slots.Length);
            var bytes = (int)slab.BytesPerRow(0);
            var neighbours = true;
            for (var i = 0; i < slots.Length; i++)
            {
                slab.Rows(0, slots[i]).CopyTo(_output.Slice(i * bytes, bytes));
                neighbours &= slots[i] == slots[0] + i;
            }
            _outputs[0] = new OutputRows(_output.Address, bytes, ElementType.Int32);
            lock (engine._gate)
                engine._runs.Add(slots.ToArray());
            return neighbours;
        }

        public void WarmUp(int batchSize) => Interlocked.Increment(ref engine._warmUps);

        public void Dispose()
        {
            Interlocked.Increment(ref engine._instancesDisposed);
            _output.Dispose();
        }
    }
}
