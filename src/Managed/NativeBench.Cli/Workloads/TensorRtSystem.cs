using System.Globalization;
using NativeBench.Inference;
using NativeBench.Inference.TensorRT;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>A system under test around a TensorRT engine, which also tells what its lanes did.</summary>
internal sealed class TensorRtSystem : IWorkloadSystem
{
    private readonly TensorRtEngine _engine;
    private readonly ExecutionPlan _plan;
    private readonly LaneOptions _options;
    private readonly SampleSlab _slab;
    private readonly LaneSystemUnderTest _sut;
    private readonly TensorRtCounters _before;

    public TensorRtSystem(TensorRtEngine engine, SampleSlab slab, ExecutionPlan plan, LaneOptions options)
    {
        _engine = engine;
        _plan = plan;
        _options = options;
        _slab = slab;
        _before = engine.Counters;
        _sut = new LaneSystemUnderTest([engine], slab, plan, options);
    }

    public ISystemUnderTest Sut => _sut;

    public BatchStatistics? Statistics => _sut.Statistics;

    public ExecutionDescription? Description => new(_plan, _options.RunInline, _options.Responses.Description, [.. _engine.Settings, .. Measured()]);

    public void Dispose() => _sut.Dispose();

    private IEnumerable<KeyValuePair<string, string>> Measured()
    {
        var now = _engine.Counters;
        yield return new("streams", Text(_plan.Instances));
        yield return new("memory of the samples", _slab.MemoryKind);
        yield return new("batches as CUDA graphs", Text(now.GraphLaunches - _before.GraphLaunches));
        yield return new("batches without", Text(now.Enqueues - _before.Enqueues));
        yield return new("copies to the device", Text(now.CopiesToDevice - _before.CopiesToDevice));
        yield return new("copies from the device", Text(now.CopiesFromDevice - _before.CopiesFromDevice));
        yield return new("samples gathered by the CPU", Text(now.GatheredSamples - _before.GatheredSamples));
        yield return new("waits that slept", Text(now.Waits - _before.Waits));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
