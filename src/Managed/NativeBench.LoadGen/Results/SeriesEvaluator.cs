using NativeBench.LoadGen.Recording;

namespace NativeBench.LoadGen.Results;

/// <summary>Makes figures and verdict out of the records of a finished series (mlcommons/inference <c>loadgen/results.cc</c>).</summary>
internal sealed class SeriesEvaluator
{
    private const int BlockOfSlots = 1 << 16;

    private readonly Series _series;
    private readonly EffectiveSettings _settings;
    private readonly long _queries;
    private readonly long _samples;
    private readonly long _slots;
    private readonly double _percentile;
    private long _passed = long.MaxValue;

    public SeriesEvaluator(Series series)
    {
        _series = series;
        _settings = series.Settings;
        _queries = series.IssuedQueries;
        _samples = series.IssuedSamples;
        _slots = series.SlotEnd;
        _percentile = _settings.TargetLatencyPercentile;
    }

    private TestScenario Scenario => _settings.Scenario;

    private bool IsStream => Scenario is TestScenario.SingleStream or TestScenario.MultiStream;

    public PerformanceResult Evaluate()
    {
        var lag = IssueLag();
        var ranks = IsStream ? EarlyStoppingEvaluation.Ranks(_queries, _percentile) : [];
        var samples = new Distribution(ReadSampleLatencies, _percentile, ranks);
        var queries = _settings.TakesNeighbours ? new Distribution(ReadQueryLatencies, _percentile, ranks) : samples;
        var tokens = _series.Tokens is { } columns ? new TokenEvaluation(_series, columns, ranks, _percentile) : null;

        long last = _queries - 1;
        double scheduledS = _queries == 0 ? 0
            : (Scenario == TestScenario.MultiStreamFixedInterval ? _series.ScheduledAt(last) - _series.StartNs : _series.Schedule.OffsetNs(last)) / 1e9;
        double issuedS = _queries == 0 ? 0 : (_series.IssuedAt(last) - _series.StartNs) / 1e9;
        double doneS = _queries == 0 ? 0 : (FinalDoneAt(last) - _series.StartNs) / 1e9;
        double maxLatencyS = samples.MaxNs / 1e9;
        double meanS = samples.Figures.MeanNs / 1e9;

        // Of a run that broke or was interrupted, only what completed counts.
        long completed = samples.Figures.Count;

        var (ttft, tpot) = EarlyStopping(samples, queries, tokens);
        bool durationMet = (Scenario switch
        {
            TestScenario.Offline => maxLatencyS,
            TestScenario.Server => scheduledS,
            _ => issuedS,
        }) >= _settings.MinDurationMs / 1000.0;
        bool queriesMet = _queries >= _settings.MinQueryCount && samples.Figures.Count >= _settings.MinSampleCount;
        var recommendations = new List<string>();
        var intervals = Scenario == TestScenario.MultiStreamFixedInterval ? IntervalEvaluation.Of(_series, QueryDoneAt) : null;
        bool constraintsMet = intervals is null
            ? PerformanceConstraints(samples, tokens, recommendations)
            : IntervalEvaluation.Constraint(intervals, recommendations);
        if (!durationMet)
            recommendations.Add(DurationAdvice());
        if (!queriesMet)
            recommendations.Add("The test exited early, before enough queries were issued.");
        bool earlyStoppingMet = ttft.Met && tpot.Met;

        return new PerformanceResult
        {
            IsValid = constraintsMet && durationMet && queriesMet && earlyStoppingMet,
            PerformanceConstraintsMet = constraintsMet,
            MinDurationMet = durationMet,
            MinQueriesMet = queriesMet,
            EarlyStoppingMet = earlyStoppingMet,
            Recommendations = recommendations,
            EarlyStoppingText = tpot.Text,
            EarlyStoppingTtftText = tokens is null ? null : ttft.Text,
            QueryCount = _queries,
            SampleCount = _samples,
            CompletedSampleCount = samples.Figures.Count,
            SampleLatency = samples.Figures,
            QueryLatency = queries.Figures,
            TargetPercentile = (_percentile, queries.At(_percentile)),
            EarlyStoppingEstimateNs = ttft.EstimateNs != 0 ? ttft.EstimateNs : tpot.EstimateNs,
            EarlyStoppingEstimate99Ns = ttft.Estimate99Ns != 0 ? ttft.Estimate99Ns : tpot.Estimate99Ns,
            OverLatencyCount = Scenario == TestScenario.Server ? samples.CountOver(_settings.TargetLatencyNs) : 0,
            Intervals = intervals,
            FinalQueryScheduledTimeS = scheduledS,
            FinalQueryIssuedTimeS = issuedS,
            FinalQueryAllSamplesDoneTimeS = doneS,
            DurationS = (LastCompletionNs() - _series.StartNs) / 1e9,
            QpsWithLoadgenOverhead = Scenario == TestScenario.SingleStream ? (completed - 1) / issuedS : 0,
            QpsWithoutLoadgenOverhead = Scenario == TestScenario.SingleStream ? 1 / meanS : 0,
            CompletedSamplesPerSecond = Scenario == TestScenario.Server ? (completed - 1) / doneS : 0,
            ScheduledSamplesPerSecond = Scenario == TestScenario.Server ? (completed - 1) / scheduledS : 0,
            SamplesPerSecond = Scenario == TestScenario.Offline ? completed / maxLatencyS : 0,
            IssueLag = lag,
            GarbageCollections = _series.GarbageCollections,
            Tokens = tokens?.Figures(Scenario, completed, maxLatencyS, issuedS, doneS, meanS),
            InferredTokensPerSecond = InferredTokens(completed, maxLatencyS, doneS),
        };
    }

