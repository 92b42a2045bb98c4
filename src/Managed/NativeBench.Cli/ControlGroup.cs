using System.Globalization;

namespace NativeBench.Cli;

/// <summary>The limits of a container, from version 2 of Linux' control groups, or version 1's files at their usual place.</summary>
internal static class ControlGroup
{
    private const string Root = "/sys/fs/cgroup";

    // Version 1 writes "no limit" as the largest number of pages.
    private const long Unlimited = 1L << 60;

    /// <summary>Most memory in bytes; null without a limit.</summary>
    public static long? MemoryLimitBytes(string root = Root) =>
        Number(Find(root, "memory.max") ?? Read(Path.Combine(root, "memory", "memory.limit_in_bytes"))) is { } bytes and < Unlimited ? bytes : null;

    /// <summary>Processors' worth of time; null without a limit.</summary>
    public static double? CpuLimit(string root = Root)
    {
        if (Find(root, "cpu.max") is { } text)
        {
            var parts = text.Split(' ');
            return parts.Length == 2 && Number(parts[0]) is { } quota && Number(parts[1]) is { } period and > 0 ? (double)quota / period : null;
        }

        return Number(Read(Path.Combine(root, "cpu", "cpu.cfs_quota_us"))) is { } quotaUs and > 0
            && Number(Read(Path.Combine(root, "cpu", "cpu.cfs_period_us"))) is { } periodUs and > 0 ? (double)quotaUs / periodUs : null;
    }

    /// <summary>Times that the limit stopped the process so far; null where nothing counts them.</summary>
    public static long? ThrottleCount(string root = Root)
    {
        foreach (var line in (Find(root, "cpu.stat") ?? "").Split('\n'))
        {
            if (line.StartsWith("nr_throttled ", StringComparison.Ordinal))
                return Number(line["nr_throttled ".Length..]);
        }

        return null;
    }

    /// <summary>A file of the process's own group, or of the root, which is what a container sees as its own.</summary>
    private static string? Find(string root, string name)
    {
        foreach (var line in (Read("/proc/self/cgroup") ?? "").Split('\n'))
        {
            if (line.StartsWith("0::/", StringComparison.Ordinal) && Read(Path.Combine(root, line[4..], name)) is { } own)
                return own;
        }

        return Read(Path.Combine(root, name));
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
