namespace NativeBench.Results;

/// <summary>What a person wants to know of a run: is it valid, how fast, how sure, what limited it. What to change is the advice's.</summary>
public static class RunInsights
{
    /// <summary>From this share of all processors' time on, they are what limits.</summary>
    private const double BusyPercent = 85;

    /// <summary>VALID, INVALID, reached, MISSED, not judged with the reason, done, INTERRUPTED or FAILED.</summary>
    public static string Verdict(RunData run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Status != "completed")
            return run.Status.ToUpperInvariant();
        if (run.Mode == "accuracy")
        {
            return (run.Quality?.NotJudged ?? run.Accuracy?.NotJudged) is { } part ? NotJudged + ": " + part
                : run.Accuracy is not { TargetPercent: not null } accuracy ? "done" : accuracy.TargetMet ? "reached" : "MISSED";
        }

        return run.Valid == true ? "VALID" : "INVALID";
    }

    /// <summary>How the verdict begins where other samples were scored than the target is on: neither a good one nor a bad one.</summary>
    public const string NotJudged = "not judged";

    /// <summary>Whether the verdict is a good one.</summary>
    public static bool IsGood(RunData run) => Verdict(run) is "VALID" or "reached" or "done";

    /// <summary>Whether there's no verdict, though there's a target.</summary>
    public static bool IsNotJudged(RunData run) => Verdict(run).StartsWith(NotJudged, StringComparison.Ordinal);

    /// <summary>The figure that a run is about, with the interval that it lies in and what it means; null without figures.</summary>
    public static string? HowFast(RunData run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (RunFigures.Of(run) is not [var figure, ..])
            return null;
        var sure = Sure(figure, run);
        var text = $"{figure.Label} {Format.Value(figure.Value, figure.Unit)}{sure}: {figure.Meaning}";

        // Server completes what it's asked for; how fast it was is the latency.
        if (run.Scenario == "Server" && RunFigures.Of(run).FirstOrDefault(static f => f.Name == "latency_p99_ns") is { } p99)
            text += $" p99 {Format.Value(p99.Value, p99.Unit)}{Sure(p99, run)}.";
        return text;
    }

    /// <summary>Server over its bound: what was done within it, and the share; null where the bound was kept.</summary>
    public static string? Goodput(RunData run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run is not { ConditionsMet.PerformanceConstraints: false, OverlatencyCount: { } late, SampleCount: { } all and > 0 }
            || RunFigures.Of(run).FirstOrDefault(static f => f.Name == "goodput_samples_per_s") is not { } good)
            return null;
        return FormattableString.Invariant($"Goodput {Format.Value(good.Value, good.Unit)}: {100.0 * (all - late) / all:0.#} % of the samples were done within the latency bound.");
    }

    /// <summary>What kept it from being faster, as far as the machine's counters tell; null where they don't.</summary>
    public static string? Limit(RunData run, ResultDocument document)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(document);
        if (!document.Backend.Computes || run.Mode == "accuracy" || run.MachineActivity?.OwnCpuPercent is not { } own || run.DurationS is not >= 1)
            return null;
        var used = FormattableString.Invariant($"This process used {own:0} % of the machine's processors");
        if (own >= BusyPercent)
            return $"{used}: they are the limit.";
        if (run.MachineActivity.OtherProcessesCpuPercent is { } others && own + others >= BusyPercent)
            return $"{used}, and other processes {FormattableString.Invariant($"{others:0}")} %: together they are the limit.";
        if (document.Backend.Name is not "ort-cpu")
            return $"{used}: they are not the limit.{Gpu(run.MachineActivity)}";
        return run.Scenario switch
        {
            "SingleStream" or "MultiStream" => $"{used}: with one query after the other, the time of one is the limit; more --threads help only a model that is large enough.",
            "Server" => $"{used}, at the rate that was asked for: --mode find-peak searches the highest that keeps the bound.",
            _ => $"{used}: there is room. Try more --instances or a larger --batch; 'nativebench tune' searches.",
        };
    }

    /// <summary>What the load generator itself added, as far as a run can tell: SingleStream's time between an answer and the next query.</summary>
    public static string? OwnShare(RunData run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run is not { QueriesPerSWithLoadgenOverhead: > 0 and var with, QueriesPerSWithoutLoadgenOverhead: > 0 and var without } || without < with)
            return null;
        var ownNs = (1e9 / with) - (1e9 / without);
        return $"Between two queries the load generator took {Format.Time(ownNs)}, {FormattableString.Invariant($"{100 * ownNs * with / 1e9:0.##}")} % of the time; it is no part of the latencies.";
    }

    private static string Gpu(MachineActivityData activity)
    {
        if (activity.GpuBusyPercent?.Average() is not { } busy)
            return "";
        var capped = activity.GpuPowerCappedPercent is { } share and > 0 ? FormattableString.Invariant($", held back by its power limit in {share:0} % of the readings") : "";
        return FormattableString.Invariant($" A kernel ran on the GPU {busy:0} % of the time{capped}")
            + (busy >= BusyPercent ? ": it is the limit." : ": there is room. Try more --streams or a larger --batch.");
    }

    private static string Sure(RunFigure figure, RunData run) => FigureInterval.Of(figure, run) is { } interval
        ? $" ({Format.Value(interval.Low, figure.Unit)} to {Format.Value(interval.High, figure.Unit)} at 99 %)"
        : FigureInterval.WhyNot(figure, run) is { } reason ? $" ({reason})" : "";
}
