using NativeBench.LoadGen.Time;

namespace NativeBench.Tests.LoadGen.Simulation;

/// <summary>Time that stands still but where somebody sleeps or the simulated system under test works.</summary>
internal sealed class VirtualTime : TimeSource
{
    /// <summary>The golden data's clock starts here.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Not 0, which means "not yet" in LoadGen's records.
    private const long OriginNs = 1;

    private long _nowNs = OriginNs;

    /// <summary>Delivers what is due up to a time, instead of just passing it.</summary>
    public Action<long>? AdvanceTo { get; set; }

    public override long NowNs => _nowNs;

    public override DateTimeOffset UtcNow => Epoch.AddTicks((_nowNs - OriginNs) / 100);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override void SleepUntil(long deadlineNs)
    {
        AdvanceTo?.Invoke(deadlineNs);
        Set(deadlineNs);
    }

    public void Set(long nowNs) => _nowNs = Math.Max(_nowNs, nowNs);
}
