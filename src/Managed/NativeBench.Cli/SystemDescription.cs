using System.Globalization;
using System.Runtime.InteropServices;

namespace NativeBench.Cli;

/// <summary>The machine, as a result needs it to be understood later. What can't be read is null.</summary>
internal sealed record SystemDescription
{
    public required string? CpuModel { get; init; }

    public required int LogicalCores { get; init; }

    public required int? PhysicalCores { get; init; }

    public required long MemoryBytes { get; init; }

    public required string Os { get; init; }

    public required string? Kernel { get; init; }

    public required string Architecture { get; init; }

    public required string? Governor { get; init; }

    /// <summary>Processors of the machine, those that this process may not use included.</summary>
    public int? OnlineCores { get; init; }

    /// <summary>The vector and matrix features, which decide what kernels a library takes.</summary>
    public IReadOnlyList<string>? CpuFlags { get; init; }

    public int? NumaNodes { get; init; }

    /// <summary>Whether the processor says that a hypervisor is below it.</summary>
    public bool? VirtualMachine { get; init; }

    /// <summary>The control group's limit; null without one.</summary>
    public long? ContainerMemoryLimitBytes { get; init; }

    /// <summary>The control group's limit in processors' worth of time; null without one.</summary>
    public double? ContainerCpuLimit { get; init; }

    public required double? LoadAverage1Min { get; init; }

    public required string DotNet { get; init; }

    /// <summary>Reads the machine.</summary>
    public static SystemDescription Read()
    {
        var cpuInfo = Lines("/proc/cpuinfo");
        return new SystemDescription
        {
            CpuModel = ValueOf(cpuInfo, "model name") ?? ValueOf(cpuInfo, "Model") ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER"),
            LogicalCores = Environment.ProcessorCount,
            PhysicalCores = CountPhysicalCores(cpuInfo),
            MemoryBytes = ReadMemory() ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Os = OsName(),
            Kernel = FirstLine("/proc/sys/kernel/osrelease") ?? Environment.OSVersion.VersionString,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
            Governor = FirstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
            LoadAverage1Min = FirstLine("/proc/loadavg") is { } load
                && double.TryParse(load.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null,
            DotNet = RuntimeInformation.FrameworkDescription,
            OnlineCores = Array.FindAll(cpuInfo, static line => Value(line, "processor") is not null) is { Length: > 0 } all ? all.Length : null,
            CpuFlags = Flags(cpuInfo),
            VirtualMachine = Words(cpuInfo, "flags") is { Length: > 0 } flags ? flags.Contains("hypervisor") : null,
            NumaNodes = CountNumaNodes(),
            ContainerMemoryLimitBytes = ControlGroup.MemoryLimitBytes(),
            ContainerCpuLimit = ControlGroup.CpuLimit(),
        };
    }

    /// <summary>Of some hundred flags, those that kernels of inference libraries are written for (x86 "flags", Arm "Features").</summary>
    private static string[]? Flags(string[] cpuInfo)
    {
        string[] families = ["sse4", "avx", "fma", "f16c", "vnni", "amx", "bf16", "asimd", "sve", "sme", "i8mm"];
        var flags = Words(cpuInfo, "flags") is { Length: > 0 } x86 ? x86 : Words(cpuInfo, "Features");
        return flags.Length == 0 ? null : [.. flags.Where(flag => families.Any(family => flag.Contains(family, StringComparison.Ordinal)))];
    }

    private static string[] Words(string[] lines, string key) => ValueOf(lines, key)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static int? CountNumaNodes()
    {
        const string Nodes = "/sys/devices/system/node";
        try
        {
            return Directory.Exists(Nodes) && Directory.GetDirectories(Nodes, "node*").Length is > 0 and var count ? count : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string OsName()
    {
        var pretty = Array.Find(Lines("/etc/os-release"), static line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal));
        return pretty is null ? RuntimeInformation.OSDescription : pretty["PRETTY_NAME=".Length..].Trim('"');
    }

    private static long? ReadMemory() =>
        ValueOf(Lines("/proc/meminfo"), "MemTotal") is { } text
        && long.TryParse(text.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes) ? kibibytes * 1024 : null;

    private static int? CountPhysicalCores(string[] cpuInfo)
    {
        var cores = new HashSet<(string, string)>();
        var package = "";
        foreach (var line in cpuInfo)
        {
            if (Value(line, "physical id") is { } id)
                package = id;
            else if (Value(line, "core id") is { } core)
                cores.Add((package, core));
        }

        return cores.Count > 0 ? cores.Count : null;
    }

    private static string? ValueOf(string[] lines, string key)
    {
        foreach (var line in lines)
        {
            if (Value(line, key) is { Length: > 0 } value)
                return value;
        }

        return null;
    }

    private static string? Value(string line, string key)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && line.AsSpan(0, colon).Trim().SequenceEqual(key) ? line[(colon + 1)..].Trim() : null;
    }

    private static string? FirstLine(string path) => Lines(path) is [var first, ..] ? first.Trim() : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
