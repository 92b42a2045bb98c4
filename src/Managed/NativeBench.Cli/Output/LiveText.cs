using System.Globalization;
using System.Text;
using System.Text.Json;
using NativeBench.Cli.Machine;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Output;

/// <summary>A look at a running test in characters.</summary>
internal static class LiveText
{
    private const int WidestBar = 40;

    /// <summary>One plain line.</summary>
    public static string Line(PlannedRun run, string position, SeriesSnapshot look)
    {
        var p99 = look.RecentP99Ns > 0 ? $", p50 {Units.Time(look.RecentP50Ns)}, p99 {Units.Time(look.RecentP99Ns)} in the last 5 s" : "";
        return $"{position} {run}: {Progress(run, look)}, {Units.Rate(Rate(look))} samples/s{p99}, {Units.Count(InFlight(look))} in flight";
    }

    /// <summary>Four lines for a terminal of <paramref name="width"/> columns (0: any), none of which reaches the last column.</summary>
    public static string View(PlannedRun run, string position, SeriesSnapshot look, MachineReading? machine, int width)
    {
        var text = new StringBuilder();
        var share = Share(run, look);
        var bar = share is { } part ? Bar(part, Math.Min(WidestBar, width > 0 ? width / 3 : WidestBar)) + "  " : "";
        Add($"{position} {run}  {bar}{Progress(run, look)}");
        Add($"  rate     {Units.Rate(Rate(look))} samples/s, {Units.Count(look.SamplesCompleted)} done, {Units.Count(InFlight(look))} in flight{Lag(run, look)}");
        Add(look.RecentP99Ns > 0
            ? $"  latency  p50 {Units.Time(look.RecentP50Ns)}, p99 {Units.Time(look.RecentP99Ns)} in the last 5 s; p50 {Units.Time(look.P50Ns)}, p99 {Units.Time(look.P99Ns)} so far"
            : "  latency  nothing has completed in the last 5 s");
        Add(machine is { CpuBusyPercent: { } busy, CpuOwnPercent: { } own }
            ? string.Create(CultureInfo.InvariantCulture, $"  machine  processors {busy:0} % busy, this process {own:0} %{(machine.PowerW is { } w ? string.Create(CultureInfo.InvariantCulture, $", {w:0.0} W") : "")}")
            : "  machine  ");
        if (machine?.Gpu is { } gpu)
            Add($"  GPU      {Gpu(gpu)}");
        return text.ToString();

        void Add(string line)
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(width > 1 && line.Length >= width ? line.AsSpan(0, width - 1) : line);
        }
    }

    /// <summary>One JSON object on one line; units in the keys.</summary>
    public static string Json(PlannedRun run, SeriesSnapshot look, MachineReading? machine)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("scenario", run.Scenario.ToString());
            json.WriteString("mode", run.ModeName);
            json.WriteNumber("elapsed_s", Math.Round(look.ElapsedS, 3));
            json.WriteNumber("min_duration_s", look.MinDurationS);
            json.WriteNumber("samples_issued", look.SamplesIssued);
            json.WriteNumber("samples_completed", look.SamplesCompleted);
            json.WriteNumber("samples_in_flight", InFlight(look));
            json.WriteNumber("samples_per_s", Math.Round(Rate(look), 3));
            json.WriteNumber("recent_p50_ns", look.RecentP50Ns);
            json.WriteNumber("recent_p99_ns", look.RecentP99Ns);
            json.WriteNumber("p50_ns", look.P50Ns);
            json.WriteNumber("p99_ns", look.P99Ns);
            if (run.Scenario == TestScenario.Server)
                json.WriteNumber("last_issue_lag_ns", look.LastIssueLagNs);
            ResultJson.WriteNumberOrNull(json, "cpu_busy_percent", machine?.CpuBusyPercent is { } busy ? Math.Round(busy, 1) : null);
            ResultJson.WriteNumberOrNull(json, "cpu_own_percent", machine?.CpuOwnPercent is { } own ? Math.Round(own, 1) : null);
            ResultJson.WriteNumberOrNull(json, "power_w", machine?.PowerW is { } power ? Math.Round(power, 2) : null);
            if (machine?.Gpu is { } gpu)
            {
                ResultJson.WriteNumberOrNull(json, "gpu_busy_percent", gpu.BusyPercent);
                ResultJson.WriteNumberOrNull(json, "gpu_sm_clock_mhz", gpu.SmClockMhz);
                ResultJson.WriteNumberOrNull(json, "gpu_temperature_c", gpu.TemperatureC);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
    }

    /// <summary>How far it is, from 0 to 1: by time where the time decides, else by samples; null where neither tells.</summary>
    private static double? Share(PlannedRun run, SeriesSnapshot look) => ByTime(run, look)
        ? Math.Clamp(look.ElapsedS / look.MinDurationS, 0, 1)
        : look.SamplesExpected > 0 ? Math.Clamp((double)look.SamplesCompleted / look.SamplesExpected, 0, 1) : null;

    private static bool ByTime(PlannedRun run, SeriesSnapshot look) =>
        look.MinDurationS > 0 && run.Mode == RunMode.Performance && run.Scenario != TestScenario.Offline;

    private static string Progress(PlannedRun run, SeriesSnapshot look)
    {
        if (Share(run, look) is not { } share)
            return Seconds(look.ElapsedS);
        var left = ByTime(run, look) ? look.MinDurationS - look.ElapsedS : share > 0 ? look.ElapsedS * (1 - share) / share : double.NaN;
        var done = ByTime(run, look)
            ? string.Create(CultureInfo.InvariantCulture, $"{look.ElapsedS:0.0} of {look.MinDurationS:0.#} s")
            : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % in {Seconds(look.ElapsedS)}");
        return left > 0 && double.IsFinite(left) ? $"{done}, {Seconds(left)} left" : done;
    }

    private static string Seconds(double s) => Units.Seconds(s);

    private static string Gpu(GpuUse gpu) => string.Join(", ", new[]
    {
        gpu.BusyPercent is { } busy ? string.Create(CultureInfo.InvariantCulture, $"{busy:0} % busy") : null,
        gpu.SmClockMhz is { } clock ? string.Create(CultureInfo.InvariantCulture, $"{clock:0} MHz") : null,
        gpu.TemperatureC is { } heat ? string.Create(CultureInfo.InvariantCulture, $"{heat:0} °C") : null,
        gpu.IsThrottled == true ? "slowed down" : gpu.IsPowerCapped == true ? "at its power limit" : null,
    }.OfType<string>());

    private static double Rate(SeriesSnapshot look) => look.ElapsedS > 0 ? look.SamplesCompleted / look.ElapsedS : 0;

    private static long InFlight(SeriesSnapshot look) => Math.Max(0, look.SamplesIssued - look.SamplesCompleted);

    private static string Lag(PlannedRun run, SeriesSnapshot look) =>
        run.Scenario == TestScenario.Server ? $", last issued {Units.Time(look.LastIssueLagNs)} late" : "";

    private static string Bar(double share, int width)
    {
        var full = (int)Math.Round(share * width);
        return new string('━', full) + new string('─', width - full);
    }
}
