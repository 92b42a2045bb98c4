using System.Runtime.InteropServices;
using System.Text;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.Inference.TensorRT;
using NativeBench.LoadGen;

namespace NativeBench.Benchmarks.Lanes;

/// <summary>
/// A model that does nothing on the emulated driver and engine of the native build (artifacts/native/release/emulation, or what the
/// usual variables name). What is measured on it is our own cost, and says nothing about a device.
/// </summary>
internal sealed unsafe class EmulatedDevice : IDisposable
{
    private const int SampleCount = 256;

    private readonly OnnxRuntimeEngine _onnxRuntime;
    private readonly TensorRtRuntime _runtime;
    private readonly delegate* unmanaged[Cdecl]<ulong> _callNs;
    private readonly delegate* unmanaged[Cdecl]<ulong> _wordNs;

    public EmulatedDevice(int maxBatchSize)
    {
        // Whose library the emulated engine then finds in the process.
        var model = IdentityModel.Bytes();
        _onnxRuntime = OnnxRuntimeEngine.Load(model, "identity.onnx");
        var cuda = Find("NATIVEBENCH_CUDA_LIBRARY", "nb_emulated_cuda");
        var engine = Find("NATIVEBENCH_TENSORRT_LIBRARY", "nb_emulated_engine");
        _runtime = TensorRtRuntime.Open(new TensorRtRuntimeOptions { CudaLibrary = cuda, TensorRtLibrary = engine, ParserLibrary = engine });
        if (!_runtime.IsEmulated)
            throw new InvalidOperationException($"{cuda} and {engine} are no emulation: this measures our own cost, with the device's taken off.");
        var library = NativeLibrary.Load(cuda);
        _callNs = (delegate* unmanaged[Cdecl]<ulong>)NativeLibrary.GetExport(library, "nb_emu_call_ns");
        _wordNs = (delegate* unmanaged[Cdecl]<ulong>)NativeLibrary.GetExport(library, "nb_emu_word_ns");
        Configure(library, "times=1");
        Engine = TensorRtEngine.Load(_runtime, "identity.onnx", model, new TensorRtOptions { MaxBatchSize = maxBatchSize });
        Slab = new SampleSlab(Engine.Model.Inputs, SampleCount);
        Slab.Load([.. Enumerable.Range(0, SampleCount).Select(static i => (long)i)]);
    }

    public TensorRtEngine Engine { get; }

    public SampleSlab Slab { get; }

    /// <summary>ns that this thread has spent in the emulated driver so far.</summary>
    public long DriverNs => (long)_callNs();

    /// <summary>When the device last wrote a completion word: ns of the clock that Stopwatch reads, too.</summary>
    public long WordNs => (long)_wordNs();

    /// <summary>The checkout's root.</summary>
    public static string Root { get; } = FindRoot();

    public static string Find(string variable, string name) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
        ? named
        : Path.Combine(Root, "artifacts", "native", "release", "emulation", $"lib{name}.so") is var built && File.Exists(built)
            ? built
            : throw new FileNotFoundException($"{built} isn't there: cmake -DPRESET=release -P cmake/BuildPreset.cmake makes it.");

    public static QuerySample[] Query(int samples) => [.. Enumerable.Range(0, samples).Select(static i => new QuerySample((ulong)i + 1, 200 + i))];

    public void Dispose()
    {
        Slab.Dispose();
        Engine.Dispose();
        _runtime.Dispose();
        _onnxRuntime.Dispose();
    }

    private static void Configure(nint library, string settings)
    {
        var configure = (delegate* unmanaged[Cdecl]<byte*, int>)NativeLibrary.GetExport(library, "nb_emu_configure");
        fixed (byte* text = Encoding.UTF8.GetBytes(settings + '\0'))
        {
            if (configure(text) != 0)
                throw new InvalidOperationException($"The emulation doesn't take '{settings}'.");
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NativeBench.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"'{AppContext.BaseDirectory}' isn't inside the checkout.");
        return folder.FullName;
    }
}
