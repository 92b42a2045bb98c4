using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;
using NativeBench.Results;

namespace NativeBench.Cli.Output;

/// <summary>One entry of result.json's <c>runs</c>.</summary>
internal static class RunDataBuilder
{
    public static RunData Build(RunRecord run)
    {
        var result = run.Result;
        var data = new RunData
        {
            Scenario = run.Run.Scenario.ToString(),
            Mode = run.Run.ModeName,
            Status = result.Outcome.ToString().ToLowerInvariant(),
            Reason = result.Reason,
            Folder = run.Folder.Replace('\\', '/'),
            StartedUtc = DocumentBuilder.Timestamp(run.StartedUtc),
            WallS = Math.Round(run.WallSeconds, 6),
            SamplesIssued = result.SamplesIssued,
            SamplesCompleted = result.SamplesCompleted,
            Slices = run.Slices,
            LatencyHistogram = run.LatencyHistogram,
            Accuracy = run.Accuracy is { } accuracy ? AccuracyOf(accuracy) : null,
            Quality = run.Accuracy is { } score ? QualityOf(score) : null,
            RateSweep = run.Rates.Count > 0 ? run.Rates : null,
            Assertions = run.Assertions.Count > 0 ? run.Assertions : null,
            Advice = run.Advice,
            MeasurementWarnings = run.Warnings,
            Errors = result.Errors,
            Warnings = result.Warnings,
            Execution = run.Execution is { } execution ? ExecutionOf(execution) : null,
            Batches = run.Batches is { } batches ? BatchesOf(batches) : null,
            WarmUp = run.WarmUp is { } warmUp ? WarmUpOf(warmUp) : null,
            ChosenFromWarmUp = [.. run.Choices.Select(static c => new ChoiceData { Setting = c.Setting, Value = c.Value, Reason = c.Reason })],
            TooShortBefore = [.. run.TooShort.Select(TooShortOf)],
            SettingsRequested = Settings(static (json, settings) => SettingsJson.WriteRequested(json, "s", settings), result.RequestedSettings),
            SettingsEffective = Settings(static (json, settings) => SettingsJson.WriteEffective(json, "s", settings), result.EffectiveSettings),
            Gc = new GcData { Before = GcOf(run.GcBefore), After = GcOf(run.GcAfter) },
            MachineActivity = run.Activity,
            Energy = run.Energy,
        };
        return run.Run.Mode == RunMode.Accuracy || result.Performance is not { } performance ? data : WithPerformance(data, run.Run.Scenario, performance);
    }

    /// <summary>Null for what JSON has no number for.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static RunData WithPerformance(RunData data, TestScenario scenario, PerformanceResult result)
    {
        var metric = Metric.Of(scenario, result);
        var server = scenario == TestScenario.Server;
        var single = scenario == TestScenario.SingleStream;
        return data with
        {
            Valid = result.IsValid,
            ConditionsMet = new ConditionsData
            {
                PerformanceConstraints = result.PerformanceConstraintsMet,
                MinDuration = result.MinDurationMet,
                MinQueries = result.MinQueriesMet,
                EarlyStopping = result.EarlyStoppingMet,
            },
            Metric = new MetricData { Name = metric.Key, Value = Finite(metric.Value) },
            QueryCount = result.QueryCount,
            SampleCount = result.SampleCount,
            DurationS = Math.Round(result.DurationS, 9),
            GcCountInSeries = result.GarbageCollections,
            SampleLatency = Latency(result.SampleLatency),
            QueryLatency = scenario is TestScenario.MultiStream or TestScenario.MultiStreamFixedInterval ? Latency(result.QueryLatency) : null,
            IssueLag = (server || result.Intervals is not null) && result.IssueLag.Count > 0 ? Latency(result.IssueLag) : null,
            Intervals = result.Intervals is not { } intervals ? null : new IntervalsData
            {
                SkippedIntervalCount = intervals.SkippedIntervals,
                OvertimeQueryCount = intervals.OvertimeQueryCount,
                AtTargetPercentile = intervals.AtTargetPercentile,
            },
            OverlatencyCount = server ? result.OverLatencyCount : null,
            ScheduledSamplesPerS = server ? Finite(result.ScheduledSamplesPerSecond) : null,
            CompletedSamplesPerS = server ? Finite(result.SamplesPerSecondToLastCompletion) : null,
            LoggedCompletedSamplesPerS = server ? Finite(result.CompletedSamplesPerSecond) : null,
            SamplesPerS = scenario == TestScenario.Offline ? Finite(result.SamplesPerSecond) : null,
            QueriesPerSWithLoadgenOverhead = single ? Finite(result.QpsWithLoadgenOverhead) : null,
            QueriesPerSWithoutLoadgenOverhead = single ? Finite(result.QpsWithoutLoadgenOverhead) : null,
            EarlyStopping = scenario is TestScenario.Offline or TestScenario.MultiStreamFixedInterval ? null : new EarlyStoppingData
            {
                EstimateNs = result.EarlyStoppingEstimateNs,
                EstimateP99Ns = result.EarlyStoppingEstimate99Ns,
                Text = result.EarlyStoppingText,
            },
            Recommendations = result.Recommendations,
            Tokens = result.Tokens is not { } tokens ? null : new TokensData
            {
                Count = tokens.TokenCount,
                TokensPerS = Finite(tokens.TokensPerSecond),
                FirstTokenLatency = Latency(tokens.FirstToken),
                TimePerOutputToken = Latency(tokens.TimePerOutputToken),
            },
            InferredTokensPerS = result.InferredTokensPerSecond is { } inferred ? Finite(inferred) : null,
        };
    }

