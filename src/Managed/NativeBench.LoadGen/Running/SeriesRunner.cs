using System.Globalization;
using NativeBench.LoadGen.Issuing;
using NativeBench.LoadGen.Logging;
using NativeBench.LoadGen.RandomNumbers;
using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Results;
using NativeBench.LoadGen.Scheduling;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen.Running;

/// <summary>
/// Runs series of queries, one after the other. Query ids, sample ids and accuracy values run on through all series of a
/// test.
/// </summary>
internal sealed class SeriesRunner(TestContext test, ResponseSink sink, AccuracyLog accuracyLog, AccuracyValues accuracyValues, StartTestOptions options)
{
    /// <summary>How long the official LoadGen waits for issue threads to register.</summary>
    private static readonly TimeSpan s_registrationLimit = TimeSpan.FromSeconds(10);

    private long _nextQueryId;
    private long _nextSampleId;

    public long SamplesIssued { get; private set; }

    public long SamplesCompleted { get; private set; }

    /// <summary>Runs one series over a loaded set and hands its records to <paramref name="evaluate"/> before they are given back.</summary>
    public TResult Run<TResult>(SampleSet set, TestMode mode, Func<Series, TResult> evaluate)
    {
        long traceBegin = test.Trace?.NowNs ?? 0;
        var mapped = options.RecordFolder is { } folder ? new MappedRecordMemory(folder) : null;
        RecordMemory memory = mapped ?? RecordMemory.Ordinary;
        using var schedule = new QuerySchedule(test.Effective, set, mode, memory);
        var chosen = AccuracySelection.For(test.Effective, mode, accuracyValues, memory);
        var capture = mode == TestMode.AccuracyOnly || chosen is not null
            ? new AccuracyCapture(accuracyLog, chosen?.Flags, test.Effective.UseTokenLatencies, test.Effective.Scenario != TestScenario.Offline)
            : null;
        var series = new Series(test, schedule, mode, _nextQueryId, _nextSampleId, capture, memory);
        bool allCompleted = false;
        try
        {
            using var feeder = new ScheduleFeeder(test, series, chosen is null ? null : available => chosen.Extend(available * schedule.SamplesPerQuery));
            Prepare(series, feeder);
            test.Trace?.Span("GenerateQueries", traceBegin);
            accuracyLog.WritesThrough = mode == TestMode.AccuracyOnly;
            var generated = LogGenerated(series);
            sink.Direct(series);
            options.Progress?.Show(series);

            // What was allocated on the way here is collected now rather than while time is measured.
            if (mode != TestMode.AccuracyOnly)
                GC.Collect();
            int collections = GC.CollectionCount(0);
            Issue(series, feeder);
            allCompleted = Drain(series);
            series.GarbageCollections = GC.CollectionCount(0) - collections;
            generated(feeder);
            options.Progress?.Show(null);
            accuracyLog.Flush();
            if (chosen is null)
                accuracyValues.Skip(schedule.Available * schedule.SamplesPerQuery);
            LogEnd(series);
            options.SeriesFinished?.Invoke(series);
            HandOut(series);
            return evaluate(series);
        }
        finally
        {
            options.Progress?.Show(null);
            sink.Direct(null);
            _nextQueryId += schedule.Available;
            _nextSampleId += schedule.Available * schedule.SamplesPerQuery;
            SamplesIssued += series.IssuedSamples;
            SamplesCompleted += series.CompletedSamples;

            // With samples still out, a late completion may write to the records: they're left to the collector then.
            if (allCompleted)
            {
                series.Dispose();
                chosen?.Flags.Dispose();
                mapped?.Dispose();
            }
        }
    }

    private void HandOut(Series series)
    {
        if (options.RecordsReady is not { } ready)
            return;
        var records = new SeriesRecords(series);
        try
        {
            ready(records);
        }
        finally
        {
            records.End();
        }
    }

    private static void Prepare(Series series, ScheduleFeeder feeder)
    {
        if (series.Settings.Scenario == TestScenario.Offline)
            series.Schedule.MakeOfflineSamples((ulong)series.FirstSampleId + 1);
        feeder.Begin();
    }

    /// <summary>
    /// Logs what was generated. The whole number isn't known before the run when queries are generated along with it; so the
    /// lines are placed now and filled in when it is.
    /// </summary>
    private Action<ScheduleFeeder> LogGenerated(Series series)
    {
        var schedule = series.Schedule;
        var fill = test.Detail.Reserve(["generated_query_count", "generated_samples_per_query", "generated_query_duration"]);
        return feeder =>
        {
            feeder.Finish(abandon: test.StopIssuing);
            fill(
            [
                schedule.Available.ToString(CultureInfo.InvariantCulture),
                schedule.SamplesPerQuery.ToString(CultureInfo.InvariantCulture),
                schedule.GeneratedDurationNs.ToString(CultureInfo.InvariantCulture),
            ]);
        };
    }

