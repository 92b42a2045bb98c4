using BenchmarkDotNet.Attributes;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Benchmarks.Lanes;

/// <summary>
/// The path of a batch through the lanes of an emulated GPU, from IssueQuery to the completing call. One operation is one batch;
/// Allocated must be 0. The time holds the emulated device's work: what is ours of it, `lane-figures` tells.
/// </summary>
[MemoryDiagnoser]
public class LanePathBenchmarks
{
    private EmulatedDevice _device = null!;
    private LaneSystemUnderTest _system = null!;
    private AwaitingSink _sink = null!;
    private QuerySample[] _query = [];

    [Params(true, false)]
    public bool OnIssuingThread { get; set; }

    [Params(1, 8)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Load()
    {
        _device = new EmulatedDevice(Batch);
        _system = new LaneSystemUnderTest(
            [_device.Engine], _device.Slab, new ExecutionPlan { Instances = OnIssuingThread ? 1 : 2, BatchSize = Batch },
            new LaneOptions { RunInline = OnIssuingThread });
        _sink = new AwaitingSink();
        _system.StartTest(_sink);
        _query = EmulatedDevice.Query(Batch);
    }

    [GlobalCleanup]
    public void Free()
    {
        _system.Dispose();
        _device.Dispose();
    }

    [Benchmark]
    public void IssueAndComplete()
    {
        _system.IssueQuery(_query);
        _sink.Wait(Batch);
    }
}
