using System.Globalization;
using NativeBench.LoadGen.Results;
using NativeBench.LoadGen.Scheduling;

namespace NativeBench.LoadGen.Running;

/// <summary>
/// FindPeakPerformance of MultiStreamFixedInterval: the most samples per query that keep the interval, by doubling and then
/// bisection (mlcommons/inference up to r1.1, <c>loadgen/loadgen.cc</c>). As there, only skipped intervals are asked; the
/// winner may still be too short a run. Each probe is a whole series.
/// </summary>
/// <remarks>
/// Different from the old search: when the number it starts from is too large, it looks below it instead of giving up; and
/// it ends at <see cref="Limit"/>, since a system that nothing can fill would keep it doubling.
/// </remarks>
internal sealed class StreamSearch(TestContext test, TestRunner runner)
{
    /// <summary>More samples than a query of any system has had.</summary>
    private const long MostSamplesPerQuery = 1 << 20;

    /// <summary>A sample's record and its place in the list of latencies take 16 bytes; a probe gets a quarter of the memory.</summary>
    private const long MemoryPerSample = 64;

    private (long SamplesPerQuery, PerformanceResult Result)? _best;
    private PerformanceResult? _worst;

    public void Run()
    {
        long first = Math.Max(test.Effective.SamplesPerQuery, 1);
        test.Detail.Message("Starting FindPeakPerformance mode");
        test.Detail.Message($"FindPeakPerformance: Check validity of the base settings field: {F(first)}");
        var (low, high) = Double(first, Math.Max(Limit(), first));
        Bisect(low, high);
        if (_best is not { } best)
        {
            // Interrupted or broken before anything was found, or not even one sample is possible.
            if (_worst is { } worst)
            {
                if (worst.Recommendations is [var advice, ..])
                    test.Detail.Error("error_runtime", $"FindPeakPerformance: No lower bound satisfies performance constraints, msg: {advice}");
                runner.Report(worst);
            }

            return;
        }

        test.Detail.Message($"FindPeakPerformance: Found peak performance field: {F(best.SamplesPerQuery)}");
        test.Effective = At(best.SamplesPerQuery);
        runner.Report(best.Result);
    }

    /// <summary>Doubles until a number fails; returns the last that held (0: none) and the first that didn't.</summary>
    private (long Low, long High) Double(long first, long limit)
    {
        long low = 0;
        for (long next = first; !test.StopIssuing; next = Math.Min(2 * next, limit))
        {
            if (low > 0)
                test.Detail.Message($"FindBoundaries: Checking fields [{F(low)}, {F(next)})");
            if (!ProbeAlone(next))
            {
                test.Detail.Message($"FindPeakPerformance: Found boundaries: [{F(low)}, {F(next)})");
                return (low, next);
            }

            low = next;
            if (next < limit)
                continue;
            test.Detail.Message($"FindPeakPerformance: The search ends at {F(limit)} samples per query, which still satisfy performance constraints.");
            break;
        }

        return (low, low);
    }

    private void Bisect(long low, long high)
    {
        if (low + 1 >= high || test.StopIssuing)
            return;

        // The padding of the largest query serves all smaller ones, and their samples don't depend on it.
        test.Effective = At(high - 1);
        var set = runner.PerformanceSet();
        runner.Load(set, traced: false);
        while (low + 1 < high && !test.StopIssuing)
        {
            long middle = low + ((high - low) / 2);
            test.Detail.Message($"FindPeakPerformanceBinarySearch: Testing the mid value of bounds [{F(low)}, {F(high)}): {F(middle)}");
            if (Probe(set, middle))
                low = middle;
            else
                high = middle;
        }

        runner.Unload(set, traced: false);
    }

    private bool ProbeAlone(long samplesPerQuery)
    {
        test.Effective = At(samplesPerQuery);
        var set = runner.PerformanceSet();
        runner.Load(set, traced: false);
        bool held = Probe(set, samplesPerQuery);
        runner.Unload(set, traced: false);
        return held;
    }

    private bool Probe(SampleSet set, long samplesPerQuery)
    {
        test.Effective = At(samplesPerQuery);
        var result = runner.RunPerformanceSeries(set);

        // A probe that was broken off says nothing about the system.
        if (result.PerformanceConstraintsMet && !test.StopIssuing)
        {
            _best = (samplesPerQuery, result);
            return true;
        }

        _worst = result;
        return false;
    }

    private EffectiveSettings At(long samplesPerQuery) => test.Effective with
    {
        SamplesPerQuery = samplesPerQuery,
        MinSampleCount = test.Effective.MinQueryCount * samplesPerQuery,
    };

    /// <summary>The most samples per query that there is memory for: all queries that are generated leave a record.</summary>
    private long Limit()
    {
        var s = test.Effective;
        double queries = Math.Max(Math.Max(s.MinQueryCount, 1), 2 * s.TargetDurationMs * 1e6 / s.IntervalNs);
        double samples = Math.Min(int.MaxValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryPerSample);
        return Math.Clamp((long)(samples / queries), 1, MostSamplesPerQuery);
    }

    private static string F(long samplesPerQuery) => samplesPerQuery.ToString(CultureInfo.InvariantCulture);
}
