using System.Diagnostics;

namespace NativeBench.Tests.TensorRT;

/// <summary>The program as a process of its own, with the emulated libraries in place of CUDA and TensorRT.</summary>
internal static class EmulatedProgram
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs it to its end; its output and its errors come back in one text.</summary>
    public static (int ExitCode, string Output) Run(string folder, params string[] arguments) => Run(folder, new Dictionary<string, string?>(), arguments);

    /// <summary>The same with other values of environment variables; null takes one away.</summary>
    public static (int ExitCode, string Output) Run(
        string folder, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "nativebench.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NATIVEBENCH_CUDA_LIBRARY"] = Emulation.CudaLibrary;
        start.Environment["NATIVEBENCH_TENSORRT_LIBRARY"] = Emulation.EngineLibrary;
        start.Environment["NATIVEBENCH_TENSORRT_PARSER_LIBRARY"] = Emulation.EngineLibrary;
        start.Environment["NATIVEBENCH_EMULATION_ONNXRUNTIME"] = Emulation.OnnxRuntimeLibrary;
        start.Environment["NATIVEBENCH_ENGINE_CACHE"] = Path.Combine(folder, "engines");
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return (process.ExitCode, output.Result + errors.Result);
    }
}
