using System.Collections.Immutable;
using NativeBench.Inference;

namespace NativeBench.Tests.Inference.Lanes;

/// <summary>An asynchronous engine that does nothing, without allocating: for measuring what is around it.</summary>
internal sealed class FastLaneEngine : IAsynchronousEngine
{
    public string BackendName => "fast";

    public string Version => "Fast 1";

    public string DeviceName => "Fast device";

    public ModelInfo Model { get; } = new FakeEngine().Model;

    public ImmutableArray<KeyValuePair<string, string>> Settings => [];

    public IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize) => new LaneInstance(CreateLanes(slab, maxBatchSize, 1));

    public IInferenceLanes CreateLanes(SampleSlab slab, int maxBatchSize, int laneCount) => new Lanes(maxBatchSize, laneCount);

    public void Dispose() { }

    private sealed class Lanes(int maxBatchSize, int laneCount) : IInferenceLanes
    {
        private readonly NativeBuffer _output = NativeBuffer.Allocate(maxBatchSize * 8);
        private readonly OutputRows[] _rows = new OutputRows[1];
        private readonly int[] _tokens = new int[laneCount];
        private readonly int[] _states = new int[laneCount];

        public int LaneCount => laneCount;

        public int MaxBatchSize => maxBatchSize;

        public bool Submit(ReadOnlySpan<int> slots, int token)
        {
            for (var lane = 0; lane < laneCount; lane++)
            {
                if (Volatile.Read(ref _states[lane]) != 0)
                    continue;
                _tokens[lane] = token;
                Volatile.Write(ref _states[lane], 1);
                return true;
            }
            throw new InferenceException("No lane is free.");
        }

        public int Reap(Span<CompletedBatch> batches)
        {
            var count = 0;
            for (var lane = 0; lane < laneCount; lane++)
            {
                if (Volatile.Read(ref _states[lane]) != 1)
                    continue;
                Volatile.Write(ref _states[lane], 2);
                batches[count++] = new CompletedBatch(lane, _tokens[lane], false);
            }
            return count;
        }

        public ReadOnlySpan<OutputRows> Outputs(int lane)
        {
            _rows[0] = new OutputRows(_output.Address, 8, ElementType.Int32);
            return _rows;
        }

        public void Release(int lane) => Volatile.Write(ref _states[lane], 0);

        public bool Wait(TimeSpan timeout)
        {
            Thread.Yield();
            return true;
        }

        public void WarmUp(int batchSize) { }

        public void EnterThread() { }

        public void Abandon() { }

        public void Dispose() => _output.Dispose();
    }
}
