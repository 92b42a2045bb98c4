using System.Collections.Immutable;
using NativeBench.Inference;

namespace NativeBench.Tests.Inference.Lanes;

/// <summary>When a fake device finishes a batch.</summary>
internal enum Finish
{
    /// <summary>Before submitting returns.</summary>
    AtOnce,

    /// <summary>On a thread of its own, in random order.</summary>
    InRandomOrder,

    /// <summary>When the test says so.</summary>
    ByHand,
}

/// <summary>An asynchronous engine whose output is its input, with a device that tests can slow down, break and watch.</summary>
internal sealed class FakeLaneEngine(Finish finish = Finish.AtOnce) : IAsynchronousEngine
{
    private readonly FakeEngine _like = new();
    private readonly List<FakeLanes> _lanes = [];

    public string BackendName => "fake";

    public string Version => "Fake 1";

    public string DeviceName => "Fake device";

    public ModelInfo Model => _like.Model;

    public ImmutableArray<KeyValuePair<string, string>> Settings => [];

    /// <summary>Thrown when this many batches were submitted.</summary>
    public int RefuseFrom { get; init; } = int.MaxValue;

    /// <summary>The lanes made last.</summary>
    public FakeLanes Last => _lanes[^1];

    public IInferenceLanes CreateLanes(SampleSlab slab, int maxBatchSize, int laneCount)
    {
        _lanes.Add(new FakeLanes(slab, maxBatchSize, laneCount, finish, RefuseFrom));
        return _lanes[^1];
    }

    public IInferenceInstance CreateInstance(SampleSlab slab, int maxBatchSize) => new LaneInstance(CreateLanes(slab, maxBatchSize, 1));

    public void Dispose() { }
}
