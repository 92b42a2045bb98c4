using NativeBench.LoadGen.Recording;

namespace NativeBench.LoadGen.Results;

/// <summary>Token latencies of a series.</summary>
internal sealed class TokenEvaluation
{
    private readonly Series _series;
    private readonly TokenColumns _columns;
    private readonly long _tokenCount;
    private readonly double _percentile;

    public TokenEvaluation(Series series, TokenColumns columns, ReadOnlySpan<long> ranks, double percentile)
    {
        _series = series;
        _columns = columns;
        _percentile = percentile;
        bool offline = series.Settings.Scenario == TestScenario.Offline;
        bool anyFirstToken = false;
        for (long slot = 0; slot < series.SlotEnd; slot++)
        {
            if (series.CompletedAt(slot) == 0)
                continue;
            _tokenCount += columns.Count[slot];
            anyFirstToken |= columns.FirstTokenAt[slot] != 0;
        }

        // Where no first token was ever told, the official figures of both kinds are 0 (mlcommons/inference loadgen/results.cc).
        FirstToken = offline || !anyFirstToken ? Distribution.Empty : new Distribution(ReadFirstTokens, percentile, ranks);
        TimePerOutputToken = offline || anyFirstToken ? new Distribution(ReadTimesPerToken, percentile, ranks) : Distribution.Empty;
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

    private int ReadFirstTokens(ref long slot, Span<long> block)
    {
        int n = 0;
        for (; slot < _series.SlotEnd && n < block.Length; slot++)
        {
            if (_series.CompletedAt(slot) != 0)
                block[n++] = FirstLatency(slot);
        }

        return n;
    }

    private int ReadTimesPerToken(ref long slot, Span<long> block)
    {
        int n = 0;
        for (; slot < _series.SlotEnd && n < block.Length; slot++)
        {
            long done = _series.CompletedAt(slot);
            if (done == 0)
                continue;

            // A count that wasn't told is 0 and gives a negative time; kept, as in the official figures.
            long tokens = _columns.Count[slot];
            long afterFirst = done - _series.ScheduledAt(_series.QueryOf(slot)) - FirstLatency(slot);
            block[n++] = afterFirst / (tokens - 1 == 0 ? 1 : tokens - 1);
        }

        return n;
    }

    private long FirstLatency(long slot)
    {
        long at = _columns.FirstTokenAt[slot];
        return at == 0 ? 0 : at - _series.ScheduledAt(_series.QueryOf(slot));
    }
}