    private static LatencyData Latency(LatencyFigures figures) => new()
    {
        Count = figures.Count,
        MinNs = figures.MinNs,
        MeanNs = figures.MeanNs,
        P50Ns = figures.P50Ns,
        P90Ns = figures.P90Ns,
        P95Ns = figures.P95Ns,
        P97Ns = figures.P97Ns,
        P99Ns = figures.P99Ns,
        P999Ns = figures.P999Ns,
        MaxNs = figures.MaxNs,
    };

    private static AccuracyData? AccuracyOf(Workloads.AccuracyScore accuracy) => accuracy.Percent is not { } percent ? null : new AccuracyData
    {
        Metric = accuracy.Metric,
        Correct = accuracy.Correct,
        Total = accuracy.Total,
        Percent = percent,
        TargetPercent = accuracy.TargetPercent,
        TargetMet = accuracy.TargetMet,
        NotJudged = accuracy.NotJudged,
        Classes = accuracy.Quality.Answers is not { Classes: { Length: > 0 } classes } ? null : new ClassesData
        {
            Label = [.. classes.Select(static c => (double?)c.Label)],
            SampleCount = [.. classes.Select(static c => (double?)c.Samples)],
            CorrectCount = [.. classes.Select(static c => (double?)c.Correct)],
        },
        Confusion = accuracy.Quality.Answers is not { Matrix: { Length: > 0 } matrix } ? null
            : [.. matrix.Select(static row => new RowData { SampleCount = [.. row.Select(static n => (double?)n)] })],
    };

    private static QualityData QualityOf(Workloads.AccuracyScore accuracy) => new()
    {
        Metric = accuracy.Metric,
        SampleCount = accuracy.Total,
        RepeatedEntries = accuracy.Quality.Repeats,
        Figures = [.. accuracy.Quality.Figures.Select(static f => new QualityFigureData { Name = f.Name, Value = f.Value, Unit = f.Unit })],
        Targets =
        [
            .. accuracy.Targets.Select(t => new QualityTargetData
            {
                Figure = t.Target.Figure, Value = t.Value, Threshold = t.Target.Threshold, Upper = t.Target.Upper, Unit = t.Unit, Met = accuracy.NotJudged is null && t.IsMet, Decides = t.Counts,
            }),
        ],
        TargetMet = accuracy.TargetMet,
        NotJudged = accuracy.NotJudged,
        OfficialLine = accuracy.Quality.OfficialLine,
    };

    private static ExecutionData ExecutionOf(Workloads.ExecutionDescription execution) => new()
    {
        Batch = execution.Plan.BatchSize,
        Instances = execution.Plan.Instances,
        Threads = execution.Plan.IntraOpThreads,
        BatchDelayUs = execution.Plan.BatchDelayUs,
        AdaptiveBatching = execution.Plan.AdaptiveBatching,
        QueueOrder = execution.Plan.Order == Inference.QueueOrder.LateLast ? "late-last" : "arrival",
        Pinning = execution.Plan.Pinning.ToString().ToLowerInvariant(),
        RunsOnIssuingThread = execution.RunsOnIssuingThread,
        Responses = execution.Responses,
        BackendSettings = execution.BackendSettings.DistinctBy(static pair => pair.Key).ToDictionary(),
    };

    private static BatchesData BatchesOf(Inference.BatchStatistics batches) => new()
    {
        Samples = batches.Samples,
        Batches = batches.Batches,
        ZeroCopyBatches = batches.ZeroCopyBatches,
        GatheredBatches = batches.GatheredBatches,
        MeanSize = batches.MeanBatchSize,
        LateSamples = batches.LateSamples,
        FullQueueWaits = batches.FullQueueWaits,
        BySize = Enumerable.Range(0, batches.BatchSizes.Length)
            .Where(size => batches.BatchSizes[size] > 0)
            .ToDictionary(static size => size.ToString(CultureInfo.InvariantCulture), size => batches.BatchSizes[size]),
    };

    private static WarmUpData WarmUpOf(WarmUpFigures warmUp) => new()
    {
        Queries = warmUp.Queries,
        MinLatencyNs = Math.Round(warmUp.MinNs),
        MeanLatencyNs = Math.Round(warmUp.MeanNs),
        P99LatencyNs = Math.Round(warmUp.P99Ns),
        SamplesPerS = warmUp.SamplesPerSecond > 0 ? Math.Round(warmUp.SamplesPerSecond, 3) : null,
    };

    private static TooShortData TooShortOf(TooShort attempt) => new()
    {
        Folder = attempt.Folder.Replace('\\', '/'),
        DurationS = Math.Round(attempt.DurationS, 9),
        SamplesPerS = Finite(attempt.SamplesPerSecond),
        OfflineExpectedQps = attempt.ExpectedQps,
    };

    private static GcCountsData GcOf(GcCounts counts) =>
        new() { Gen0Count = counts.Gen0, Gen1Count = counts.Gen1, Gen2Count = counts.Gen2, PauseMs = counts.PauseMs };

    /// <summary>Settings keep their official names, which no model of ours repeats.</summary>
    private static JsonObject Settings<T>(Action<Utf8JsonWriter, T> write, T settings)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            write(json, settings);
            json.WriteEndObject();
        }

        var node = JsonNode.Parse(memory.GetBuffer().AsSpan(0, (int)memory.Length))!["s"]!.AsObject();
        return (JsonObject)node.DeepClone();
    }
}
