using NativeBench.Inference.TensorRT;
using NativeBench.Tests.Native;

namespace NativeBench.Tests.TensorRT;

/// <summary>With one library after the other taken away, the program says what is missing, where it looked and what to do.</summary>
[Category("Native")]
public sealed class MissingLibraryTests
{
    [TestCase("NATIVEBENCH_SHIM", "/nowhere/libshim.so", "The native shim can't be loaded from '/nowhere/libshim.so': There is no such file.")]
    [TestCase("NATIVEBENCH_CUDA_LIBRARY", "/nowhere/libcuda.so.1", "NATIVEBENCH_CUDA_LIBRARY names a file for the CUDA driver that can't be opened: /nowhere/libcuda.so.1", "Tried: /nowhere/libcuda.so.1 (")]
    [TestCase("NATIVEBENCH_TENSORRT_LIBRARY", "/nowhere/libnvinfer.so.10", "/nowhere/libnvinfer.so.10")]
    [TestCase("NATIVEBENCH_EMULATION", "devices=", "--backend tensorrt can't run here.", "device")]
    [TestCase("NATIVEBENCH_EMULATION_ONNXRUNTIME", "/nowhere/libonnxruntime.so", "/nowhere/libonnxruntime.so")]
    public void A_missing_library_is_named_with_what_was_tried(string variable, string file, params string[] sentences)
    {
        NativeBuild.AssumeTools();
        var (exitCode, output) = Run(new Dictionary<string, string?> { [variable] = file }, "tensorrt");
        Assert.That(exitCode, Is.EqualTo(3), output);
        foreach (var sentence in sentences)
            Assert.That(output, Does.Contain(sentence));
        Assert.That(output, Does.Not.Contain("   at "), "no stack trace on the screen");
    }

    [Test]
    public void Nothing_there_at_all_is_told_with_the_usual_names()
    {
        NativeBuild.AssumeTools();
        var (exitCode, output) = Run(
            new Dictionary<string, string?> { ["NATIVEBENCH_CUDA_LIBRARY"] = null, ["NATIVEBENCH_TENSORRT_LIBRARY"] = null }, "tensorrt");
        Assume.That(exitCode, Is.Not.Zero, "This machine has a GPU.");
        Assert.That(exitCode, Is.EqualTo(3), output);
        Assert.That(output, Does.Contain("--backend tensorrt can't run here.").And.Contain("libcuda.so.1").And.Contain("nativebench devices"));
    }

    [Test]
    public void A_tensorrt_whose_adapter_the_shim_lacks_is_told_with_what_to_build_it_with()
    {
        NativeBuild.AssumeTools();
        Assume.That(TensorRtRuntime.AdapterMajors, Is.Empty, "The shim was built with TensorRT's headers.");
        var (exitCode, output) = Run(new Dictionary<string, string?> { ["NATIVEBENCH_TENSORRT_LIBRARY"] = NativeBuild.Fake("fake_nvinfer_10") }, "tensorrt");
        Assert.That(exitCode, Is.EqualTo(3), output);
        Assert.That(output, Does.Contain("libfake_nvinfer_10.so").And.Contain("TENSORRT_INCLUDE"));
    }

    [TestCase(10)]
    [TestCase(11)]
    public void Without_its_parser_tensorrt_cannot_build_and_says_so(int major)
    {
        _ = Emulation.RuntimeOf(major); // ignores the test, by name, without the headers
        var (exitCode, output) = Run(
            new Dictionary<string, string?>
            {
                ["NATIVEBENCH_TENSORRT_LIBRARY"] = NativeBuild.Emulation(FormattableString.Invariant($"nb_fake_tensorrt_{major}")),
                ["NATIVEBENCH_TENSORRT_PARSER_LIBRARY"] = "/nowhere/libnvonnxparser.so",
            },
            "tensorrt");
        Assert.That(exitCode, Is.EqualTo(3), output);
        Assert.That(output, Does.Contain("/nowhere/libnvonnxparser.so"));
    }

    [TestCase("ort-cuda", "lacks CUDAExecutionProvider", "libonnxruntime_providers_cuda.so")]
    [TestCase("ort-tensorrt", "lacks TensorrtExecutionProvider", "libonnxruntime_providers_tensorrt.so")]
    public void Onnx_runtimes_gpu_providers_say_what_they_need(string backend, params string[] sentences)
    {
        NativeBuild.AssumeTools();
        var (exitCode, output) = Run(new Dictionary<string, string?>(), backend);
        Assert.That(exitCode, Is.EqualTo(3), output);
        Assert.That(output, Does.Contain("NATIVEBENCH_ONNXRUNTIME"));
        foreach (var sentence in sentences)
            Assert.That(output, Does.Contain(sentence));
    }

    [Test]
    public void A_library_of_onnx_runtime_that_cannot_be_loaded_is_named()
    {
        NativeBuild.AssumeTools();
        var (exitCode, output) = Run(new Dictionary<string, string?> { ["NATIVEBENCH_ONNXRUNTIME"] = "/nowhere/libonnxruntime.so" }, "ort-cuda");
        Assert.That(exitCode, Is.EqualTo(3), output);
        Assert.That(output, Does.Contain("'/nowhere/libonnxruntime.so', which NATIVEBENCH_ONNXRUNTIME names, can't be loaded"));
    }

    [Test]
    public void Auto_never_takes_an_emulation_and_says_so()
    {
        NativeBuild.AssumeTools();
        var (exitCode, output) = Run(new Dictionary<string, string?>(), "auto");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("digits on ort-cpu (chosen: the GPU is emulated, which only --backend tensorrt takes)"));
    }

    [Test]
    public void Devices_says_what_is_emulated()
    {
        NativeBuild.AssumeTools();
        var (exitCode, output) = EmulatedProgram.Run(Path.GetTempPath(), "devices");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("(a stand-in for tests: nothing measured with it is a result)").And.Contain("(emulated)"));
    }

    private static (int ExitCode, string Output) Run(Dictionary<string, string?> environment, string backend)
    {
        var folder = Directory.CreateTempSubdirectory("nativebench-missing-").FullName;
        try
        {
            return EmulatedProgram.Run(folder, environment, "run", "--backend", backend, "--mode", "accuracy", "--output", "out");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
