using System.Globalization;
using NativeBench.LoadGen.Configuration;
using NativeBench.LoadGen.Logging;
using NativeBench.LoadGen.RandomNumbers;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen.Running;

/// <summary>One test from its first log line to its last.</summary>
internal sealed class Test(
    ISystemUnderTest sut, IQuerySampleLibrary library, TestSettings requested, StartTestOptions options, TimeSource time, TestLogs logs)
{
    public TestResult Run()
    {
        var detail = logs.Detail;
        logs.StartTrace();
        foreach (var message in options.ConfigurationMessages)
            detail.Error(message.Key, message.Text);
        LogHead(detail);
        var settings = Override(requested, detail);
        if (library.TotalSampleCount < 1 || library.PerformanceSampleCount < 1)
        {
            throw new LoadGenException(
                $"The sample library '{library.Name}' has no samples: total {library.TotalSampleCount}, performance {library.PerformanceSampleCount}; both must be at least 1.");
        }

        var effective = EffectiveSettings.Compute(
            settings, library.TotalSampleCount, library.PerformanceSampleCount, error => detail.Error("error_invalid_test_settings", error));
        SettingsLog.Requested(detail, settings);
        SettingsLog.Effective(detail, effective);
        detail.Flush();

        var sink = new ResponseSink(time, detail, logs.Trace);
        var test = new TestContext(sut, time, detail, logs.Trace, options) { Effective = effective, RecordsTokens = requested.UseTokenLatencies };
        sink.Attach(test);
        var series = new SeriesRunner(test, sink, logs.Accuracy, new AccuracyValues(), options);
        var runner = new TestRunner(test, library, series, logs.Summary);
        options.IssueThreads?.OnRegistered((index, id) => detail.Message(
            string.Create(CultureInfo.InvariantCulture, $"Registered IssueQueryThread[{index}]. thread ID : {id}")));
        using (options.CancellationToken.Register(test.Interrupt))
            RunModes(test, sink, runner);
        options.IssueThreads?.End();
        return Result(test, settings, series, runner);
    }

    private void RunModes(TestContext test, ResponseSink sink, TestRunner runner)
    {
        try
        {
            sut.StartTest(sink);
            runner.Run();
        }
        catch (Exception e)
        {
            // Whatever the library or the system under test throws must not cost what was measured.
            test.Fail($"The test failed: {e.Message}", e);
            test.Detail.Error("error_runtime", $"Test incomplete: {e.Message}");
        }
    }

    private TestResult Result(TestContext test, TestSettings settings, SeriesRunner series, TestRunner runner)
    {
        var errors = logs.Detail.Errors;
        var warnings = logs.Detail.Warnings;
        if (logs.Close() is { } unwritten)
            test.Fail(unwritten, error: null);
        return new TestResult
        {
            Outcome = test.FailureReason is not null ? TestOutcome.Failed : test.Interrupted ? TestOutcome.Interrupted : TestOutcome.Completed,
            Reason = test.FailureReason ?? (test.Interrupted ? "The test was interrupted." : null),
            Failure = test.Failure,
            RequestedSettings = settings,
            EffectiveSettings = test.Effective,
            Performance = runner.Performance,
            Errors = errors,
            Warnings = warnings,
            LogFiles = logs.Paths,
            SamplesIssued = series.SamplesIssued,
            SamplesCompleted = series.SamplesCompleted,
        };
    }

    private void LogHead(DetailLog detail)
    {
        long begin = time.NowNs;
        string name = sut.Name;
        long nameNs = time.NowNs - begin;
        ReferenceVersion.Write(detail);
        detail.Entry("test_datetime", logs.DateTimeText);
        detail.Entry("sut_name", name);
        detail.Entry("get_sut_name_duration_ns", nameNs);
        detail.Entry("qsl_name", library.Name);
        detail.Entry("qsl_reported_total_count", (ulong)library.TotalSampleCount);
        detail.Entry("qsl_reported_performance_count", (ulong)library.PerformanceSampleCount);
    }

    /// <summary>audit.config and TEST05 have the last word on the settings.</summary>
    private TestSettings Override(TestSettings settings, DetailLog detail)
    {
        if (File.Exists(options.AuditConfigPath))
        {
            detail.Warning("Found Audit Config file (audit.config). Overriding TestSettings from audit.config file.");
            var loader = new SettingsLoader();
            loader.FromConfig(ref settings, options.AuditConfigPath, "*", settings.Scenario, ConfigurationKind.Audit);
            foreach (var message in loader.Messages)
                detail.Error(message.Key, message.Text);
        }

        if (!settings.Test05)
            return settings;
        detail.Warning("Test05 flag detected Overriding random seeds");
        return settings.WithTest05();
    }
}