    private void Issue(Series series, ScheduleFeeder feeder)
    {
        test.Gate.Reset();
        bool ranOut = RegisteredThreads() is { } threads && series.Settings.Scenario == TestScenario.Server
            ? IssueFromThreads(series, feeder, threads)
            : IssueFromThisThread(series, feeder);
        Flush();
        if (ranOut)
        {
            test.Detail.Error(
                "error_runtime",
                "Ending early: Ran out of generated queries to issue before the minimum query count and test duration were reached. "
                + "Please update the relevant expected latency or target qps in the TestSettings so they are more accurate.");
        }
    }

    private bool IssueFromThisThread(Series series, ScheduleFeeder feeder)
    {
        using var issuer = QueryIssuer.For(test, series, feeder);
        series.Start();
        feeder.Continue();

        // After the generating thread has been made, which would inherit it.
        using var affinity = options.IssueCore is { } core ? ThreadAffinity.To(core) : null;
        issuer.Run();
        return issuer.RanOut;
    }

    private bool IssueFromThreads(Series series, ScheduleFeeder feeder, int threads)
    {
        series.Start();
        feeder.Continue();
        options.IssueThreads!.Run(thread =>
        {
            try
            {
                using var affinity = options.IssueCore is { } core ? ThreadAffinity.To(core + thread) : null;
                using var issuer = new ServerIssuer(test, series, feeder, thread, threads);
                issuer.Run();
            }
            catch (LoadGenException e)
            {
                // The thread is the user's; the failure is this test's.
                test.Fail(e.Message, e);
            }
        });
        return false;
    }

    /// <summary>The number of issue threads, if some are asked for; waits for them to register.</summary>
    private int? RegisteredThreads()
    {
        int wanted = test.Effective.Requested.ServerNumIssueQueryThreads;
        if (wanted <= 0)
            return null;
        int registered = options.IssueThreads?.WaitFor(wanted, s_registrationLimit) ?? 0;
        if (registered != wanted)
        {
            test.Detail.Error("error_runtime", string.Create(
                CultureInfo.InvariantCulture,
                $"Mismatch between settings and number of registered IssueQueryThreads! settings.server_num_issue_query_threads = {wanted} but {registered} threads registered."));
        }

        return registered > 0 ? registered : null;
    }

    private void Flush()
    {
        try
        {
            test.Sut.FlushQueries();
        }
        catch (Exception e)
        {
            test.Fail($"The system under test '{test.Sut.Name}' failed in FlushQueries: {e.Message}", e);
        }
    }

    private bool Drain(Series series)
    {
        if (test.Gate.WaitFor(series.IssuedSamples))
            return true;
        if (!test.Broken)
        {
            test.Fail(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{series.IssuedSamples - series.CompletedSamples} of {series.IssuedSamples} samples did not complete within {test.CompletionTimeout!.Value.TotalSeconds:0.###} s after the last completion: {MissingSamples(series)}."),
                error: null);
        }

        return false;
    }

    private static string MissingSamples(Series series)
    {
        const int Named = 8;
        var names = new List<string>();
        long missing = 0;
        for (long slot = 0; slot < series.SlotEnd; slot++)
        {
            if (series.CompletedAt(slot) != 0 || series.IssuedAt(series.QueryOf(slot)) == 0)
                continue;
            missing++;
            if (names.Count < Named)
                names.Add(string.Create(CultureInfo.InvariantCulture, $"seq_id {series.FirstSampleId + slot} (sample {series.SampleIndex(slot)})"));
        }

        return string.Join(", ", names) + (missing > Named ? string.Create(CultureInfo.InvariantCulture, $" and {missing - Named} more") : "");
    }

    private void LogEnd(Series series)
    {
        var log = test.Detail;
        log.Entry("logger_swap_request_slots_retry_count", 0L);
        log.Entry("logger_swap_request_slots_retry_retry_count", 0L);
        log.Entry("logger_swap_request_slots_retry_reencounter_count", 0L);
        log.Entry("logger_start_reading_entries_retry_count", 0L);
        log.Entry("logger_tls_total_log_cas_fail_count", 0L);
        log.Entry("logger_tls_total_swap_buffers_slot_retry_count", 0L);
        var end = series.StartUtc.AddTicks((new SeriesEvaluator(series).LastCompletionNs() - series.StartNs) / 100);
        log.Entry("power_begin", Stamp(series.StartUtc));
        log.Entry("power_end", Stamp(end));
        log.Flush();
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("MM-dd-yyyy HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
