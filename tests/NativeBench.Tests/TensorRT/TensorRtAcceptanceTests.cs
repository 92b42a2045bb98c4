using System.Globalization;
using System.Text.Json;
using NativeBench.Inference;
using NativeBench.Inference.TensorRT;
using NativeBench.Tests.Native;

namespace NativeBench.Tests.TensorRT;

/// <summary>The whole program on the emulation, as a process of its own: its answers are ONNX Runtime's in every scenario.</summary>
[Category("Native")]
public sealed class TensorRtAcceptanceTests
{
    private static readonly string[] s_scenarios = ["SingleStream", "MultiStream", "Server", "Offline"];

    private string _folder = "";

    [SetUp]
    public void MakeFolder()
    {
        NativeBuild.AssumeTools();
        _folder = Directory.CreateTempSubdirectory("nativebench-tensorrt-").FullName;
    }

    [TearDown]
    public void RemoveFolder()
    {
        if (_folder.Length > 0)
            Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void Digits_answers_as_on_the_cpu_in_every_scenario_and_is_marked()
    {
        string[] arguments = ["--mode", "accuracy", "--scenario", "all"];
        Run("cpu", "ort-cpu", arguments);
        var output = Run("gpu", "tensorrt", arguments);
        AssertSameAnswers(360);
        Assert.That(output, Does.Contain("digits on tensorrt (EMULATED: "));
        using var result = Result("gpu");
        Assert.That(result.RootElement.GetProperty("emulated").GetBoolean(), Is.True);
        using var reference = Result("cpu");
        Assert.That(reference.RootElement.GetProperty("emulated").GetBoolean(), Is.False);
    }

    [Test]
    public void Mobile_net_answers_as_on_the_cpu_in_every_scenario()
    {
        const int Samples = 8;
        var model = TestData.Require("models", "mobilenet_edgetpu_f32.onnx");
        var data = Path.Combine(_folder, "data");
        Directory.CreateDirectory(data);
        WriteInputs(Path.Combine(data, "inputs.npy"), Samples, model);
        File.WriteAllLines(Path.Combine(data, "labels.txt"), Enumerable.Repeat("1", Samples));
        string[] arguments = ["--model", model, "--data", data, "--mode", "accuracy", "--scenario", "all"];
        Run("cpu", "ort-cpu", arguments);
        // Every lane is warmed up with every batch size, on the CPU.
        Run("gpu", "tensorrt", [.. arguments, "--streams", "2", "--batch", "3"]);
        AssertSameAnswers(Samples);
    }

    [Test]
    public void A_performance_run_is_complete_and_tells_what_the_lanes_did()
    {
        Run("gpu", "tensorrt", ["--mode", "performance", "--scenario", "Offline", "--set", "min_duration=100", "--streams", "3", "--batch", "5"]);
        using var result = Result("gpu");
        var text = result.RootElement.ToString();
        Assert.That(result.RootElement.GetProperty("status").GetString(), Is.EqualTo("completed"));
        Assert.That(text, Does.Contain("batches as CUDA graphs").And.Contain("page-locked"));
        var gpu = result.RootElement.GetProperty("system").GetProperty("gpus")[0];
        Assert.That(gpu.GetProperty("name").GetString(), Is.Not.Empty);
        Assert.That(gpu.GetProperty("emulated").GetBoolean(), Is.True);
        Assert.That(File.ReadAllText(Path.Combine(_folder, "gpu", "report.html")), Does.Contain("(EMULATED), "));
    }

    [Test]
    public void Several_devices_share_the_samples_and_answer_as_the_cpu()
    {
        string[] arguments = ["--mode", "accuracy", "--scenario", "MultiStream,Offline"];
        Run("cpu", "ort-cpu", arguments);
        Run("gpu", "tensorrt", [.. arguments, "--device", "all", "--batch", "4"], "devices=H100,Orin,H100;kernel_us=300");
        AssertSameAnswers(360, "MultiStream", "Offline");
        using var result = Result("gpu");
        var text = result.RootElement.ToString();
        Assert.That(text, Does.Contain("GPU 0 (Emulated H100), emulated; GPU 1 (Emulated Orin), emulated; GPU 2 (Emulated H100), emulated"));
        Assert.That(text, Does.Match("\"batches of each device\": \"[1-9][0-9]*, [1-9][0-9]*, [1-9][0-9]*\""));
    }

    [Test]
    public void A_graph_that_cannot_be_captured_is_a_warning_of_the_run()
    {
        string[] arguments = ["--mode", "accuracy", "--scenario", "SingleStream"];
        var output = Run("gpu", "tensorrt", arguments, "faults=cuStreamBeginCapture_v2@1=801");
        Assert.That(output, Does.Contain("1 CUDA graph couldn't be captured").And.Contain("without a CUDA graph: "));
        using var result = Result("gpu");
        Assert.That(result.RootElement.ToString(), Does.Contain("1 CUDA graph couldn't be captured").And.Match("\"CUDA graphs that couldn.{1,8}t be captured\": \"1\""));
        var log = File.ReadAllText(Path.Combine(_folder, "gpu", "SingleStream", "accuracy", "mlperf_log_detail.txt"));
        Assert.That(log, Does.Match("\"sut_name\", \"value\": \"tensorrt .* \\(emulated\\)\""));
    }

    [Test]
    public void A_dla_core_runs_a_scenario_that_has_batches()
    {
        if (Environment.GetEnvironmentVariable(Emulation.MajorVariable) is "11")
            Assert.Ignore("TensorRT 11 takes no precision.");
        string[] arguments = ["--mode", "accuracy", "--scenario", "Offline"];
        Run("cpu", "ort-cpu", arguments);
        Run("gpu", "tensorrt", [.. arguments, "--dla-core", "0", "--precision", "fp16", "--batch", "7"], "devices=Orin;tensorrt=101300");
        AssertSameAnswers(360, "Offline");
        using var result = Result("gpu");
        Assert.That(result.RootElement.ToString(), Does.Contain("fp16 allowed"));
    }

    /// <summary>scripts/gpu-check counts every step that fails, and answers that differ from the CPU's among them.</summary>
    [Test]
    public void Gpu_check_fails_where_the_answers_are_wrong([Values(0, 1)] int answers)
    {
        var script = Path.Combine(NativeBuild.Root, "scripts", "gpu-check");
        var program = Path.Combine(_folder, "program");
        File.WriteAllText(program, $"#!/bin/sh\n[ \"$1\" = validate ] && exit {answers}\n[ \"$1\" = run ] && exit 1\nexit 0\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new System.Diagnostics.ProcessStartInfo("sh", [script, "--output", Path.Combine(_folder, "out.txt")]) { RedirectStandardOutput = true };
        start.Environment["NATIVEBENCH"] = program;
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(answers), output);
        Assert.That(output, Does.Contain(FormattableString.Invariant($"failed: {answers}, emulated: no")));
    }

    [Test]
    public void Layers_are_measured_in_a_run_of_their_own()
    {
        var (exitCode, output) = EmulatedProgram.Run(_folder, "profile", "--backend", "tensorrt", "--batch", "4", "--runs", "3", "--json");
        Assert.That(exitCode, Is.Zero, output);
        using var json = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
        Assert.That(json.RootElement.GetProperty("emulated").GetBoolean(), Is.True);
        Assert.That(json.RootElement.GetProperty("batch").GetInt32(), Is.EqualTo(4));
        Assert.That(json.RootElement.GetProperty("layers").GetArrayLength(), Is.GreaterThan(0));
    }

    private string Run(string name, string backend, string[] arguments, string emulation = "")
    {
        var environment = new Dictionary<string, string?> { ["NATIVEBENCH_EMULATION"] = emulation };
        var (exitCode, output) = EmulatedProgram.Run(_folder, environment, ["run", "--backend", backend, "--output", name, "--set", "min_query_count=1", .. arguments]);
        Assert.That(exitCode, Is.AnyOf(0, 1), output);
        Assert.That(output, Does.Not.Contain("INCOMPLETE"), output);
        return output;
    }

    private void AssertSameAnswers(int samples, params string[] scenarios)
    {
        foreach (var scenario in scenarios is [] ? s_scenarios : scenarios)
        {
            var expected = Answers("cpu", scenario);
            Assert.That(expected, Has.Count.EqualTo(samples));
            Assert.That(Answers("gpu", scenario), Is.EqualTo(expected), scenario);
        }
    }

    private SortedDictionary<long, string> Answers(string name, string scenario)
    {
        using var log = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, name, scenario, "accuracy", "mlperf_log_accuracy.json")));
        var answers = new SortedDictionary<long, string>();
        foreach (var entry in log.RootElement.EnumerateArray())
            answers[entry.GetProperty("qsl_idx").GetInt64()] = entry.GetProperty("data").GetString()!;
        return answers;
    }

    private JsonDocument Result(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, name, "result.json")));

    private static void WriteInputs(string path, int samples, string model)
    {
        var input = TensorRtEngine.Inspect(model, null, new Dictionary<string, long>()).Inputs[0];
        Assert.That(input.ElementType, Is.EqualTo(ElementType.UInt8));
        var shape = string.Join(", ", input.SampleShape.Select(static d => d.ToString(CultureInfo.InvariantCulture)));
        var header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({samples}, {shape}), }}";
        header = header.PadRight(((header.Length + 11 + 63) / 64 * 64) - 11) + "\n";
        using var file = new BinaryWriter(File.Create(path));
        file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        file.Write((ushort)header.Length);
        file.Write(System.Text.Encoding.ASCII.GetBytes(header));
        var values = new byte[samples * input.BytesPerSample];
        new Random(7).NextBytes(values);
        file.Write(values);
    }
}
