using System.Diagnostics;
using System.Globalization;
using NativeBench.Cli.Output;
using NativeBench.Inference;
using NativeBench.Inference.TensorRT;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>A system under test around TensorRT's engines, which also tells what its lanes did in the last test.</summary>
internal sealed class TensorRtSystem : IWorkloadSystem
{
    private readonly TensorRtDevices _engines;
    private readonly ExecutionPlan _plan;
    private readonly LaneOptions _options;
    private readonly SampleSlab _slab;
    private readonly LaneSystemUnderTest _sut;
    private readonly TimeSpan _start;
    private readonly TimeSpan _loading;
    private TensorRtCounters[] _before;

    /// <summary>Makes the lanes and warms them up.</summary>
    /// <param name="engines">One for each device.</param>
    /// <param name="slab">Where the samples are.</param>
    /// <param name="plan">How to run.</param>
    /// <param name="options">All else.</param>
    /// <param name="loading">How long the vendor's libraries and the engines took to open, of the program's time so far.</param>
    public TensorRtSystem(TensorRtDevices engines, SampleSlab slab, ExecutionPlan plan, LaneOptions options, TimeSpan loading)
    {
        _engines = engines;
        _plan = plan;
        _slab = slab;
        _loading = loading;

        // Counted from the test's start on: what warmed up before isn't its.
        _before = Read();
        _options = options with { TestStarting = () => _before = Read() };
        _sut = new LaneSystemUnderTest(engines.All, slab, plan, _options);
        Warnings = [.. engines.All.Select(Graphless).OfType<string>()];
        using var process = Process.GetCurrentProcess();
        _start = DateTime.Now - process.StartTime;
    }

    public ISystemUnderTest Sut => _sut;

    public BatchStatistics? Statistics => _sut.Statistics;

    public ExecutionDescription? Description => new(_plan, _options.RunInline, _options.Responses.Description, [.. _engines.Settings, .. Measured()]);

    public IReadOnlyList<string> Warnings { get; }

    public void Dispose() => _sut.Dispose();

    // Of these lanes alone: the engine's counters go on over several tests.
    private static int FailedCaptures(TensorRtEngine engine) =>
        engine.LaneWarnings.Count(static line => line.Contains("without a CUDA graph", StringComparison.Ordinal));

    private static string? Graphless(TensorRtEngine engine)
    {
        var failed = FailedCaptures(engine);
        return failed == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{engine.DeviceName}: {failed} {(failed == 1 ? "CUDA graph" : "CUDA graphs")} couldn't be captured; those batches are launched without, which takes more of the processor. {engine.LaneWarnings[0]}");
    }

    private TensorRtCounters[] Read() => [.. _engines.All.Select(static engine => engine.Counters)];

    private IEnumerable<KeyValuePair<string, string>> Measured()
    {
        var each = Read().Zip(_before, static (now, before) => now - before).ToArray();
        var counters = each.Aggregate(static (sum, one) => sum + one);
        if (each.Length > 1)
            yield return new("batches of each device", string.Join(", ", each.Select(static one => Text(one.Batches))));
        yield return new("streams of each device", Text(_plan.Instances));
        yield return new("memory of the samples", _slab.MemoryKind);
        yield return new("batches as CUDA graphs", Text(counters.GraphLaunches));
        yield return new("batches without", Text(counters.Enqueues));
        yield return new("CUDA graphs that couldn't be captured", Text(_engines.All.Sum(FailedCaptures)));
        yield return new("copies to the device", Text(counters.CopiesToDevice));
        yield return new("copies from the device", Text(counters.CopiesFromDevice));
        yield return new("batch copies among them", Text(counters.BatchCopies));
        yield return new("inputs read where they lie", Text(counters.BoundInPlace));
        yield return new("samples gathered by the CPU", Text(counters.GatheredSamples));
        yield return new("time to submit a batch, the driver's included", Units.Time(_sut.MeanSubmitNs));
        yield return new("calls to submit", Text(counters.SubmitCalls));
        yield return new("calls to wait", Text(counters.WaitCalls));
        yield return new("from the program's start to lanes ready", Units.Invariant($"{_start.TotalSeconds:0.00} s"));
        yield return new("of that in opening libraries and engines", Units.Invariant($"{_loading.TotalSeconds:0.00} s"));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
