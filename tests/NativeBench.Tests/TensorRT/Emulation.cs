using System.Runtime.InteropServices;
using System.Text;
using NativeBench.Inference.TensorRT;
using NativeBench.Tests.Native;

namespace NativeBench.Tests.TensorRT;

/// <summary>The emulated driver and engine of the native build, opened once for all tests. No GPU is involved anywhere.</summary>
internal static unsafe class Emulation
{
    private const string Defaults = "kernel_us=0;kernel_random_us=0;copy_us=0;faults=";

    private static readonly Lazy<TensorRtRuntime> s_runtime = new(static () => TensorRtRuntime.Open(new TensorRtRuntimeOptions
    {
        CudaLibrary = CudaLibrary,
        TensorRtLibrary = EngineLibrary,
        EmulationOnnxRuntime = OnnxRuntimeLibrary,
    }));

    public static string CudaLibrary => NativeBuild.Emulation("nb_emulated_cuda");

    public static string EngineLibrary => NativeBuild.Emulation("nb_emulated_engine");

    /// <summary>What the emulated engine computes with.</summary>
    public static string OnnxRuntimeLibrary => Path.Combine(
        AppContext.BaseDirectory, "runtimes", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native", "libonnxruntime.so");

    /// <summary>CUDA and TensorRT, emulated; ends the test as not run where native code can't be built.</summary>
    public static TensorRtRuntime Runtime
    {
        get
        {
            NativeBuild.AssumeTools();
            return s_runtime.Value;
        }
    }

    /// <summary>Changes what the emulated device does, until the result is disposed.</summary>
    public static IDisposable Configure(string settings)
    {
        _ = Runtime;
        Apply(settings);
        return new Restore();
    }

    private static void Apply(string settings)
    {
        var configure = (delegate* unmanaged[Cdecl]<byte*, int>)NativeLibrary.GetExport(NativeLibrary.Load(CudaLibrary), "nb_emu_configure");
        fixed (byte* text = Encoding.UTF8.GetBytes(settings + '\0'))
            Assert.That(configure(text), Is.Zero, $"The emulation doesn't take '{settings}'.");
    }

    private sealed class Restore : IDisposable
    {
        public void Dispose() => Apply(Defaults);
    }
}
