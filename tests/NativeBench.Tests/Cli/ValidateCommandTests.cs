using System.Runtime.InteropServices;
using System.Text.Json;
using NativeBench.Cli;
using NativeBench.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

public class ValidateCommandTests
{
    [Test]
    public void The_same_model_with_other_thread_counts_is_within_tolerance()
    {
        using var host = new CliHost();
        var code = host.Run("validate", "--reference-set", "threads=2", "--reference-set", "batch=4", "--candidate-set", "threads=1", "--candidate-set", "batch=1", "--samples", "40");
        Assert.That(code, Is.EqualTo(ExitCodes.Ok), host.Out + host.Error);
        Assert.That(host.Out, Does.Contain("Within tolerance.").And.Contain("40 of 360 samples").And.Contain("tolerances f32"));
        Assert.That(host.Out, Does.Contain("Quality, Top-1: reference 40/40"));
    }

    [Test]
    public void An_error_of_a_thousandth_in_one_row_of_one_sample_is_found_and_named()
    {
        // y = x, and y = x + 0.001 in one row of the sample whose first element is 17.
        using var host = new CliHost();
        File.WriteAllBytes(Path.Combine(host.Folder, "right.onnx"), Copying(planted: false));
        File.WriteAllBytes(Path.Combine(host.Folder, "wrong.onnx"), Copying(planted: true));
        WriteSamples(host, count: 40);
        string[] common = ["validate", "--model", "right.onnx", "--data", "data"];
        Assert.That(host.Run([.. common, "--candidate-set", "batch=3", "--json"]), Is.EqualTo(ExitCodes.Ok), host.Out + host.Error);

        using var other = new CliHost();
        foreach (var file in new[] { "right.onnx", "wrong.onnx" })
            File.Copy(Path.Combine(host.Folder, file), Path.Combine(other.Folder, file));
        WriteSamples(other, count: 40);
        Assert.That(other.Run([.. common, "--candidate-model", "wrong.onnx", "--json"]), Is.EqualTo(ExitCodes.NotMet), other.Error);
        using var json = JsonDocument.Parse(other.Out);
        var root = json.RootElement;
        Assert.That(root.GetProperty("verdict").GetString(), Is.EqualTo("out_of_tolerance"));
        var output = root.GetProperty("outputs")[0];
        Assert.That(output.GetProperty("max_absolute_error").GetDouble(), Is.EqualTo(1e-3).Within(1e-6));
        Assert.That(output.GetProperty("samples_out_of_tolerance").GetInt64(), Is.EqualTo(1));
        Assert.That(output.GetProperty("elements_out_of_tolerance").GetInt64(), Is.EqualTo(Columns));
        var worst = root.GetProperty("worst_samples")[0];
        Assert.That(worst.GetProperty("sample").GetInt64(), Is.EqualTo(17));
        Assert.That(worst.GetProperty("name").GetString(), Is.EqualTo("sample 17 (inputs.npy, row 17)"));
        Assert.That(worst.GetProperty("element").GetInt64(), Is.InRange(2 * Columns, (3 * Columns) - 1), "the third row");
    }

    [Test]
    public void Tolerances_can_be_set()
    {
        using var host = new CliHost();
        File.WriteAllBytes(Path.Combine(host.Folder, "right.onnx"), Copying(planted: false));
        File.WriteAllBytes(Path.Combine(host.Folder, "wrong.onnx"), Copying(planted: true));
        WriteSamples(host, count: 20);
        string[] common = ["validate", "--model", "right.onnx", "--candidate-model", "wrong.onnx", "--data", "data", "--quiet"];
        Assert.That(host.Run([.. common, "--atol", "0.002"]), Is.EqualTo(ExitCodes.Ok), host.Out);
        Assert.That(host.Error, Is.Empty);
        Assert.That(host.Run([.. common, "--tolerances", "f16"]), Is.EqualTo(ExitCodes.Ok), host.Out);
        Assert.That(host.Run([.. common, "--rtol", "1e-6", "--atol", "0"]), Is.EqualTo(ExitCodes.NotMet));
        Assert.That(host.Run([.. common, "--samples", "17"]), Is.EqualTo(ExitCodes.Ok), "the planted one is the eighteenth");
    }

