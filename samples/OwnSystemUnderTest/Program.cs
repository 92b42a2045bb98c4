using System.Security.Cryptography;
using NativeBench.LoadGen;

// Are blocks of 64 KiB hashed within 50 ms if 1000 of them a second arrive at random times?
var logs = new LogSettings { OutputDirectory = Directory.CreateDirectory("logs").FullName, EnableTrace = false };
var settings = new TestSettings { Scenario = TestScenario.Server, ServerTargetQps = 1000, ServerTargetLatencyNs = 50_000_000, MinDurationMs = 2000 };
var blocks = new Blocks();
var result = LoadGenerator.StartTest(new Hasher(blocks), blocks, settings, logs).Performance!;
Console.WriteLine($"{(result.IsValid ? "VALID" : "INVALID")}: {result.QueryCount} blocks, 99 % of them within {result.SampleLatency.P99Ns / 1000} µs");

internal sealed class Blocks : IQuerySampleLibrary
{
    public byte[][] Data { get; } = new byte[256][];
    public string Name => "64 KiB blocks";
    public long TotalSampleCount => Data.Length;
    public long PerformanceSampleCount => Data.Length;
    public void LoadSamplesToRam(ReadOnlySpan<long> samples) { foreach (long i in samples) Data[i] = RandomNumberGenerator.GetBytes(65536); }
    public void UnloadSamplesFromRam(ReadOnlySpan<long> samples) { foreach (long i in samples) Data[i] = []; }
}

internal sealed class Hasher(Blocks blocks) : ISystemUnderTest
{
    private IResponseSink? _responses;
    public string Name => "SHA-256 on the thread pool";
    public void StartTest(IResponseSink responses) => _responses = responses;
    public void IssueQuery(ReadOnlySpan<QuerySample> query) { foreach (var sample in query) ThreadPool.UnsafeQueueUserWorkItem(Hash, sample, preferLocal: false); }
    private void Hash(QuerySample sample) { SHA256.HashData(blocks.Data[sample.Index]); _responses!.QuerySamplesComplete([new QuerySampleResponse(sample.Id, 0, 0)]); }
    public void FlushQueries() { }
}
