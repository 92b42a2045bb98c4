using System.CommandLine;
using System.Text.Json;
using NativeBench.Cli.Devices;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;
using NativeBench.Cuda;
using NativeBench.Inference.TensorRT;
using Spectre.Console;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench devices</c>: what can run here, and why something can't.</summary>
internal static class DevicesCommand
{
    public static Command Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Prints a JSON object instead of the table." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints the names of the usable backends only, one a line." };
        var command = new ExampleCommand("devices", "Shows what can run here: CPU, ONNX Runtime, CUDA devices, TensorRT; and why something can't.")
        {
            Examples = { "nativebench devices", "nativebench devices --json" },
        };
        command.Options.Add(json);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            var report = DeviceReport.Read();
            if (parsed.GetValue(json))
                context.Terminal.Out.WriteLine(JsonText.Write(writer => WriteJson(writer, report)));
            else if (parsed.GetValue(quiet))
                WriteBackends(context.Terminal.Out, report);
            else
                WriteTable(context, report);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void WriteBackends(TextWriter output, DeviceReport report)
    {
        foreach (var backend in report.Backends.Where(static b => b.Usable))
            output.WriteLine(backend.Name);
    }

    private static void WriteTable(CommandContext context, DeviceReport report)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("What", "Status", "Details");
        Add(table, "CPU", "usable", Units.Invariant($"{report.System.CpuModel ?? "unknown model"}, {report.System.LogicalCores} logical cores, {Units.Bytes(report.System.MemoryBytes)}"));
        Add(table, "instructions", "", string.Join(' ', report.CpuFeatures));
        Add(table, "ONNX Runtime", "usable", $"{report.OnnxRuntimeVersion}; providers: {string.Join(", ", report.OnnxRuntimeProviders)}");
        var gpu = report.Gpu;
        Add(table, "native shim", Status(gpu.Shim.Available), gpu.Shim.Available ? $"{gpu.Shim.Version} in {gpu.Shim.Path}; {Adapters(report.AdapterMajors)}" : gpu.Shim.Reason);
        Add(table, "CUDA", Status(gpu.Cuda.Available), gpu.Cuda.Available ? $"driver for CUDA {gpu.Cuda.DriverVersion} in {gpu.Cuda.Path}{Emulated(gpu.Cuda.IsEmulated)}" : gpu.Cuda.Reason);
        foreach (var device in gpu.Cuda.Devices)
            Add(table, Units.Invariant($"  device {device.Ordinal}"), device.Problem is null ? "usable" : "doubtful", Describe(device));
        Add(table, "TensorRT", Status(gpu.TensorRt.Available), gpu.TensorRt.Available ? $"{gpu.TensorRt.Version} in {gpu.TensorRt.Path}{Emulated(gpu.TensorRt.IsEmulated)}" : gpu.TensorRt.Reason);
        foreach (var backend in report.Backends)
            Add(table, $"--backend {backend.Name}", Status(backend.Usable), backend.Reason);
        context.Terminal.Rich().Write(table);
    }

    private static void Add(Table table, string what, string status, string? details) =>
        table.AddRow(new Text(what), new Text(status), new Text(details ?? ""));

    private static string Adapters(IReadOnlyList<int> majors) => majors.Count == 0
        ? "built without TensorRT's headers, so it runs emulated engines only"
        : $"built for TensorRT {string.Join(", ", majors.Select(static m => Units.Invariant($"{m}")))}";

    private static string Status(bool usable) => usable ? "usable" : "not usable";

    private static string Emulated(bool emulated) => emulated ? " (a stand-in for tests: nothing measured with it is a result)" : "";

    private static string Describe(CudaDevice device)
    {
        var memory = device.IsIntegrated ? "shared memory" : "memory";
        var text = Units.Invariant($"{device.Name}, compute capability {device.ComputeCapability}, {Units.Bytes((long)device.MemoryBytes)} {memory}, {device.PciBusId}");
        return device.Problem is null ? text : $"{text}. {device.Problem}";
    }

    private static void WriteJson(Utf8JsonWriter json, DeviceReport report)
    {
        json.WriteStartObject();
        WriteCpu(json, report);
        WriteGpu(json, report);
        json.WriteStartArray("backends");
        foreach (var backend in report.Backends)
        {
            json.WriteStartObject();
            json.WriteString("name", backend.Name);
            json.WriteBoolean("usable", backend.Usable);
            json.WriteString("reason", backend.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCpu(Utf8JsonWriter json, DeviceReport report)
    {
        json.WriteStartObject("cpu");
        ResultJson.WriteStringOrNull(json, "model", report.System.CpuModel);
        json.WriteNumber("logical_cores", report.System.LogicalCores);
        ResultJson.WriteNumberOrNull(json, "physical_cores", report.System.PhysicalCores);
        json.WriteString("architecture", report.System.Architecture);
        ResultJson.WriteStrings(json, "instructions", report.CpuFeatures);
        json.WriteNumber("memory_bytes", report.System.MemoryBytes);
        json.WriteEndObject();

        json.WriteStartObject("onnxruntime");
        json.WriteString("version", report.OnnxRuntimeVersion);
        ResultJson.WriteStrings(json, "providers", report.OnnxRuntimeProviders);
        json.WriteEndObject();
    }

    private static void WriteGpu(Utf8JsonWriter json, DeviceReport report)
    {
        var gpu = report.Gpu;
        WriteLibrary(json, "shim", gpu.Shim.Available, false, gpu.Shim.Version, gpu.Shim.Path, gpu.Shim.Reason, gpu.Shim.Tried);
        json.WriteStartArray("tensorrt_majors");
        foreach (var major in report.AdapterMajors)
            json.WriteNumberValue(major);
        json.WriteEndArray();
        json.WriteEndObject();
        WriteLibrary(json, "cuda", gpu.Cuda.Available, gpu.Cuda.IsEmulated, gpu.Cuda.DriverVersion?.ToString(), gpu.Cuda.Path, gpu.Cuda.Reason, gpu.Cuda.Tried);
        json.WriteStartArray("devices");
        foreach (var device in gpu.Cuda.Devices)
        {
            json.WriteStartObject();
            json.WriteNumber("ordinal", device.Ordinal);
            json.WriteString("name", device.Name);
            json.WriteString("compute_capability", device.ComputeCapability.ToString());
            json.WriteNumber("memory_bytes", device.MemoryBytes);
            json.WriteBoolean("integrated", device.IsIntegrated);
            json.WriteString("pci_bus_id", device.PciBusId);
            ResultJson.WriteStringOrNull(json, "problem", device.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        WriteLibrary(json, "tensorrt", gpu.TensorRt.Available, gpu.TensorRt.IsEmulated, gpu.TensorRt.Version?.ToString(), gpu.TensorRt.Path, gpu.TensorRt.Reason, gpu.TensorRt.Tried);
        json.WriteEndObject();
    }

    /// <summary>The head of a library's object; the caller ends it.</summary>
    private static void WriteLibrary(
        Utf8JsonWriter json, string name, bool available, bool emulated, string? version, string? path, string? reason,
        IReadOnlyList<LibraryAttempt> tried)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("available", available);
        json.WriteBoolean("emulated", emulated);
        ResultJson.WriteStringOrNull(json, "version", version);
        ResultJson.WriteStringOrNull(json, "path", path);
        ResultJson.WriteStringOrNull(json, "reason", reason);
        ResultJson.WriteStrings(json, "tried", tried.Select(static t => t.Failure is null ? t.Name : $"{t.Name}: {t.Failure}"));
    }
}
