using BenchmarkDotNet.Attributes;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;

namespace NativeBench.Benchmarks.OnnxRuntime;

/// <summary>
/// The path of a batch, from IssueQuery to the completing call, through ONNX Runtime with the embedded digits. One operation
/// is one batch; Allocated must be 0 however the samples lie.
/// </summary>
[MemoryDiagnoser]
public class BatchPathBenchmarks
{
    private OnnxRuntimeEngine _engine = null!;
    private DigitsLibrary _library = null!;
    private BatchingSystemUnderTest _system = null!;
    private QuerySample[] _query = [];

    public enum Samples
    {
        Single,
        Neighbours,
        Gathered,
    }

    [ParamsAllValues]
    public Samples Batch { get; set; }

    [GlobalSetup]
    public void Load()
    {
        var plan = new ExecutionPlan { BatchSize = 8 };
        _engine = OnnxRuntimeEngine.Load(DigitsBenchmark.ReadModel(), DigitsBenchmark.ModelName, OnnxRuntimeOptions.For(plan));
        _library = new DigitsLibrary(_engine.Model);
        _library.LoadSamplesToRam([.. Enumerable.Range(0, 360).Select(static i => (long)i)]);
        _system = new BatchingSystemUnderTest(
            _engine, _library.Slab, plan, new BatchingOptions { RunInline = true, Responses = new Top1Responses() });
        _system.StartTest(new Discard());
        _query = Batch switch
        {
            Samples.Single => [new QuerySample(1, 200)],
            Samples.Neighbours => [.. Enumerable.Range(0, 8).Select(static i => new QuerySample((ulong)i + 1, 200 + i))],
            _ => [.. Enumerable.Range(0, 8).Select(static i => new QuerySample((ulong)i + 1, 200 - (3 * i)))],
        };
    }

    [GlobalCleanup]
    public void Free()
    {
        _system.Dispose();
        _library.Dispose();
        _engine.Dispose();
    }

    [Benchmark]
    public void IssueAndComplete() => _system.IssueQuery(_query);

    private sealed class Discard : IResponseSink
    {
        public void QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses) { }

        public void FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses) { }

        public void SamplesDropped(long count) => throw new InvalidOperationException($"{count} samples were dropped.");

        public void ReportFailure(Exception error) => throw new InvalidOperationException("The system under test failed.", error);
    }
}