    [Test]
    public void Half_precision_runs_on_the_same_random_samples_rounded()
    {
        using var host = new CliHost();
        host.Run("model", "synth", "tiny-mlp", "--output", "f32.onnx", "--quiet");
        host.Run("model", "synth", "tiny-mlp", "--output", "f16.onnx", "--precision", "f16", "--quiet");
        Assert.That(host.Run("validate", "--model", "f32.onnx", "--candidate-model", "f16.onnx", "--samples", "30"), Is.EqualTo(ExitCodes.Ok), host.Out + host.Error);
        Assert.That(host.Out, Does.Contain("tolerances f16").And.Contain("rounded to its number format").And.Contain("synthetic weights, seed 1"));
        Assert.That(host.Out, Does.Contain("Quality: none: synthetic weights"));
        Assert.That(host.Run("validate", "--model", "f32.onnx", "--candidate-model", "f16.onnx", "--samples", "30", "--tolerances", "f32"), Is.EqualTo(ExitCodes.NotMet));
    }

    [Test]
    public void Eight_bits_against_floats_are_judged_by_direction_answer_and_quality()
    {
        var f32 = TestData.Require("models", "kws_dscnn_f32.onnx");
        var int8 = TestData.Require("models", "kws_dscnn_int8.onnx");
        using var host = new CliHost();
        var code = host.Run("validate", "--model", f32, "--candidate-model", int8, "--data", TestData.Require("kws"), "--samples", "100", "--json");
        Assert.That(code, Is.EqualTo(ExitCodes.Ok), host.Out + host.Error);
        using var json = JsonDocument.Parse(host.Out);
        Assert.That(json.RootElement.GetProperty("tolerances").GetProperty("name").GetString(), Is.EqualTo("int8"));
        Assert.That(json.RootElement.GetProperty("quality").GetProperty("candidate_percent").GetDouble(), Is.GreaterThan(80));
    }

    [Test]
    public void Plans_of_a_file_are_taken_and_doubtful_ones_noted()
    {
        using var host = new CliHost();
        File.WriteAllText(Path.Combine(host.Folder, "plan.json"),
            """{ "nativebench_plan": 1, "model_sha256": "00", "plans": { "Offline": { "instances": 1, "threads": 1, "batch": 3 } } }""");
        Assert.That(host.Run("validate", "--candidate-plan", "plan.json", "--reference-set", "threads=2", "--samples", "20"), Is.EqualTo(ExitCodes.Ok), host.Out + host.Error);
        Assert.That(host.Out, Does.Match("Candidate: .*, 1 × 1 threads, batch 3").And.Contain("Note: --candidate-plan 'plan.json' was made for another model"));
        Assert.That(host.Out, Does.Not.Match("Reference: .* batch 3"));
    }

    [Test]
    public void A_plan_without_the_scenario_is_refused()
    {
        using var host = new CliHost();
        File.WriteAllText(Path.Combine(host.Folder, "plan.json"), """{ "nativebench_plan": 1, "plans": { "Server": { "batch": 3 } } }""");
        host.ExpectMistake(ExitCodes.Usage, "--candidate-plan 'plan.json' has no plan for Offline; it has Server", "validate", "--candidate-plan", "plan.json");
        File.WriteAllText(Path.Combine(host.Folder, "plan.json"), """{ "nativebench_plan": 1, "backend": "tensorrt", "plans": { "Offline": { "batch": 3 } } }""");
        host.ExpectMistake(ExitCodes.Usage, "--reference-plan 'plan.json' was made for tensorrt; this runs on ort-cpu", "validate", "--reference-plan", "plan.json");
    }

    [Test]
    public void The_benchmarks_own_metric_is_taken_on_both_sides()
    {
        using var host = new CliHost();
        var code = host.Run(
            "validate", "--benchmark", "tiny-ad", "--model", TestData.Require("models", "ad_autoencoder_f32.onnx"), "--data", TestData.Require("ad"),
            "--candidate-set", "batch=2", "--samples", "1000000", "--json", "--quiet");
        Assert.That(code, Is.EqualTo(ExitCodes.Ok), host.Out + host.Error);
        using var json = JsonDocument.Parse(host.Out);
        var quality = json.RootElement.GetProperty("quality");
        Assert.That(quality.GetProperty("metric").GetString(), Is.EqualTo("Anomaly score"));
        Assert.That(quality.GetProperty("reference").GetString(), Does.StartWith("9.7071"));
        Assert.That(quality.GetProperty("candidate").GetString(), Does.StartWith("9.7071"));
    }

