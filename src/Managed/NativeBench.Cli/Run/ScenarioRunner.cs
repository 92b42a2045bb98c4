using System.Diagnostics;
using NativeBench.Cli.Machine;
using NativeBench.Cli.Output;
using NativeBench.Cli.Telemetry;
using NativeBench.Cli.Workloads;
using NativeBench.Exporters;
using NativeBench.LoadGen;
using NativeBench.Results;

namespace NativeBench.Cli.Run;

/// <summary>Makes one run: opens the system, warms it up, fills in what LoadGen must know, measures, scores.</summary>
internal sealed class ScenarioRunner(
    RunRequest request, IWorkload workload, SettingsBuilder builder, CommandContext context, Action<string> log, EnergySources? energy = null)
{
    private readonly EnergySources _energy = energy ?? EnergySources.None;
    private IReadOnlyList<double>? _idlePowerW;

    private const int MostAttempts = 3;

    /// <summary>LoadGen's mode for a run.</summary>
    public static TestMode ModeOf(PlannedRun run) => run.Mode switch
    {
        RunMode.Accuracy => TestMode.AccuracyOnly,
        RunMode.FindPeak => TestMode.FindPeakPerformance,
        _ => TestMode.PerformanceOnly,
    };

    /// <summary>Makes the run; <paramref name="folder"/> takes its logs. <paramref name="alone"/>: the session has only this scenario.</summary>
    public RunRecord Run(PlannedRun run, string position, string folder, bool alone)
    {
        var settings = builder.Build(run.Scenario, ModeOf(run)).Settings;
        using var system = workload.OpenSystem(run.Scenario, settings, request.ExecutionFor(run.Scenario));
        var (figures, estimates) = Prepare(run, position, system.Sut, settings);
        var tooShort = new List<TooShort>();
        var record = Measure(run, position, folder, system, estimates);
        while (IsTooShort(record, estimates) && tooShort.Count < MostAttempts - 1)
        {
            var performance = record.Result.Performance!;
            tooShort.Add(new TooShort(
                performance.DurationS, performance.SamplesPerSecond, record.Result.RequestedSettings.OfflineExpectedQps, Keep(folder, run, tooShort.Count + 1)));
            log($"{position} {run}: {Units.Time(performance.DurationS * 1e9)} was too short, the warm-up having been slow; once more with a larger query");
            estimates = QuickEstimator.OfflineFrom(performance.SamplesPerSecond, "in the run before", settings);
            record = Measure(run, position, folder, system, estimates);
        }

        return Judge(record with { WarmUp = figures, Choices = estimates?.Choices ?? [], TooShort = tooShort }, alone);
    }

    /// <summary>Copies what slices and histogram are made of and writes the records that were asked for; returns what went wrong with these.</summary>
    private string? Take(SeriesRecords records, SeriesCapture capture, string folder)
    {
        capture.Take(records);
        if (!request.RawRecords || records.Mode == TestMode.AccuracyOnly)
            return null;
        try
        {
            ParquetRecords.Write(Path.Combine(folder, ParquetRecords.FileName), records);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{ParquetRecords.FileName} couldn't be written: {CrashReport.FirstLine(e.Message)}.";
        }
    }

    /// <summary>Measures what the machine uses while nothing runs, where anything tells.</summary>
    public void MeasureIdlePower()
    {
        if (_energy.All.Count == 0)
            return;
        using var sampler = MachineSampler.Start(_energy);
        context.Cancellation.WaitHandle.WaitOne(context.IdleBudget);
        sampler.Stop();
        _idlePowerW = sampler.MeanPowerW();
    }

    private RunRecord Measure(PlannedRun run, string position, string folder, IWorkloadSystem system, Estimates? estimates)
    {
        var (settings, messages) = builder.Build(run.Scenario, ModeOf(run), estimates);
        system.Expect(settings);
        var progress = new TestProgress();
        string? unwritten = null;
        var capture = new SeriesCapture(keepAll: run.Mode == RunMode.FindPeak);
        var options = new StartTestOptions
        {
            TimeSource = IssuePacing.Choose(request.IssueWait, settings, system.Description, Math.Max(1, Environment.ProcessorCount)),
            CancellationToken = context.Cancellation,
            ConfigurationMessages = messages,
            Progress = progress,
            RecordsReady = records => unwritten = Take(records, capture, folder) ?? unwritten,
            CompletionTimeout = request.Timeout,
            IssueCore = request.IssueCore,
            RecordFolder = request.SpillPath is { } spill ? context.Resolve(spill) : null,
        };
        if (request.AuditConfPath is { } audit)
            options = options with { AuditConfigPath = context.Resolve(audit) };
        var logs = new LogSettings { OutputDirectory = folder, EnableTrace = request.Trace, Compatibility = request.LogCompatibility };
        if (context.OpenLogFile is { } open)
            logs = logs with { OpenFile = open };

        // Nothing left over from the preparation shall be collected during the measurement.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = GcCounts.Now;
        var started = context.Time.GetUtcNow();
        var clock = Stopwatch.GetTimestamp();
        TestResult result;
        using var sampler = MachineSampler.Start(_energy);
        using (RunPhase.Measure(run))
        using (RunMeter.Watch(run, progress, sampler))
        using (new LiveView(context.Terminal, progress, sampler, run, position, request.Quiet && request.Live != LiveMode.Json ? LiveMode.Off : request.Live))
            result = context.StartTest(system.Sut, workload.Library, settings, logs, options);
        var activity = sampler.Stop();
        if (request.PowerLog)
            unwritten = PowerLog.Write(folder, sampler, _energy) ?? unwritten;
        var captured = capture.Of(result);
        return new RunRecord
        {
            Run = run,
            Folder = run.Folder,
            StartedUtc = started,
            WallSeconds = Stopwatch.GetElapsedTime(clock).TotalSeconds,
            Result = result,
            Execution = system.Description,
            Batches = system.Statistics,
            Slices = captured is { } series ? SliceBuilder.Build(series.Series) : null,
            LatencyHistogram = captured is { } all ? LatencyHistogram.Build(all.Series) : null,
            Rates = capture.Rates,
            Activity = activity,
            Energy = captured is { } measured
                ? sampler.Energy(measured.StartUtc, result.Performance!.DurationS, result.Performance.CompletedSampleCount, _idlePowerW) : null,
            Warnings = unwritten is null ? system.Warnings : [unwritten, .. system.Warnings],
            GcBefore = before,
            GcAfter = GcCounts.Now,
        };
    }

    private (WarmUpFigures? Figures, Estimates? Estimates) Prepare(PlannedRun run, string position, ISystemUnderTest sut, TestSettings settings)
    {
        var given = builder.FindExplicit(run.Scenario);

        // An accuracy run ends with the data; but with a rate too low it would go on for as many seconds as samples.
        var paced = (run.Scenario == TestScenario.Server && !given.ServerQps)
            || (run.Scenario == TestScenario.MultiStreamFixedInterval && !given.FixedIntervalSamples);
        if (run.Mode == RunMode.Accuracy && !paced)
        {
            log($"{position} {run}");
            return (null, null);
        }

        var samplesPerQuery = run.Scenario switch
        {
            TestScenario.MultiStream => (int)Math.Min(settings.MultiStreamSamplesPerQuery, 1 << 16),
            TestScenario.MultiStreamFixedInterval when !paced => (int)Math.Min(settings.MultiStreamFixedIntervalSamplesPerQuery, 1 << 16),
            _ => 1,
        };
        var bursts = run.Scenario == TestScenario.Offline || (run.Scenario == TestScenario.MultiStreamFixedInterval && paced);
        WarmUpFigures figures;
        using (RunPhase.WarmUp(run))
        {
            figures = WarmUp.Measure(sut, workload.Library, samplesPerQuery, bursts, context.WarmUpBudget, request.Timeout, context.Cancellation,
                settings.PerformanceSampleCountOverride);
        }

        var estimates = QuickEstimator.For(run.Scenario, settings, figures, given, request.Rules, workload.ServerBoundNs);
        if (run.Mode != RunMode.Performance)
            estimates = estimates with { ExpectedSeconds = null };
        var about = estimates.ExpectedSeconds is { } seconds ? $", about {Units.Seconds(seconds)}" : "";
        log($"{position} {run}: {Units.Time(figures.MeanNs)} a query in the warm-up{about}");
        return (figures, estimates);
    }

    /// <summary>Whether only our own estimate kept an Offline run from being long enough.</summary>
    private bool IsTooShort(RunRecord record, Estimates? estimates) =>
        estimates?.OfflineQps is not null && !request.Rules.IsRound
        && record.Result is { Outcome: TestOutcome.Completed, Performance.MinDurationMet: false };

    /// <summary>Moves a run's logs out of the way of the next attempt and returns where they are.</summary>
    private static string Keep(string folder, PlannedRun run, int attempt)
    {
        var name = Units.Invariant($"too-short-{attempt}");
        var kept = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        foreach (var file in Directory.GetFiles(folder))
            File.Move(file, Path.Combine(kept, Path.GetFileName(file)));
        return Path.Combine(run.Folder, name);
    }

    private MeasurementContext Context(RunRecord record) => new()
    {
        Slices = record.Slices,
        Activity = record.Activity,
        IssueWait = request.IssueWait.GetValueOrDefault(),
        Computes = workload.Backend.Name != "null",
        Instances = record.Execution?.Plan.Instances ?? 0,
        Threads = record.Execution?.Plan.IntraOpThreads ?? 0,
    };

    private RunRecord Judge(RunRecord record, bool alone)
    {
        var result = record.Result;
        if (record.Run.Mode != RunMode.Accuracy)
            return record with { Advice = VerdictAdvice.For(result, alone, record.Slices), Warnings = [.. record.Warnings, .. MeasurementWarnings.For(result, Context(record))] };
        if (result.Outcome != TestOutcome.Completed)
            return record;
        if (workload.Scorer is not { } scorer)
            return record with { IsWiringOnly = true };
        var score = scorer.Score(result.LogFiles.Accuracy);
        return record with { Accuracy = score, Advice = [.. AccuracyText.Misses(score)], Warnings = [.. record.Warnings, .. AccuracyText.Doubts(score, workload.Facts)] };
    }
}
