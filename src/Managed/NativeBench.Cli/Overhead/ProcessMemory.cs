using System.Diagnostics;
using System.Globalization;

namespace NativeBench.Cli.Overhead;

/// <summary>Resident memory of this process.</summary>
internal static class ProcessMemory
{
    /// <summary>The highest resident size since <see cref="ResetPeak"/>, or since the start where that isn't possible.</summary>
    public static long PeakBytes => ReadStatus("VmHWM:") ?? Process.GetCurrentProcess().PeakWorkingSet64;

    /// <summary>Starts the peak anew where the system lets us (Linux); the resident size now.</summary>
    public static long ResetPeak()
    {
        try
        {
            if (OperatingSystem.IsLinux())
                File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The peak then includes what came before: an upper bound, which is the safe side.
            Debug.WriteLine(e.Message);
        }

        return ReadStatus("VmRSS:") ?? Process.GetCurrentProcess().WorkingSet64;
    }

    private static long? ReadStatus(string key)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(key, StringComparison.Ordinal))
                return 1024 * long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        }

        return null;
    }
}
