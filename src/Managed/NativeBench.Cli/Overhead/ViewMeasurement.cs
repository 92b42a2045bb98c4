using NativeBench.Cli.Machine;
using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Overhead;

/// <summary>
/// Pairs of SingleStream runs in the order A B B A: with the view of <c>run</c> and the machine's readings behind it, and with
/// neither. The view is drawn to the end and written to nobody, since a terminal's own work is not ours.
/// </summary>
/// <param name="start">Runs a test; the view looks through the last argument, which is null where nobody watches.</param>
/// <param name="effort">How many, and how long.</param>
internal sealed class ViewMeasurement(Func<NullSystem, TestSettings, TestProgress?, TestResult> start, OverheadEffort effort)
{
    /// <summary>A query's own time where the system does nothing, to begin with, in ns.</summary>
    private const double LoadGenNs = 60;

    private static readonly Terminal s_nobody = new(TextWriter.Null, TextWriter.Null) { ErrorIsTerminal = true, Width = static () => 120 };

    private double _watchingS;
    private double _watchedS;
    private bool _isKnown = true;

    /// <summary>Measures a system that computes for about <paramref name="computesNs"/> before it answers.</summary>
    /// <param name="computesNs">In ns; 0: nothing.</param>
    /// <param name="pairs">So many pairs.</param>
    public ViewCost Measure(double computesNs, int pairs)
    {
        (_watchingS, _watchedS, _isKnown) = (0, 0, true);
        var work = BusyWork.For(computesNs);

        // A run first that counts for nothing: it tells how many queries make a run long enough.
        var queries = (long)Math.Max(1000, effort.ViewSeconds * 1e9 / (computesNs + LoadGenNs));
        var first = NsPerQuery(work, Math.Max(1000, queries / 4), watched: false).Ns;
        queries = (long)Math.Max(1000, effort.ViewSeconds * 1e9 / first);
        var ratios = new double[pairs];
        var processor = new double?[pairs];
        var alone = new double[pairs];
        var (collectionsWatched, collectionsAlone) = (0, 0);
        for (var i = 0; i < pairs; i++)
        {
            var watchedFirst = i % 2 == 0;
            var a = NsPerQuery(work, queries, watchedFirst);
            var b = NsPerQuery(work, queries, !watchedFirst);
            var (watched, not) = watchedFirst ? (a, b) : (b, a);
            ratios[i] = watched.Ns / not.Ns;
            processor[i] = watched.ProcessorNs / not.ProcessorNs;
            alone[i] = not.Ns;
            collectionsWatched += watched.Collections;
            collectionsAlone += not.Collections;
        }

        return new ViewCost
        {
            ComputesNs = computesNs,
            QueryNs = Median.Of(alone),
            PairRatios = ratios,
            ProcessorPairRatios = processor.All(static r => r.HasValue) ? [.. processor.OfType<double>()] : null,
            ProcessorShare = _isKnown && _watchedS > 0 ? _watchingS / _watchedS : null,
            CollectionsWatched = collectionsWatched,
            CollectionsAlone = collectionsAlone,
        };
    }

    private (double Ns, double? ProcessorNs, int Collections) NsPerQuery(BusyWork? work, long queries, bool watched)
    {
        using var system = new NullSystem { Work = work };
        var settings = new TestSettings { Scenario = TestScenario.SingleStream, MinDurationMs = 0, MinQueryCount = queries };
        var result = watched ? Watched(system, settings) : start(system, settings, null);
        return (system.ActiveS * 1e9 / system.Samples, system.ProcessorS * 1e9 / system.Samples, result.Performance!.GarbageCollections);
    }

    private TestResult Watched(NullSystem system, TestSettings settings)
    {
        var progress = new TestProgress();
        var sampler = MachineSampler.Start(EnergySources.None);
        var view = new LiveView(s_nobody, progress, sampler, new PlannedRun(TestScenario.SingleStream, RunMode.Performance), "1/1", LiveMode.Auto);
        try
        {
            return start(system, settings, progress);
        }
        finally
        {
            view.Dispose();
            sampler.Dispose();
            if (view.ProcessorTime is { } drawn && sampler.ProcessorTime is { } read)
                _watchingS += (drawn + read).TotalSeconds;
            else
                _isKnown = false;
            _watchedS += system.ActiveS;
        }
    }
}
