using NativeBench.LoadGen.Logging;
using NativeBench.LoadGen.Results;
using NativeBench.LoadGen.Scheduling;

namespace NativeBench.LoadGen.Running;

/// <summary>
/// FindPeakPerformance: the highest Server rate that keeps the latency bound, by doubling and then bisection
/// (mlcommons/inference <c>loadgen/loadgen.cc</c>). Only the latency is asked; the winner may still be too short a run.
/// </summary>
internal sealed class PeakSearch(TestContext test, TestRunner runner)
{
    public void Run()
    {
        test.Detail.Message("Starting FindPeakPerformance mode");
        if (test.Effective.Scenario != TestScenario.Server)
        {
            test.Detail.Error("error_invalid_config", "Finding peak performance is only supported in Server scenarios.");
            return;
        }

        double low = test.Effective.TargetQps;
        test.Detail.Message($"FindPeakPerformance: Check validity of the base settings field: {F(low)}");
        var set = Load();
        var best = Probe(set, low);
        if (!best.PerformanceConstraintsMet)
        {
            // The first recommendation is the one about latency.
            test.Detail.Error(
                "error_runtime",
                $"FindPeakPerformance: Initial lower bound does not satisfy performance constraints, msg: {best.Recommendations[0]}");
            runner.Report(best);
            runner.Unload(set, traced: false);
            return;
        }

        runner.Unload(set, traced: false);
        double high = low;
        while (!test.StopIssuing)
        {
            high = low * (1 + test.Effective.Requested.ServerFindPeakQpsBoundaryStepSize);
            test.Detail.Message($"FindBoundaries: Checking fields [{F(low)}, {F(high)})");
            set = Load();
            var probe = Probe(set, high);
            runner.Unload(set, traced: false);
            if (!probe.PerformanceConstraintsMet)
                break;
            (low, best) = (high, probe);
        }

        test.Detail.Message($"FindPeakPerformance: Found boundaries: [{F(low)}, {F(high)})");
        set = Load();
        double scale = Math.Pow(10, test.Effective.Requested.ServerFindPeakQpsDecimalsOfPrecision);
        while (!test.StopIssuing && Math.Floor(low * scale) + 1 < Math.Floor(high * scale))
        {
            double middle = low + ((high - low) / 2);
            test.Detail.Message($"FindPeakPerformanceBinarySearch: Testing the mid value of bounds [{F(low)}, {F(high)}): {F(middle)}");
            var probe = Probe(set, middle);
            if (probe.PerformanceConstraintsMet)
                (low, best) = (middle, probe);
            else
                high = middle;
        }

        test.Detail.Message($"FindPeakPerformance: Found peak performance field: {F(low)}");
        test.Effective = test.Effective with { TargetQps = low };
        runner.Report(best);
        runner.Unload(set, traced: false);
    }

    private SampleSet Load()
    {
        var set = runner.PerformanceSet();
        runner.Load(set, traced: false);
        return set;
    }

    private PerformanceResult Probe(SampleSet set, double qps)
    {
        test.Effective = test.Effective with { TargetQps = qps };
        return runner.RunPerformanceSeries(set);
    }

    private static string F(double qps) => CFormat.Fixed(qps, 6);
}
