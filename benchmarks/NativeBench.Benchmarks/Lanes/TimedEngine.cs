using System.Collections.Immutable;
using System.Diagnostics;
using NativeBench.Inference;

namespace NativeBench.Benchmarks.Lanes;

/// <summary>Passes everything on and notes when a submit ended, and how much of it was the emulated driver's.</summary>
internal sealed class TimedEngine(EmulatedDevice device) : IAsynchronousEngine
{
    public string DeviceName => device.Engine.DeviceName;

    public string BackendName => device.Engine.BackendName;

    public string Version => device.Engine.Version;

    public ModelInfo Model => device.Engine.Model;

    public ImmutableArray<KeyValuePair<string, string>> Settings => device.Engine.Settings;

    /// <summary>When the last submit ended, in ticks of Stopwatch.</summary>
    public long SubmittedAt { get; private set; }

    /// <summary>ns of it in the emulated driver.</summary>
    public long DriverNs { get; private set; }

    public IInferenceLanes CreateLanes(SampleSlab slab, int maxBatchSize, int laneCount) =>
        new Lanes(this, device, device.Engine.CreateLanes(slab, maxBatchSize, laneCount));

    public IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize) => device.Engine.CreateInstance(slab, maxBatchSize);

    /// <summary>Leaves the engine to its owner.</summary>
    public void Dispose() { }

    private sealed class Lanes(TimedEngine engine, EmulatedDevice device, IInferenceLanes lanes) : IInferenceLanes
    {
        public int LaneCount => lanes.LaneCount;

        public int MaxBatchSize => lanes.MaxBatchSize;

        public bool Submit(ReadOnlySpan<int> slots, int token)
        {
            var before = device.DriverNs;
            var neighbours = lanes.Submit(slots, token);
            engine.SubmittedAt = Stopwatch.GetTimestamp();
            engine.DriverNs = device.DriverNs - before;
            return neighbours;
        }

        public int Reap(Span<CompletedBatch> batches) => lanes.Reap(batches);

        public ReadOnlySpan<OutputRows> Outputs(int lane) => lanes.Outputs(lane);

        public void Release(int lane) => lanes.Release(lane);

        public bool Wait(TimeSpan timeout) => lanes.Wait(timeout);

        public void WarmUp(int batchSize) => lanes.WarmUp(batchSize);

        public void EnterThread() => lanes.EnterThread();

        public void Abandon() => lanes.Abandon();

        public void Dispose() => lanes.Dispose();
    }
}
