using NativeBench.Inference;

namespace NativeBench.Cli.Tune;

/// <summary>How plans are searched.</summary>
internal sealed record HalvingOptions
{
    /// <summary>Times that each plan of a round is measured, the whole list forwards, then backwards, so that drift hits all alike.</summary>
    public int Passes { get; init; } = 2;

    /// <summary>With so many plans or fewer left, the last round begins.</summary>
    public int Finalists { get; init; } = 3;

    /// <summary>Times that each plan of the last round is measured.</summary>
    public int FinalPasses { get; init; } = 4;

    /// <summary>Plans that are so near to the last one that stays are kept too, up to half as many again.</summary>
    public double NearMargin { get; init; } = 0.02;

    /// <summary>Finalists that differ by less are equal; the simplest wins.</summary>
    public double TieMargin { get; init; } = 0.005;

    /// <summary>The shortest measurement that tells anything.</summary>
    public TimeSpan LeastEffort { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>Whether a plan's last measurement counts, which narrows down an answer, rather than the best of all.</summary>
    public bool LastCounts { get; init; }

    /// <summary>All plans to the end, as long as the last round's: for checking the search.</summary>
    public bool IsGrid { get; init; }
}

/// <summary>
/// Finds the best plan: all for a short time, the better half for twice as long, and so on (successive halving: Jamieson and
/// Talwalkar 2016, arXiv:1502.07943). Noise that only slows by a share of at most a leaves a winner within that share of the
/// best, because a plan is only ever dropped for others that measured better.
/// </summary>
internal sealed class SuccessiveHalving(IPlanBench bench, HalvingOptions options, Action<SearchProgress>? progress, CancellationToken cancellation)
{
    private ExecutionPlan? _kept;
    private TimeSpan _took;
    private TimeSpan _asked;
    private int _measurements;

    /// <summary>Searches.</summary>
    /// <param name="candidates">Simpler plans first: among equals they win.</param>
    /// <param name="budget">What all of it may take, about.</param>
    /// <param name="kept">A plan that stays to the end whatever it gives, so that the winner is compared with it fairly.</param>
    public SearchResult Run(IReadOnlyList<ExecutionPlan> candidates, TimeSpan budget, ExecutionPlan? kept = null)
    {
        _kept = kept;
        var trials = candidates.Select(static (plan, i) => new PlanTrial(plan, i)).ToList();
        var interrupted = false;
        try
        {
            Search(trials, budget);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            interrupted = true;
        }

        List<PlanTrial> order = [.. trials.OrderByDescending(static t => t.Failure is null ? t.Round : -1).ThenByDescending(static t => t.Score).ThenBy(static t => t.Position)];
        var best = order.Where(static t => t.Failure is null && t.Measurements > 0).MaxBy(t => (t.Round, t.Score));
        List<PlanTrial> ties = best is null
            ? []
            : [.. order.Where(t => t.Failure is null && t.Round == best.Round && t.Score >= best.Score * (1 - options.TieMargin)).OrderBy(static t => t.Position)];
        var winner = ties.Count > 0 ? ties[0] : null;
        if (winner is not null)
        {
            order.Remove(winner);
            order.Insert(0, winner);
        }

        return new SearchResult(winner, order, ties, _took, interrupted);
    }

    private void Search(List<PlanTrial> trials, TimeSpan budget)
    {
        var alive = trials;
        var rounds = RoundsFrom(alive.Count);
        for (var round = 1; alive.Count > 0; round++)
        {
            var isLast = round >= rounds;
            Measure(alive, round, rounds, Effort(alive.Count, round, rounds, budget), isLast ? options.FinalPasses : options.Passes);
            alive = [.. alive.Where(static t => t.Failure is null)];
            if (isLast)
                return;
            alive = Better(alive);
            rounds = round + RoundsFrom(alive.Count);
        }
    }

    /// <summary>Rounds that so many plans need, the last one included.</summary>
    private int RoundsFrom(int count)
    {
        if (options.IsGrid)
            return 1;
        var rounds = 1;
        for (; count > options.Finalists; count = (count + 1) / 2)
            rounds++;
        return rounds;
    }

    /// <summary>How long one measurement of this round is, so that the budget is used up at the end: each round's twice the last one's.</summary>
    private TimeSpan Effort(int count, int round, int rounds, TimeSpan budget)
    {
        var (weight, measurements) = (0.0, 0);
        var left = count;
        for (var r = round; r <= rounds; r++)
        {
            var passes = r == rounds ? options.FinalPasses : options.Passes;
            weight += left * passes * Math.Pow(2, r - round);
            measurements += left * passes;
            left = (left + 1) / 2;
        }

        // Before anything was measured, preparation is taken to be nothing: the next round makes up for it.
        var preparation = _measurements == 0 ? TimeSpan.Zero : (_took - _asked) / _measurements;
        var effort = (budget - _took - (preparation * measurements)) / weight;
        return effort > options.LeastEffort ? effort : options.LeastEffort;
    }

    private void Measure(List<PlanTrial> alive, int round, int rounds, TimeSpan effort, int passes)
    {
        var done = 0;
        foreach (var trial in alive)
            trial.Round = round;
        for (var pass = 0; pass < passes; pass++)
        {
            foreach (var trial in pass % 2 == 0 ? alive : alive.AsEnumerable().Reverse())
            {
                cancellation.ThrowIfCancellationRequested();
                Report(alive, round, rounds, done++, passes, effort);
                if (trial.Failure is not null)
                    continue;
                var measurement = bench.Measure(trial.Plan, effort);
                _took += measurement.Took;
                _asked += effort < measurement.Took ? effort : measurement.Took;
                _measurements++;
                trial.Add(measurement, options.LastCounts);
            }
        }
    }

    private void Report(List<PlanTrial> alive, int round, int rounds, int done, int passes, TimeSpan effort)
    {
        if (progress is null)
            return;
        var preparation = _measurements == 0 ? TimeSpan.Zero : (_took - _asked) / _measurements;
        var inRound = alive.Count * passes;
        var remaining = (inRound - done) * (effort + preparation);
        var (left, longer) = ((alive.Count + 1) / 2, effort * 2);
        for (var r = round + 1; r <= rounds; r++, left = (left + 1) / 2, longer *= 2)
            remaining += left * (r == rounds ? options.FinalPasses : options.Passes) * (longer + preparation);
        var best = alive.Where(static t => t.Measurements > 0 && t.Failure is null).MaxBy(static t => t.Score);
        progress(new SearchProgress(round, rounds, alive.Count, done, inRound, remaining, best));
    }

    /// <summary>The better half, and those that noise may have put behind it.</summary>
    private List<PlanTrial> Better(List<PlanTrial> alive)
    {
        List<PlanTrial> order = [.. alive.OrderByDescending(static t => t.Score).ThenBy(static t => t.Position)];
        var keep = (order.Count + 1) / 2;
        if (keep == 0)
            return [];
        var most = Math.Min(order.Count - 2, keep + (keep / 2));
        var cut = order[keep - 1].Score * (1 - options.NearMargin);
        while (keep < most && order[keep].Score >= cut)
            keep++;
        return [.. order.Where((t, i) => i < keep || t.Plan == _kept).OrderBy(static t => t.Position)];
    }
}