    /// <summary>When the last sample of the series completed, on the test's clock.</summary>
    public long LastCompletionNs()
    {
        long last = _series.StartNs;
        for (long slot = 0; slot < _slots; slot++)
        {
            last = Math.Max(last, _series.CompletedAt(slot));
            if (slot % BlockOfSlots == 0)
                Passed(_series.QueryOf(slot));
        }

        return last;
    }

    /// <summary>Latencies of the samples that completed; positions are slots.</summary>
    private int ReadSampleLatencies(ref long slot, Span<long> block)
    {
        int n = 0;
        for (; slot < _slots && n < block.Length; slot++)
        {
            long done = _series.CompletedAt(slot);
            if (done != 0)
                block[n++] = done - _series.ScheduledAt(_series.QueryOf(slot));
        }

        Passed(_series.QueryOf(slot));
        return n;
    }

    /// <summary>Latencies of the queries that completed; positions are queries.</summary>
    private int ReadQueryLatencies(ref long q, Span<long> block)
    {
        int n = 0;
        for (; q < _queries && n < block.Length; q++)
        {
            long done = QueryDoneAt(q);
            if (done != 0)
                block[n++] = done - _series.ScheduledAt(q);
        }

        Passed(q);
        return n;
    }

    private LatencyFigures IssueLag()
    {
        if (Scenario is not (TestScenario.Server or TestScenario.MultiStreamFixedInterval))
            return LatencyFigures.Empty;
        return new Distribution(ReadIssueLags).Figures;
    }

    private int ReadIssueLags(ref long q, Span<long> block)
    {
        long end = _slots / _series.Schedule.SamplesPerQuery;
        int n = 0;
        for (; q < end && n < block.Length; q++)
        {
            long issued = _series.IssuedAt(q);
            if (issued != 0)
                block[n++] = issued - _series.ScheduledAt(q);
        }

        Passed(q);
        return n;
    }

    /// <summary>A pass over the records has come to query <paramref name="q"/>.</summary>
    private void Passed(long q)
    {
        _series.RetireBefore(q, again: q < _passed);
        _passed = q;
    }