    [TestCase("--reference null computes nothing", "--reference", "null")]
    [TestCase("--candidate-model needs --model", "--candidate-model", "x.onnx")]
    [TestCase("--tolerances knows f32, f16, bf16, int8; found 'f64'", "--tolerances", "f64")]
    [TestCase("--min-cosine takes a number from -1 to 1; found '2'", "--min-cosine", "2")]
    [TestCase("--candidate-set threads takes a whole number", "--candidate-set", "threads=none")]
    public void Mistakes_are_named(string sentence, params string[] arguments)
    {
        using var host = new CliHost();
        host.ExpectMistake(ExitCodes.Usage, sentence, ["validate", .. arguments]);
    }

    [Test]
    public void Models_that_cannot_run_the_same_samples_are_refused()
    {
        using var host = new CliHost();
        File.WriteAllBytes(Path.Combine(host.Folder, "a.onnx"), SyntheticModel.Identity(ElementType.Float32, "n", 4));
        File.WriteAllBytes(Path.Combine(host.Folder, "b.onnx"), SyntheticModel.Identity(ElementType.UInt8, "n", 4));
        host.ExpectMistake(ExitCodes.Usage, "without data in both formats (--data)", "validate", "--model", "a.onnx", "--candidate-model", "b.onnx", "--quiet");
    }

    private const int Rows = 5;
    private const int Columns = 6;

    /// <summary>A model that copies [5, 6] inputs; or adds 0.001 to the third row where the sample's first element is above 16.5 and below 17.5.</summary>
    private static byte[] Copying(bool planted)
    {
        var model = new SyntheticModel().Input("x", ElementType.Float32, "n", Rows, Columns);
        if (!planted)
            return model.Node("Identity", ["x"], ["y"]).Output("y", ElementType.Float32, "n", Rows, Columns).ToBytes();

        // |x00 - 17| < 0.5, as 1 or 0, times 0.001 in the third row.
        var row = new float[Rows * Columns];
        row.AsSpan(2 * Columns, Columns).Fill(1e-3f);
        return model
            .Constant("start", ElementType.Int64, [2], Bytes<long>(0, 0)).Constant("end", ElementType.Int64, [2], Bytes<long>(1, 1)).Constant("axes", ElementType.Int64, [2], Bytes<long>(1, 2))
            .Constant("seventeen", ElementType.Float32, [], Bytes(17f)).Constant("half", ElementType.Float32, [], Bytes(0.5f))
            .Constant("one", ElementType.Float32, [], Bytes(1f)).Constant("zero", ElementType.Float32, [], Bytes(0f))
            .Constant("error", ElementType.Float32, [1, Rows, Columns], Bytes(row))
            .Node("Slice", ["x", "start", "end", "axes"], ["first"])
            .Node("Sub", ["first", "seventeen"], ["away"]).Node("Abs", ["away"], ["distance"]).Node("Less", ["distance", "half"], ["hit"])
            .Node("Where", ["hit", "one", "zero"], ["factor"]).Node("Mul", ["factor", "error"], ["added"])
            .Node("Add", ["x", "added"], ["y"])
            .Output("y", ElementType.Float32, "n", Rows, Columns).ToBytes();
    }

    /// <summary>Samples of numbers near 1, but for the first element, which is the sample's number.</summary>
    private static void WriteSamples(CliHost host, int count)
    {
        var values = new float[count * Rows * Columns];
        for (var i = 0; i < values.Length; i++)
            values[i] = i % (Rows * Columns) == 0 ? i / (Rows * Columns) : 0.5f + ((i * 37 % 101) / 101f);
        var data = Directory.CreateDirectory(Path.Combine(host.Folder, "data")).FullName;
        File.WriteAllBytes(Path.Combine(data, "inputs.npy"), Datasets.TemporaryFolder.Npy("<f4", [count, Rows, Columns], Bytes(values)));
    }

    private static byte[] Bytes<T>(params T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
