using NativeBench.LoadGen.Recording;

namespace NativeBench.LoadGen.Results;

/// <summary>Token latencies of a series.</summary>
internal sealed class TokenEvaluation
{
    private readonly long _tokenCount;
    private readonly double _percentile;

    public TokenEvaluation(Series series, TokenColumns columns, ReadOnlySpan<long> ranks, double percentile)
    {
        _percentile = percentile;
        long samples = series.IssuedSamples;
        bool offline = series.Settings.Scenario == TestScenario.Offline;
        var first = new NativeArray<long>(checked((int)samples));
        var perToken = new NativeArray<long>(checked((int)samples));
        int n = 0;
        for (long slot = 0; slot < series.SlotEnd; slot++)
        {
            long done = series.CompletedAt(slot);
            if (done == 0)
                continue;
            long scheduled = series.ScheduledAt(series.QueryOf(slot));
            long firstAt = columns.FirstTokenAt[slot];
            long firstLatency = firstAt == 0 ? 0 : firstAt - scheduled;
            first.Span[n] = firstLatency;

            // A count that wasn't told is 0 and gives a negative time; kept, as in the official figures.
            long tokens = columns.Count[slot];
            perToken.Span[n] = (done - scheduled - firstLatency) / (tokens - 1 == 0 ? 1 : tokens - 1);
            _tokenCount += tokens;
            n++;
        }

        long[] wanted = [.. ranks, Quantiles.Rank(n, percentile)];
        FirstToken = offline ? Distribution.Empty : new Distribution(first, n, wanted);
        TimePerOutputToken = new Distribution(perToken, n, wanted);
    }

    public Distribution FirstToken { get; }

    public Distribution TimePerOutputToken { get; }

    public TokenFigures Figures(TestScenario scenario, long samples, double maxLatencyS, double issuedS, double doneS, double meanS)
        => new()
        {
            TokenCount = _tokenCount,
            FirstToken = FirstToken.Figures,
            TimePerOutputToken = TimePerOutputToken.Figures,
            TargetFirstTokenNs = FirstToken.At(_percentile),
            TargetTimePerOutputTokenNs = TimePerOutputToken.At(_percentile),
            TokensPerSecond = _tokenCount / (scenario == TestScenario.Offline ? maxLatencyS : doneS),
            TokensPerSecondWithLoadgenOverhead = _tokenCount / issuedS,
            TokensPerSecondWithoutLoadgenOverhead = _tokenCount / (meanS * samples),
        };
}
