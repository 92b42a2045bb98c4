using System.Diagnostics;
using NativeBench.Cli.Output;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;
using NativeBench.LoadGen.Time;

namespace NativeBench.Cli.Overhead;

/// <summary>Measures an <see cref="OverheadReport"/> with whole tests, log files included, as a real run has them.</summary>
internal sealed class OverheadMeasurement(
    string folder, OverheadWay way, OverheadEffort effort, Action<string> progress, CancellationToken cancellationToken)
{
    /// <summary>A rate is kept when its last query is issued no later than this.</summary>
    private const double KeptWithinS = 0.010;

    private const double RatePrecision = 0.03;

    private static readonly long[] s_lagRates = [1_000, 10_000, 100_000, 500_000];

    private readonly TimeSource _time = new MonotonicTimeSource(way.Wait);
    private int _collections;

    public OverheadReport Measure(long queries, OverheadParts parts)
    {
        var report = new OverheadReport { Queries = queries, Repeats = effort.Repeats, GcCount = 0 };

        // The long runs first, while the process is still small: its memory is then theirs alone.
        if (parts.HasFlag(OverheadParts.LongRun))
            report = LongRuns(report, queries);
        WarmUp();
        if (parts.HasFlag(OverheadParts.Streams))
        {
            progress("SingleStream and MultiStream");
            report = report with
            {
                SingleStreamNsPerQuery = Figure.Smallest(Try(() => ClosedLoop(TestScenario.SingleStream, effort.InlineQueries, onWorker: false))),
                SingleStreamWorkerNsPerQuery = Figure.Smallest(Try(() => ClosedLoop(TestScenario.SingleStream, effort.WorkerQueries, onWorker: true))),
                MultiStreamNsPerSample = Figure.Smallest(Try(() => ClosedLoop(TestScenario.MultiStream, effort.MultiStreamQueries, onWorker: false))),
                MultiStreamWorkerNsPerSample = Figure.Smallest(Try(() => ClosedLoop(TestScenario.MultiStream, effort.WorkerQueries, onWorker: true))),
            };
        }

        if (parts.HasFlag(OverheadParts.Offline))
        {
            progress("Offline");
            report = report with
            {
                OfflineSamplesPerS = Figure.Largest(Try(() => OfflineSamplesPerS(onWorker: false))),
                OfflineWorkerSamplesPerS = Figure.Largest(Try(() => OfflineSamplesPerS(onWorker: true))),
            };
        }

        if (parts.HasFlag(OverheadParts.Rate))
        {
            progress("Server: highest rate kept");
            report = report with
            {
                ServerMaxQpsKept = Figure.Largest(Try(() => HighestRateKept(onWorker: false))),
                ServerWorkerMaxQpsKept = Figure.Largest(Try(() => HighestRateKept(onWorker: true))),
            };
        }

        if (parts.HasFlag(OverheadParts.Lag))
            report = report with { ServerLag = [.. s_lagRates.Select(Lag)] };
        if (parts.HasFlag(OverheadParts.View))
        {
            var view = new ViewMeasurement((system, settings, look) => Run(system, settings, progressOfRun: look), effort);
            progress($"SingleStream, watched and not, {effort.ViewPairs} pairs");
            var costs = new List<ViewCost> { view.Measure(computesNs: 0, effort.ViewPairs) };
            foreach (var ns in effort.ViewQueriesNs)
            {
                progress($"The same with queries of {Units.Time(ns)}, {(effort.ViewPairs + 1) / 2} pairs");
                costs.Add(view.Measure(ns, (effort.ViewPairs + 1) / 2));
            }

            report = report with { View = costs };
        }

        return report with { GcCount = _collections };
    }

    private double[] Try(Func<double> measure)
    {
        var tries = new double[effort.Repeats];
        for (int i = 0; i < tries.Length; i++)
            tries[i] = measure();
        return tries;
    }

    /// <summary>Short tests of each scenario, so that what is timed afterwards is optimised code, as in the longer part of a real run.</summary>
    private void WarmUp()
    {
        foreach (var scenario in new[] { TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Offline })
        {
            using var system = new NullSystem();
            Run(system, new TestSettings { Scenario = scenario, MinDurationMs = 0, MinQueryCount = Math.Min(100_000, effort.InlineQueries) });
        }

        ServerRun(Math.Min(500_000, effort.HighestRate), Math.Min(0.2, effort.RateSeconds));
        _collections = 0;
    }

    private double ClosedLoop(TestScenario scenario, long queries, bool onWorker)
    {
        using var system = new NullSystem(onWorker);
        Run(system, new TestSettings { Scenario = scenario, MinDurationMs = 0, MinQueryCount = queries });
        return system.ActiveS * 1e9 / system.Samples;
    }

    private double OfflineSamplesPerS(bool onWorker)
    {
        using var system = new NullSystem(onWorker);
        Run(system, new TestSettings { Scenario = TestScenario.Offline, MinDurationMs = 0, MinQueryCount = effort.OfflineSamples });
        return system.Samples / system.ActiveS;
    }

    private PerformanceResult ServerRun(double qps, double seconds, bool onWorker = false)
    {
        using var system = new NullSystem(onWorker);
        return Run(system, new TestSettings
        {
            Scenario = TestScenario.Server,
            ServerTargetQps = qps,
            MinDurationMs = Math.Max(1, (long)(seconds * 1000)),
            MinQueryCount = 1,
        }).Performance!;
    }

    private ServerLag Lag(long qps)
    {
        progress($"Server: lag at {Units.Count(qps)} queries/s");
        return ServerLag.MedianOf(qps, [.. Enumerable.Range(0, effort.Repeats).Select(_ => ServerRun(qps, effort.LagSeconds).IssueLag)]);
    }

    /// <summary>Doubles until a rate isn't kept, then bisects. A rate gets a second chance, since the machine isn't ours alone.</summary>
    private double HighestRateKept(bool onWorker)
    {
        double low = 0;
        double high = effort.FirstRate;
        while (high <= effort.HighestRate && Keeps(high))
        {
            low = high;
            high *= 2;
        }

        while (high - low > RatePrecision * high && high <= effort.HighestRate)
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
            var result = ServerRun(qps, effort.RateSeconds, onWorker);
            return result.FinalQueryIssuedTimeS - result.FinalQueryScheduledTimeS <= KeptWithinS;
        }
    }

    private OverheadReport LongRuns(OverheadReport report, long queries)
    {
        progress($"Server, {Units.Count(queries)} queries: start");
        double cold = StartToFirstQuery(queries);
        var start = Figure.Smallest(Try(() => StartToFirstQuery(queries)));
        progress($"Server, {Units.Count(queries)} queries, {effort.Repeats} times: memory and end");
        _collections = 0;
        var (first, end) = LongRun(queries);
        var ends = new List<double> { end };
        while (ends.Count < effort.Repeats)
            ends.Add(LongRun(queries).EndS);
        return report with
        {
            BytesPerQuery = (double)(first.Peak - first.Before) / queries,
            PeakRssBytes = first.Peak,
            StartToFirstQueryS = start,
            ColdStartToFirstQueryS = cold,
            LastCompletionToLogsS = Figure.Smallest(ends),
        };
    }

    /// <summary>Begins a test of so many queries and breaks it off at its first.</summary>
    private double StartToFirstQuery(long queries)
    {
        using var enough = new CancellationTokenSource();
        using var system = new NullSystem { OnFirstQuery = enough.Cancel };
        long start = Stopwatch.GetTimestamp();
        Run(system, LongSettings(queries), spill: true, enough: enough.Token);
        return Stopwatch.GetElapsedTime(start, system.FirstIssued).TotalSeconds;
    }

    private ((long Before, long Peak) Memory, double EndS) LongRun(long queries)
    {
        using var system = new NullSystem();
        long before = ProcessMemory.ResetPeak();
        Run(system, LongSettings(queries), spill: true);
        long end = Stopwatch.GetTimestamp();
        return ((before, ProcessMemory.PeakBytes), Stopwatch.GetElapsedTime(system.Flushed, end).TotalSeconds);
    }

    private TestSettings LongSettings(long queries) => new()
    {
        Scenario = TestScenario.Server,
        ServerTargetQps = effort.LongRunQps,
        MinDurationMs = 0,
        MinQueryCount = queries,
    };

    private TestResult Run(NullSystem system, TestSettings settings, bool spill = false, TestProgress? progressOfRun = null, CancellationToken enough = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enough);
        var result = LoadGenerator.StartTest(
            system,
            new CountingLibrary(),
            settings,
            new LogSettings { OutputDirectory = folder, EnableTrace = false },
            new StartTestOptions { TimeSource = _time, CancellationToken = either.Token, Progress = progressOfRun, IssueCore = way.IssueCore, RecordFolder = spill ? way.SpillFolder : null });
        cancellationToken.ThrowIfCancellationRequested();
        if (result.Outcome == TestOutcome.Failed)
            throw new CannotRunException($"LoadGen failed with a system that does nothing: {result.Reason}", result.Failure);
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
