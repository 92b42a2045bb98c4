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
        var p99 = look.RecentP99Ns > 0 ? $", p50 {Units.Time(look.RecentP50Ns)}, p99 {Units.Time(look.RecentP99Ns)} in the last {Recent(look)}" : "";
        return $"{position} {run}: {Progress(run, look)}, {Rates(look)}{p99}, {Units.Count(InFlight(look))} in flight";
    }

    /// <summary>Four lines for a terminal of <paramref name="width"/> columns (0: any), none of which reaches the last column.</summary>
    public static string View(PlannedRun run, string position, SeriesSnapshot look, MachineReading? machine, int width)
    {
        var text = new StringBuilder(1024);
        var share = Share(run, look);
        var bar = share is { } part ? Bar(part, Math.Min(WidestBar, width > 0 ? width / 3 : WidestBar)) + "  " : "";
        Add($"{position} {run}  {bar}{Progress(run, look)}");
        Add($"  rate     {Rates(look)}, {Units.Count(look.SamplesCompleted)} done, {Units.Count(InFlight(look))} in flight{Lag(run, look)}");
        Add(look.RecentP99Ns > 0
            ? $"  latency  p50 {Units.Time(look.RecentP50Ns)}, p99 {Units.Time(look.RecentP99Ns)} in the last {Recent(look)}; p50 {Units.Time(look.P50Ns)}, p99 {Units.Time(look.P99Ns)} so far"
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

    /// <summary>One JSON object on one line; units in the keys, which docs/results.md explains.</summary>
    public static string Json(PlannedRun run, string position, SeriesSnapshot look, MachineReading? machine, DateTimeOffset now)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("time_utc", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            if (position.Split('/') is [var index, var total] && int.TryParse(index, CultureInfo.InvariantCulture, out var at) && int.TryParse(total, CultureInfo.InvariantCulture, out var of))
            {
                json.WriteNumber("run_index", at);
                json.WriteNumber("run_count", of);
            }

            json.WriteString("scenario", run.Scenario.ToString());
            json.WriteString("mode", run.ModeName);
            json.WriteNumber("elapsed_s", Math.Round(look.ElapsedS, 3));
            json.WriteNumber("min_duration_s", look.MinDurationS);
            ResultJson.WriteNumberOrNull(json, "progress_percent", Share(run, look) is { } share ? Math.Round(100 * share, 1) : null);
            ResultJson.WriteNumberOrNull(json, "remaining_s", Left(run, look) is { } left ? Math.Round(left, 3) : null);
            ResultJson.WriteNumberOrNull(json, "samples_expected", look.SamplesExpected > 0 && !ByTime(run, look) ? look.SamplesExpected : null);
            json.WriteNumber("samples_issued", look.SamplesIssued);
            json.WriteNumber("samples_completed", look.SamplesCompleted);
            json.WriteNumber("samples_in_flight", InFlight(look));
            ResultJson.WriteNumberOrNull(json, "samples_per_s", look.RecentS > 0 ? Math.Round(look.RecentSamplesPerS, 3) : null);
            json.WriteNumber("average_samples_per_s", Math.Round(Average(look), 3));
            json.WriteNumber("recent_s", Math.Round(look.RecentS, 3));
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
        if (ByTime(run, look) && look.ElapsedS > look.MinDurationS)
            return string.Create(CultureInfo.InvariantCulture, $"{look.ElapsedS:0.0} s, beyond the {look.MinDurationS:0.#} s asked for");
        var done = ByTime(run, look)
            ? string.Create(CultureInfo.InvariantCulture, $"{look.ElapsedS:0.0} of {look.MinDurationS:0.#} s")
            : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % in {Seconds(look.ElapsedS)}");
        return Left(run, look) is > 0 and var left ? $"{done}, {Seconds(left)} left" : done;
    }

    /// <summary>Seconds until it's done, at the pace so far; null where nothing tells.</summary>
    private static double? Left(PlannedRun run, SeriesSnapshot look) => Share(run, look) switch
    {
        null or 0 when !ByTime(run, look) => null,
        _ when ByTime(run, look) => Math.Max(0, look.MinDurationS - look.ElapsedS),
        { } share => look.ElapsedS * (1 - share) / share,
        null => null,
    };

    private static string Seconds(double s) => Units.Seconds(s);

    private static string Gpu(GpuUse gpu) => string.Join(", ", new[]
    {
        gpu.BusyPercent is { } busy ? string.Create(CultureInfo.InvariantCulture, $"{busy:0} % busy") : null,
        gpu.SmClockMhz is { } clock ? string.Create(CultureInfo.InvariantCulture, $"{clock:0} MHz") : null,
        gpu.TemperatureC is { } heat ? string.Create(CultureInfo.InvariantCulture, $"{heat:0} °C") : null,
        gpu.IsThrottled == true ? "slowed down" : gpu.IsPowerCapped == true ? "at its power limit" : null,
    }.OfType<string>());

    /// <summary>The rate of the same last seconds as the latencies beside it, then the average; that alone where nothing recent is known (the official LoadGen).</summary>
    private static string Rates(SeriesSnapshot look) => look.RecentS <= 0
        ? $"{Units.Rate(Average(look))} samples/s on average"
        : $"{Units.Rate(look.RecentSamplesPerS)} samples/s ({Units.Rate(Average(look))} on average)";

    private static string Recent(SeriesSnapshot look) =>
        look.RecentS < 1 ? Units.Time(look.RecentS * 1e9) : string.Create(CultureInfo.InvariantCulture, $"{look.RecentS:0} s");

    private static double Average(SeriesSnapshot look) => look.ElapsedS > 0 ? look.SamplesCompleted / look.ElapsedS : 0;

    private static long InFlight(SeriesSnapshot look) => Math.Max(0, look.SamplesIssued - look.SamplesCompleted);

    private static string Lag(PlannedRun run, SeriesSnapshot look) =>
        run.Scenario == TestScenario.Server ? $", last issued {Units.Time(look.LastIssueLagNs)} late" : "";

    private static string Bar(double share, int width)
    {
        var full = (int)Math.Round(share * width);
        return new string('━', full) + new string('─', width - full);
    }
}
