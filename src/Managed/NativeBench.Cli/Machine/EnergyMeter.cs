using NativeBench.Results;

namespace NativeBench.Cli.Machine;

/// <summary>Keeps what the energy sources tell, and says what was used between two moments. One thread at a time.</summary>
internal sealed class EnergyMeter(EnergySources sources)
{
    private readonly List<double> _times = new(1024);

    // One column a source: joules since the first reading; NaN from a source that has told nothing yet.
    private readonly List<double>[] _joules = [.. sources.All.Select(static _ => new List<double>(1024))];
    private readonly double?[] _last = new double?[sources.All.Count];

    /// <summary>
    /// Power between the last two readings in W: of the whole board where it's measured, else of the processors' packages and the
    /// GPUs together, whose domains don't overlap; null where nothing is.
    /// </summary>
    public double? PowerW { get; private set; }

    /// <summary>Reads all sources. <paramref name="atS"/>: seconds on any clock, later at each call.</summary>
    public void Read(double atS)
    {
        double? power = null;
        var elapsed = _times.Count > 0 ? atS - _times[^1] : 0;
        for (var i = 0; i < sources.All.Count; i++)
        {
            var source = sources.All[i];
            var value = source.Read();
            var total = _joules[i] is [.., var sum] ? sum : double.NaN;
            if (value is { } now)
            {
                var used = _last[i] is not { } before ? 0 : source.IsCounter ? now - before : (now + before) / 2 * elapsed;
                total = double.IsNaN(total) ? 0 : total + used;
                if (elapsed > 0 && sources.PowerNames.Contains(source.Name))
                    power = (power ?? 0) + (used / elapsed);
            }

            _joules[i].Add(total);
            _last[i] = value ?? _last[i];
        }

        _times.Add(atS);
        PowerW = power;
    }

    /// <summary>Mean power of each source over all readings, in W.</summary>
    public IReadOnlyList<double> MeanPowerW() =>
        [.. _joules.Select(column => _times.Count > 1 ? Math.Max(0, column[^1]) / (_times[^1] - _times[0]) : 0)];

    /// <summary>The energy between two moments, interpolated between the readings around them.</summary>
    /// <param name="fromS">On the readings' clock.</param>
    /// <param name="toS">On the same.</param>
    /// <param name="completedSamples">Samples that it's divided among; 0 when that means nothing.</param>
    /// <param name="idlePowerW">Power of the idle machine by source, or null when it wasn't measured.</param>
    public EnergyData Between(double fromS, double toS, long completedSamples, IReadOnlyList<double>? idlePowerW)
    {
        var found = new List<EnergySourceData>();
        var missing = new List<string>(sources.NotReadable);
        var seconds = toS - fromS;
        for (var i = 0; i < sources.All.Count; i++)
        {
            var joules = At(_joules[i], toS) - At(_joules[i], fromS);
            if (!double.IsFinite(joules) || seconds <= 0)
            {
                missing.Add($"{sources.All[i].Name}: it told nothing during the run");
                continue;
            }

            var idle = idlePowerW?[i];
            found.Add(new EnergySourceData
            {
                Name = sources.All[i].Name,
                Kind = sources.All[i].IsCounter ? "counter" : "power",
                EnergyJ = Math.Round(joules, 6),
                DurationS = Math.Round(seconds, 6),
                MeanPowerW = Math.Round(joules / seconds, 6),
                IdlePowerW = idle is { } w ? Math.Round(w, 6) : null,
                EnergyAboveIdleJ = idle is { } power ? Math.Round(joules - (power * seconds), 6) : null,
                JoulesPerSample = completedSamples > 0 ? joules / completedSamples : null,
                SamplesPerJoule = completedSamples > 0 && joules > 0 ? completedSamples / joules : null,
            });
        }

        return new EnergyData { Sources = found, NotReadable = missing };
    }

    private double At(List<double> column, double atS)
    {
        if (_times.Count == 0)
            return double.NaN;
        var i = _times.FindIndex(time => time >= atS);
        if (i < 0)
            return column[^1];
        if (i == 0)
            return column[0];
        var share = (atS - _times[i - 1]) / (_times[i] - _times[i - 1]);
        return column[i - 1] + (share * (column[i] - column[i - 1]));
    }
}
