using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace NativeBench.Inference.Internal;

/// <summary>Tells a batch that hangs from one that takes long, by the slowest before it.</summary>
internal sealed class HangWatch(TimeSpan timeout)
{
    private const int SlowestFactor = 100;

    /// <summary>A warm-up runs each lane's batch twice or more, one lane after the other; all at once take no longer.</summary>
    private const int WarmUpFactor = 4;

    private const int IdsShown = 8;

    /// <summary>Checks come twice a second while anything is in flight. A longer pause was the whole process's, or the machine's.</summary>
    private static readonly long s_longestPause = 3 * Stopwatch.Frequency;

    private readonly long _timeout = (long)(timeout.TotalSeconds * Stopwatch.Frequency);
    private long _slowest;
    private long _warmUp;
    private long _checked;
    private long _resumed;

    /// <summary>Warming up one batch size on all lanes took so long, in ticks: how slow the model may be, before any batch is done.</summary>
    public void WarmedUp(long ticks) => _warmUp = Math.Max(_warmUp, ticks);

    /// <summary>A batch took so long, in ticks.</summary>
    public void Took(long ticks) => _slowest = Math.Max(_slowest, ticks);

    /// <summary>
    /// Throws if a batch in flight hangs. A process that was stopped (a signal, a frozen container, a debugger) comes back with
    /// the device's answers still on their way: from then on every batch has its whole time again.
    /// </summary>
    /// <exception cref="HangException">It does; the message names its samples.</exception>
    public void Check(string device, ReadOnlySpan<LaneBatch> batches, long now)
    {
        var limit = Math.Max(_timeout, Math.Max(_slowest * SlowestFactor, _warmUp * WarmUpFactor));
        foreach (var batch in batches)
        {
            if (batch.SubmittedAt is not 0 and var since && now - Math.Max(since, _checked) > s_longestPause)
                _resumed = now;
        }
        _checked = now;
        foreach (var batch in batches)
        {
            if (batch.SubmittedAt is not 0 and var since && now - Math.Max(since, _resumed) > limit)
                throw new HangException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{device} hasn't finished a batch for {Seconds(now - since):0.0} s (the slowest before took {Seconds(_slowest) * 1e3:0.###} ms, warming up {Seconds(_warmUp) * 1e3:0.###} ms; the limit is {Seconds(limit):0.###} s): {Describe(batch)}. ")
                    + "It seems to hang; the system's log (dmesg) may tell why.");
        }
    }

    /// <summary>A batch by its samples: how many, their ids and indices.</summary>
    public static string Describe(LaneBatch batch)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{batch.Count} {(batch.Count == 1 ? "sample" : "samples")}, ");
        for (var i = 0; i < Math.Min(batch.Count, IdsShown); i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}id {batch.Samples[i].Id} (sample {batch.Samples[i].Index})");
        if (batch.Count > IdsShown)
            text.Append(CultureInfo.InvariantCulture, $" and {batch.Count - IdsShown} more");
        return text.ToString();
    }

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;
}
