using NativeBench.Catalog;
using NativeBench.Cli.Run;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>
/// No model at all: every query is answered at once, on the issuing thread. What remains is LoadGen itself, the lower bound
/// of every latency here. Never a result of a system.
/// </summary>
internal sealed class NullWorkload(string name, string requested, BenchmarkFacts? facts = null) : IWorkload
{
    public string Name { get; } = name;

    public BenchmarkFacts? Facts => facts;

    public IReadOnlyList<string> Changes => [];

    public BackendChoice Backend { get; } = new(requested, "null", "answers at once and computes nothing");

    public string? BackendVersion => null;

    public ModelInfo? Model => null;

    public DataSource Data { get; } = new("none", "sample numbers only");

    public IQuerySampleLibrary Library { get; } = new NumberLibrary();

    public IResponseFormat? Responses => null;

    public IScorer? Scorer => null;

    public long? ServerBoundNs => null;

    public void Check(TestScenario scenario, TestSettings settings, ExecutionRequest execution) { }

    public IWorkloadSystem OpenSystem(
        TestScenario scenario, TestSettings settings, ExecutionRequest execution, IResponseFormat? responses = null) => new NullSystem();

    public void Dispose() { }

    private sealed class NumberLibrary : IQuerySampleLibrary
    {
        public string Name => "none";

        public long TotalSampleCount => 1024;

        public long PerformanceSampleCount => 1024;

        public void LoadSamplesToRam(ReadOnlySpan<long> samples) { }

        public void UnloadSamplesFromRam(ReadOnlySpan<long> samples) { }
    }

    private sealed class NullSystem : IWorkloadSystem, ISystemUnderTest
    {
        private IResponseSink? _responses;

        public ISystemUnderTest Sut => this;

        public ExecutionDescription? Description => null;

        public BatchStatistics? Statistics => null;

        public string Name => "null";

        public void StartTest(IResponseSink responses) => _responses = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            const int chunk = 256;
            Span<QuerySampleResponse> responses = stackalloc QuerySampleResponse[Math.Min(samples.Length, chunk)];
            while (samples.Length > 0)
            {
                var count = Math.Min(samples.Length, chunk);
                for (var i = 0; i < count; i++)
                    responses[i] = new QuerySampleResponse(samples[i].Id, 0, 0);
                _responses!.QuerySamplesComplete(responses[..count]);
                samples = samples[count..];
            }
        }

        public void FlushQueries() { }

        public void Dispose() { }
    }
}
