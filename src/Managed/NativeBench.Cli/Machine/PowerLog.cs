using System.Globalization;
using System.Text;
using NativeBench.Cli.Output;

namespace NativeBench.Cli.Machine;

/// <summary>
/// Power over time in the form of the log that MLPerf Power's client keeps of its meter (mlcommons/power-dev; what the
/// official power checker reads beside mlperf_log_detail.txt's power_begin and power_end): one line a reading, the time in UTC.
/// The readings are the machine's own, so a run with them is no MLPerf Power result, and the first line says so.
/// </summary>
internal static class PowerLog
{
    /// <summary>The file's name, as the official client has it.</summary>
    public const string FileName = "spl.txt";

    /// <summary>Writes it beside the run's logs; returns what kept it from being written as a sentence.</summary>
    public static string? Write(string folder, MachineSampler sampler, EnergySources sources)
    {
        if (Text(sampler.StartUtc, sampler.Readings, sources) is not { } text)
            return $"--power-log: nothing on this machine tells power ({string.Join("; ", sources.NotReadable)}).";
        try
        {
            File.WriteAllText(Path.Combine(folder, FileName), text);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{FileName} couldn't be written: {CrashReport.FirstLine(e.Message)}.";
        }
    }

    /// <summary>The log, or null if no reading has power.</summary>
    internal static string? Text(DateTimeOffset startUtc, IReadOnlyList<MachineReading> readings, EnergySources sources)
    {
        var text = new StringBuilder("# Not from a power analyzer: ").AppendJoin(", ", sources.PowerNames).Append(", read by nativebench. -1: not known.\n");
        var any = false;
        foreach (var reading in readings)
        {
            if (reading.PowerW is not { } watts)
                continue;
            any = true;
            text.Append(CultureInfo.InvariantCulture,
                $"Time,{startUtc.AddSeconds(reading.AtS).UtcDateTime:MM-dd-yyyy HH:mm:ss.fff},Watts,{watts:0.000000},Volts,-1.000000,Amps,-1.000000,PF,-1.000000,Mark,run_1\n");
        }

        return any ? text.ToString() : null;
    }
}
