using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using NativeBench.Inference.TensorRT;
using NativeBench.Tests.Native;

namespace NativeBench.Tests.TensorRT;

/// <summary>The emulated driver and engine of the native build, opened once for all tests. No GPU is involved anywhere.</summary>
internal static unsafe class Emulation
{
    private const string Defaults = "kernel_us=0;kernel_random_us=0;copy_us=0;faults=";

    /// <summary>
    /// Names a major of TensorRT: the tests then run through its fake, and with that through the adapter, instead of the
    /// emulated engine. The native build makes one for each major whose headers it is given.
    /// </summary>
    public const string MajorVariable = "NATIVEBENCH_TEST_TENSORRT_MAJOR";

    private static readonly Lazy<TensorRtRuntime> s_runtime = new(static () => Open(EngineLibrary));

    public static string CudaLibrary => NativeBuild.Emulation("nb_emulated_cuda");

    public static string EngineLibrary =>
        Environment.GetEnvironmentVariable(MajorVariable) is { Length: > 0 } major ? FakeTensorRt(major) : NativeBuild.Emulation("nb_emulated_engine");

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

    /// <summary>The same with a fake TensorRT; ends the test as not run, by name, where its headers weren't given to the native build.</summary>
    public static TensorRtRuntime RuntimeOf(int major)
    {
        NativeBuild.AssumeTools();
        var library = FakeTensorRt(FormattableString.Invariant($"{major}"));
        if (!TensorRtRuntime.AdapterMajors.Contains(major) || !File.Exists(library))
            Assert.Ignore($"The headers of TensorRT {major} aren't given: TENSORRT_INCLUDE.");
        return library == EngineLibrary ? Runtime : s_fakes.GetOrAdd(major, _ => new(() => Open(library))).Value;
    }

    /// <summary>After a test in which the device was lost. Its context is another one then, which the other runtimes have to take, too.</summary>
    public static void Recover()
    {
        Runtime.Recover(0);
        foreach (var (_, fake) in s_fakes)
            fake.Value.Dispose();
        s_fakes.Clear();
    }

    /// <summary>Changes what the emulated device does, until the result is disposed.</summary>
    public static IDisposable Configure(string settings)
    {
        _ = Runtime;
        Apply(settings);
        return new Restore();
    }

    private static readonly ConcurrentDictionary<int, Lazy<TensorRtRuntime>> s_fakes = [];

    private static string FakeTensorRt(string major) => NativeBuild.Emulation("nb_fake_tensorrt_" + major);

    private static TensorRtRuntime Open(string engine)
    {
        // A fake TensorRT takes no options: it finds what the process has loaded.
        NativeLibrary.Load(OnnxRuntimeLibrary);
        return TensorRtRuntime.Open(new TensorRtRuntimeOptions
        {
            CudaLibrary = CudaLibrary,
            TensorRtLibrary = engine,
            ParserLibrary = engine, // a fake TensorRT holds both
            EmulationOnnxRuntime = OnnxRuntimeLibrary,
        });
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
