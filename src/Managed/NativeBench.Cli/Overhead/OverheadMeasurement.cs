using System.Diagnostics;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;
using NativeBench.LoadGen.Time;

namespace NativeBench.Cli.Overhead;

/// <summary>Measures an <see cref="OverheadReport"/> with whole tests, log files included, as a real run has them.</summary>
internal sealed class OverheadMeasurement(string folder, IssueWait wait, Action<string> progress, CancellationToken cancellationToken)
{
    private const long ClosedLoopQueries = 2_000_000;
    private const long OfflineSamples = 20_000_000;
    private const double LongRunQps = 1_000_000;

    /// <summary>A rate is kept when its last query is issued no later than this.</summary>
    private const long KeptWithinNs = 10_000_000;

    private static readonly long[] s_lagRates = [1_000, 10_000, 100_000, 500_000];

    private readonly TimeSource _time = new MonotonicTimeSource(wait);
    private int _collections;

    public OverheadReport Measure(long queries)
    {
        // The long run first, while the process is still small: its memory is what it adds.
        progress($"Server, {queries:N0} queries: memory, start and end");
        var longRun = LongRun(queries);
        progress("SingleStream and MultiStream");
        double single = Best(() => ClosedLoop(TestScenario.SingleStream, onWorker: false));
        double singleWorker = Best(() => ClosedLoop(TestScenario.SingleStream, onWorker: true));
        double multi = Best(() => ClosedLoop(TestScenario.MultiStream, onWorker: false));
        progress("Offline");
        double offline = Best(OfflineNsPerSample);
        progress("Server: highest rate kept");
        double kept = HighestRateKept();
        var lags = new List<(long, LatencyFigures)>();
        foreach (long rate in s_lagRates)
        {
            progress($"Server: lag at {rate:N0} queries/s");
            lags.Add((rate, ServerRun(rate, seconds: 3).Performance.IssueLag));
        }

        return longRun with
        {
            SingleStreamNsPerQuery = single,
            SingleStreamWorkerNsPerQuery = singleWorker,
            MultiStreamNsPerSample = multi,
            OfflineSamplesPerS = 1e9 / offline,
            ServerMaxQpsKept = kept,
            ServerLag = lags,
            GcCount = _collections,
        };
    }

    /// <summary>The median of five: what the machine can do on an ordinary try.</summary>
    private static double Best(Func<double> measure)
    {
        const int Runs = 5;
        double[] values = new double[Runs];
        for (int i = 0; i < Runs; i++)
            values[i] = measure();
        Array.Sort(values);
        return values[Runs / 2];
    }

    private double ClosedLoop(TestScenario scenario, bool onWorker)
    {
        using var system = new NullSystem(onWorker);
        long queries = scenario == TestScenario.MultiStream ? ClosedLoopQueries / 8 : onWorker ? ClosedLoopQueries / 10 : ClosedLoopQueries;
        Run(system, new TestSettings { Scenario = scenario, MinDurationMs = 0, MinQueryCount = queries });
        return system.ActiveS * 1e9 / system.Samples;
    }

    private double OfflineNsPerSample()
    {
        using var system = new NullSystem();
        Run(system, new TestSettings { Scenario = TestScenario.Offline, MinDurationMs = 0, MinQueryCount = OfflineSamples });
        return system.ActiveS * 1e9 / system.Samples;
    }

    private (PerformanceResult Performance, NullSystem System) ServerRun(double qps, double seconds)
    {
        using var system = new NullSystem();
        var result = Run(system, new TestSettings
        {
            Scenario = TestScenario.Server,
            ServerTargetQps = qps,
            MinDurationMs = (long)(seconds * 1000),
            MinQueryCount = 1,
        });
        return (result.Performance!, system);
    }

    /// <summary>Doubles until a rate isn't kept, then bisects to 3 %. A rate gets a second chance, since the machine isn't ours alone.</summary>
    private double HighestRateKept()
    {
        double low = 0;
        double high = 500_000;
        while (Keeps(high))
        {
            low = high;
            high *= 2;
        }

        while (high - low > 0.03 * high)
        {
            double middle = (low + high) / 2;
            if (Keeps(middle))
                low = middle;
            else
                high = middle;
        }

        return low;

        bool Keeps(double qps) => KeepsOnce(qps) || KeepsOnce(qps);

        bool KeepsOnce(double qps)
        {
            var (performance, _) = ServerRun(qps, seconds: 1);
            return performance.FinalQueryIssuedTimeS - performance.FinalQueryScheduledTimeS <= KeptWithinNs / 1e9;
        }
    }

    private OverheadReport LongRun(long queries)
    {
        using var system = new NullSystem();
        long before = ProcessMemory.ResetPeak();
        long start = Stopwatch.GetTimestamp();
        Run(system, new TestSettings
        {
            Scenario = TestScenario.Server,
            ServerTargetQps = LongRunQps,
            MinDurationMs = 0,
            MinQueryCount = queries,
        });
        long end = Stopwatch.GetTimestamp();
        long peak = ProcessMemory.PeakBytes;
        return new OverheadReport
        {
            SingleStreamNsPerQuery = 0,
            SingleStreamWorkerNsPerQuery = 0,
            MultiStreamNsPerSample = 0,
            OfflineSamplesPerS = 0,
            ServerMaxQpsKept = 0,
            ServerLag = [],
            Queries = queries,
            BytesPerQuery = (double)(peak - before) / queries,
            PeakRssBytes = peak,
            StartToFirstQueryS = Stopwatch.GetElapsedTime(start, system.FirstIssued).TotalSeconds,
            LastCompletionToLogsS = Stopwatch.GetElapsedTime(system.Flushed, end).TotalSeconds,
            GcCount = 0,
        };
    }

    private TestResult Run(NullSystem system, TestSettings settings)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = LoadGenerator.StartTest(
            system,
            new CountingLibrary(),
            settings,
            new LogSettings { OutputDirectory = folder, EnableTrace = false },
            new StartTestOptions { TimeSource = _time, CancellationToken = cancellationToken });
        cancellationToken.ThrowIfCancellationRequested();
        _collections += result.Performance!.GarbageCollections;
        return result;
    }

    /// <summary>A library without samples in it; its size is the official null library's.</summary>
    private sealed class CountingLibrary : IQuerySampleLibrary
    {
        public string Name => "null";

        public long TotalSampleCount => 1024 * 1024;

        public long PerformanceSampleCount => 1024;

        public void LoadSamplesToRam(ReadOnlySpan<long> samples)
        {
        }

        public void UnloadSamplesFromRam(ReadOnlySpan<long> samples)
        {
        }
    }
}