    /// <summary>The same for the last query; of a run that broke, the last completion there was.</summary>
    private long FinalDoneAt(long q) => QueryDoneAt(q) is > 0 and var done ? done : LastCompletionNs();

    /// <summary>When the last sample of query <paramref name="q"/> completed; 0 if one didn't.</summary>
    private long QueryDoneAt(long q)
    {
        long perQuery = _series.Schedule.SamplesPerQuery;
        long done = 0;
        for (long slot = q * perQuery; slot < (q + 1) * perQuery; slot++)
        {
            long at = _series.CompletedAt(slot);
            if (at == 0)
                return 0;
            done = Math.Max(done, at);
        }

        return done;
    }

    private (EarlyStoppingEvaluation Ttft, EarlyStoppingEvaluation Tpot) EarlyStopping(
        Distribution samples, Distribution queries, TokenEvaluation? tokens)
    {
        var nothing = new EarlyStoppingEvaluation(true, "", 0, 0);
        if (Scenario is TestScenario.Offline or TestScenario.MultiStreamFixedInterval)
            return (nothing, nothing);

        var requested = _settings.Requested;
        var first = Evaluate(tokens?.TimePerOutputToken ?? samples, tokens is null ? _settings.TargetLatencyNs : requested.ServerTpotLatencyNs);
        if (tokens is null)
            return (nothing, first);

        // The first-token list is only asked when the other holds; its text stays empty otherwise.
        return first.Met ? (Evaluate(tokens.FirstToken, requested.ServerTtftLatencyNs), first) : (nothing, first);

        EarlyStoppingEvaluation Evaluate(Distribution list, long limit) => Scenario == TestScenario.Server
            ? EarlyStoppingEvaluation.ForServer(list.CountOver(limit), _queries, _percentile)
            : EarlyStoppingEvaluation.ForStream(Scenario, Scenario == TestScenario.MultiStream ? queries : list, _queries, _percentile);
    }

    private bool PerformanceConstraints(Distribution samples, TokenEvaluation? tokens, List<string> recommendations)
    {
        if (Scenario != TestScenario.Server)
            return true;
        const string Advice = "Reduce target QPS to improve latency.";
        var requested = _settings.Requested;
        if (tokens is null)
        {
            if (samples.At(_percentile) <= _settings.TargetLatencyNs)
                return true;
            recommendations.Add(Advice);
            return false;
        }

        bool ttftMet = tokens.FirstToken.At(_percentile) <= requested.ServerTtftLatencyNs;
        bool tpotMet = tokens.TimePerOutputToken.At(_percentile) <= requested.ServerTpotLatencyNs;
        if (ttftMet && tpotMet)
            return true;

        // One recommendation of up to two lines, as the official text has it.
        string ttft = ttftMet ? "" : "TTFT constrain not met: " + Advice;
        string tpot = tpotMet ? "" : "TPOT constrain not met: " + Advice;
        recommendations.Add(ttftMet ? tpot : tpotMet ? ttft : $"{ttft}\n * {tpot}");
        return false;
    }

    private string DurationAdvice() => Scenario switch
    {
        TestScenario.Server => "Increase the target QPS so the loadgen pre-generates more queries.",
        TestScenario.MultiStreamFixedInterval => IntervalEvaluation.DurationAdvice,
        TestScenario.Offline => "Increase expected QPS so the loadgen pre-generates a larger (coalesced) query.",
        _ => "Decrease the expected latency so the loadgen pre-generates more queries.",
    };

    private double? InferredTokens(long completed, double maxLatencyS, double doneS)
    {
        if (!_settings.Requested.InferTokenLatencies)
            return null;
        double factor = _settings.Requested.TokenLatencyScalingFactor;
        return Scenario switch
        {
            TestScenario.Offline => factor * completed / maxLatencyS,
            TestScenario.Server => factor * (completed - 1) / doneS,
            _ => null,
        };
    }
}
