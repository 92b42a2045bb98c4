using System.Globalization;
using NativeBench.Cli.Machine;
using NativeBench.Cli.Output;
using NativeBench.Results;
using NativeBench.Submission.Packing;

namespace NativeBench.Cli.Submission;

/// <summary>What this machine tells of systems/*.json; what it doesn't tell stays empty for the user to fill in.</summary>
internal static class MachineFields
{
    /// <summary>The file in a submission's folder: written once, then the user's.</summary>
    public const string FileName = "system.json";

    private const string None = "N/A";

    /// <summary>
    /// What the results of a machine recorded of it, and, where it's this one, what it tells itself. In what results differ (another
    /// kernel, another version of the program) stays empty.
    /// </summary>
    public static SystemFields Read(IReadOnlyList<ResultDocument> documents, string folder)
    {
        var system = documents[0].System;
        var fields = SystemFields.Empty
            .With("number_of_nodes", "1")
            .With("host_processor_model_name", system.CpuModel ?? "")
            .With("host_memory_capacity", Units.Bytes(system.MemoryBytes))
            .With("operating_system", InAll(documents, static d => d.System.Kernel is { } kernel ? $"{d.System.Os}, kernel {kernel}" : d.System.Os))
            .With("framework", InAll(documents, static d => d.Versions.Backend is { } backend ? $"NativeBench {d.Versions.Nativebench}, {backend}" : $"NativeBench {d.Versions.Nativebench}"))
            .With("other_software_stack", InAll(documents, static d => d.Versions.Dotnet ?? ""));
        if (IsHere(system))
            fields = fields.With(Here(system, folder));
        if (system.VirtualMachine == true)
            fields = fields.With("hw_notes", "virtual machine");
        return WithAccelerators(fields, system.Gpus ?? []);
    }

    /// <summary>Whether a result was measured on a machine like this one, whose own files then tell more.</summary>
    private static bool IsHere(SystemData system)
    {
        var here = SystemDescription.Read();
        return here.CpuModel == system.CpuModel && here.LogicalCores == system.CpuLogicalCores && here.Architecture == system.Architecture
            && Math.Abs(here.MemoryBytes - system.MemoryBytes) < system.MemoryBytes / 50;
    }

    private static SystemFields Here(SystemData system, string folder)
    {
        int sockets = Math.Max(1, Sockets());
        int cores = (system.CpuPhysicalCores ?? system.CpuLogicalCores) / sockets;
        return SystemFields.Empty
            .With("host_processors_per_node", Text(sockets))
            .With("host_processor_core_count", Text(Math.Max(1, cores)))
            .With("host_processor_frequency", SystemFile.Number("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq") is { } khz ? Units.Invariant($"{khz / 1000} MHz") : "")
            .With("host_processor_caches", Caches())
            .With("host_storage_capacity", Storage(folder))
            .With("host_network_card_count", Cards());
    }

    private static string InAll(IReadOnlyList<ResultDocument> documents, Func<ResultDocument, string> value)
    {
        string[] values = [.. documents.Select(value).Distinct()];
        return values.Length == 1 ? values[0] : "";
    }

    private static SystemFields WithAccelerators(SystemFields fields, IReadOnlyList<GpuData> gpus)
    {
        fields = fields.With("accelerators_per_node", Text(gpus.Count));
        if (gpus.Count == 0)
        {
            foreach (string key in new[] { "model_name", "memory_capacity", "memory_configuration", "host_interconnect", "interconnect" })
                fields = fields.With("accelerator_" + key, None);
            return fields;
        }

        var gpu = gpus[0];
        fields = fields.With("accelerator_model_name", string.Join(", ", gpus.Select(static g => g.Name).Distinct()));
        if (gpu.MemoryBytes is { } bytes)
            fields = fields.With("accelerator_memory_capacity", Units.Bytes(bytes));
        string[] software = [.. new[] { ("CUDA", gpu.Cuda), ("TensorRT", gpu.TensorRt), ("driver", gpu.Driver) }.Where(static s => s.Item2 is not null).Select(static s => $"{s.Item1} {s.Item2}")];
        return fields.With("other_software_stack", string.Join(", ", software.Prepend(fields["other_software_stack"]).Where(static s => s.Length > 0)));
    }

    private static int Sockets()
    {
        try
        {
            return File.Exists("/proc/cpuinfo")
                ? File.ReadLines("/proc/cpuinfo").Where(static l => l.StartsWith("physical id", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Count() : 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 1;
        }
    }

    /// <summary>Caches of the first processor: <c>L1 Data 32K, L2 Unified 1024K</c>.</summary>
    private static string Caches() => string.Join(", ", SystemFile.Folders("/sys/devices/system/cpu/cpu0/cache", "index*")
        .Select(static f => (Level: SystemFile.Line(f + "/level"), Type: SystemFile.Line(f + "/type"), Size: SystemFile.Line(f + "/size")))
        .Where(static c => c.Size is not null)
        .Select(static c => $"L{c.Level} {c.Type} {c.Size}"));

    private static string Storage(string folder)
    {
        try
        {
            return Units.Bytes(new DriveInfo(Path.GetFullPath(folder)).TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    /// <summary>Network interfaces with a device behind them; empty where that isn't told.</summary>
    private static string Cards()
    {
        int count = SystemFile.Folders("/sys/class/net", "*").Count(static f => Directory.Exists(f + "/device"));
        return count == 0 ? "" : Text(count);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
