namespace NativeBench.Cli.Tune;

/// <summary>One run at a rate.</summary>
/// <param name="Rate">Queries per second that were asked for.</param>
/// <param name="IsValid">Whether the run was VALID.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Detail">What it gave, in words.</param>
internal sealed record RateProbe(double Rate, bool IsValid, TimeSpan Took, string Detail)
{
    /// <summary>The same in figures; null where nothing was measured.</summary>
    public Results.RatePointData? Point { get; init; }
}

/// <summary>Runs at rates.</summary>
internal interface IRateBench
{
    RateProbe Probe(double rate);
}

/// <summary>What a search for the highest rate found.</summary>
/// <param name="Rate">The highest that was VALID, and was so again in the end; null if none was.</param>
/// <param name="IsConfirmed">Whether it was run again and VALID.</param>
/// <param name="LowestInvalid">The lowest rate that wasn't VALID twice; null if none.</param>
/// <param name="Probes">All runs in order.</param>
/// <param name="IsInterrupted">Whether it broke off.</param>
internal sealed record RateResult(double? Rate, bool IsConfirmed, double? LowestInvalid, IReadOnlyList<RateProbe> Probes, bool IsInterrupted);

/// <summary>
/// Finds the highest rate that is VALID: steps until one is and the next isn't, then halves the distance. A rate counts as too
/// high only when it fails twice, for a machine may stumble; and the rate in the end has to be VALID once more.
/// </summary>
/// <param name="bench">What is run.</param>
/// <param name="resolution">When the lowest too high rate is within this share of the highest VALID one, it's done.</param>
/// <param name="mostProbes">Runs that it may take.</param>
/// <param name="progress">Told each run; may be null.</param>
/// <param name="cancellation">Breaks off; what was found is kept.</param>
internal sealed class RateSearch(IRateBench bench, double resolution, int mostProbes, Action<RateProbe>? progress, CancellationToken cancellation)
{
    private readonly List<RateProbe> _probes = [];
    private double _valid;
    private double _invalid = double.PositiveInfinity;

    /// <summary>Searches from a rate that is thought to be near.</summary>
    public RateResult Run(double start)
    {
        var interrupted = false;
        var confirmed = false;
        try
        {
            Bracket(start);
            while (_valid > 0 && _invalid / _valid > 1 + resolution && IsLeft(reserve: 2))
                Try(Math.Sqrt(_valid * _invalid));
            confirmed = Confirm();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            interrupted = true;
        }

        return new RateResult(
            _valid > 0 ? _valid : null, confirmed, double.IsFinite(_invalid) ? _invalid : null, _probes, interrupted);
    }

    /// <summary>Steps up from what is VALID, or down from what isn't, each twice as large as the last.</summary>
    private void Bracket(double start)
    {
        var rate = start;
        for (var step = 1.1; IsLeft(reserve: 2); step *= step)
        {
            if (Try(rate))
            {
                if (double.IsFinite(_invalid))
                    return;
                rate = _valid * step;
            }
            else
            {
                if (_valid > 0)
                    return;
                rate = _invalid / step;
            }
        }
    }

    private bool Confirm()
    {
        // The search itself stops at a rate that once was lucky; a little lower it is safe.
        while (_valid > 0 && IsLeft(reserve: 0))
        {
            if (Probe(_valid).IsValid)
                return true;
            _invalid = _valid;
            _valid *= 1 - resolution;
        }

        return false;
    }

    private bool Try(double rate)
    {
        var isValid = Probe(rate).IsValid || (IsLeft(reserve: 2) && Probe(rate).IsValid);
        if (isValid)
            _valid = Math.Max(_valid, rate);
        else
            _invalid = Math.Min(_invalid, rate);
        return isValid;
    }

    private RateProbe Probe(double rate)
    {
        cancellation.ThrowIfCancellationRequested();
        var probe = bench.Probe(rate);
        _probes.Add(probe);
        progress?.Invoke(probe);
        return probe;
    }

    private bool IsLeft(int reserve) => _probes.Count + reserve < mostProbes;
}
