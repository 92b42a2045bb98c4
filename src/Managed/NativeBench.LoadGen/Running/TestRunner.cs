using System.Globalization;
using NativeBench.LoadGen.Logging;
using NativeBench.LoadGen.Results;
using NativeBench.LoadGen.Scheduling;

namespace NativeBench.LoadGen.Running;

/// <summary>The modes of a test: which sets are loaded, which series are run, what is logged of them.</summary>
internal sealed class TestRunner(TestContext test, IQuerySampleLibrary library, SeriesRunner runner, SummaryLog summary)
{
    /// <summary>Figures of the performance part, once there are some.</summary>
    public PerformanceResult? Performance { get; private set; }

    public void Run()
    {
        switch (test.Effective.Mode)
        {
            case TestMode.AccuracyOnly:
                Accuracy();
                break;
            case TestMode.PerformanceOnly:
                RunPerformance();
                break;
            case TestMode.SubmissionRun:
                Accuracy();
                if (!test.StopIssuing)
                    RunPerformance();
                break;
            case TestMode.FindPeakPerformance when test.Effective.Scenario == TestScenario.MultiStreamFixedInterval:
                new StreamSearch(test, this).Run();
                break;
            default:
                new PeakSearch(test, this).Run();
                break;
        }
    }

    /// <summary>The set that performance series run on: the first one made of the performance samples.</summary>
    public SampleSet PerformanceSet() => MakeSets(test.Effective.PerformanceSampleCount)[0];

    public void Load(SampleSet set, bool traced)
    {
        test.Detail.Entry("loaded_qsl_set", set.Samples);
        test.Detail.Flush();
        long begin = test.Trace?.NowNs ?? 0;
        library.LoadSamplesToRam(set.Samples);
        if (traced)
            test.Trace?.Span("LoadSamples", begin, Count(set));
    }

    public void Unload(SampleSet set, bool traced)
    {
        long begin = test.Trace?.NowNs ?? 0;
        library.UnloadSamplesFromRam(set.Samples);
        if (traced)
            test.Trace?.Span("UnloadSampes", begin, Count(set));
    }

    public PerformanceResult RunPerformanceSeries(SampleSet set)
        => runner.Run(set, TestMode.PerformanceOnly, series => new SeriesEvaluator(series).Evaluate());

    public void Report(PerformanceResult result)
    {
        Performance = Marked(result);
        summary.Results(test.Sut.Name, test.Effective, Performance);
        ResultLog.Write(test.Detail, test.Effective, Performance);
    }

    private static string Count(SampleSet set) => string.Create(CultureInfo.InvariantCulture, $"\"count\":{set.Samples.Length}");

    /// <summary>A run that didn't end by its own rules is never valid, however long it was.</summary>
    private PerformanceResult Marked(PerformanceResult result)
    {
        string? why = test.FailureReason ?? (test.Interrupted ? "The test was interrupted." : null);
        if (why is null)
            return result;
        test.Detail.Error("error_runtime", $"Test incomplete, results cover what was measured up to then: {why}");
        return result with { IsValid = false, Recommendations = [why] };
    }

    private IReadOnlyList<SampleSet> MakeSets(long count)
    {
        long begin = test.Trace?.NowNs ?? 0;
        var sets = SampleSet.Make(test.Effective, library.TotalSampleCount, count);
        test.Trace?.Span("GenerateLoadableSets", begin);
        if (sets.Count == 0)
            throw new LoadGenException($"The sample library '{library.Name}' has no samples to run: total {library.TotalSampleCount}, asked for {count}.");
        return sets;
    }

    private void Accuracy()
    {
        test.Detail.Message("Starting accuracy mode");
        foreach (var set in MakeSets(test.Effective.AccuracySampleCount))
        {
            Load(set, traced: true);
            runner.Run(set, TestMode.AccuracyOnly, static series => series.CompletedSamples);
            Unload(set, traced: true);
            if (test.StopIssuing)
                break;
        }

        if (test.StopIssuing)
            test.Detail.Error("error_runtime", $"Test incomplete, the accuracy log covers what was done up to then: {test.FailureReason ?? "The test was interrupted."}");
    }

    private void RunPerformance()
    {
        test.Detail.Message("Starting performance mode");
        var set = PerformanceSet();
        Load(set, traced: false);
        var stamps = new PerformanceStamps(test);
        var result = RunPerformanceSeries(set);
        stamps.Stop();
        Report(result);
        Unload(set, traced: false);
    }
}
