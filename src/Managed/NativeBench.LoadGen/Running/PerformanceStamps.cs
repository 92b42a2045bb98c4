using System.Globalization;
using NativeBench.LoadGen.Logging;

namespace NativeBench.LoadGen.Running;

/// <summary>
/// Compares the run's clock with the wall clock around a performance series, and prints both when asked to
/// (<c>print_timestamps</c>). A wall clock that was set meanwhile shows here and doesn't touch a latency.
/// </summary>
internal sealed class PerformanceStamps
{
    private const long ReadingNoiseNs = 20_000_000;

    private readonly TestContext _test;
    private readonly bool _print;
    private readonly long _beginNs;
    private readonly DateTimeOffset _beginUtc;

    public PerformanceStamps(TestContext test)
    {
        _test = test;
        _print = test.Effective.Requested.PrintTimestamps;
        _beginNs = test.Time.NowNs;
        _beginUtc = test.Time.UtcNow;
        if (_print)
            Print($"Loadgen :: Perf mode start. system_clock Timestamp = {_beginUtc.ToUnixTimeSeconds()}");
    }

    public void Stop()
    {
        var endUtc = _test.Time.UtcNow;
        long perfNs = _test.Time.NowNs - _beginNs;
        long perfMs = perfNs / 1_000_000;
        long systemMs = (endUtc - _beginUtc).Ticks / TimeSpan.TicksPerMillisecond;
        float ratio = (float)perfMs / systemMs;
        // Two readings one after the other differ by a preemption, and a millisecond is more than 1 % of a short run.
        bool apart = Math.Abs(perfNs - ((endUtc - _beginUtc).Ticks * 100)) > ReadingNoiseNs;
        if (apart && (ratio is > 1.01f or < 0.99f))
            _test.Detail.Error("error_runtime", $"PerfClock and system_clock differ by more than 1%!  pc_sc_ratio: {CFormat.General(ratio)}");
        else if (apart && (ratio is > 1.001f or < 0.999f))
            _test.Detail.Warning($"PerfClock and system_clock differ by more than 0.1%!  pc_sc_ratio: {CFormat.General(ratio)}");
        if (!_print)
            return;
        Print($"Loadgen :: Perf mode stop. systme_clock Timestamp = {endUtc.ToUnixTimeSeconds()}");
        Print($"Loadgen :: PerfClock Perf duration = {perfMs}ms");
        Print($"Loadgen :: system_clock Perf duration = {systemMs}ms");
        Print($"Loadgen :: PerfClock/system_clock ratio = {CFormat.Fixed(ratio, 4)}");
    }

    private static void Print(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
