using System.Text.Json;
using NativeBench.Cli;
using NativeBench.ModelSynthesis;

namespace NativeBench.Tests.Cli;

public class ModelSynthCommandTests
{
    [Test]
    public void Writes_a_file_that_runs_and_is_labelled_in_every_output()
    {
        using var host = new CliHost();
        Assert.That(host.Run("model", "synth", "tiny-mlp", "--output", "tiny.onnx"), Is.EqualTo(ExitCodes.Ok), host.Error);
        Assert.That(host.Out, Does.Contain("synthetic weights, seed 1").And.Contain("26,896 parameters"));

        var code = host.Run("run", "--model", "tiny.onnx", "--scenario", "SingleStream", "--output", "r",
            "--set", "min_duration=1", "--set", "min_query_count=64");
        Assert.That(code, Is.EqualTo(ExitCodes.Ok), host.Error);
        Assert.That(host.Out, Does.Contain("tiny (synthetic weights, seed 1) on ort-cpu"));
        Assert.That(host.Error, Does.Contain("'tiny.onnx' has synthetic weights, seed 1"));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(host.Folder, "r", "result.json")));
        Assert.That(json.RootElement.GetProperty("model").GetProperty("weights").GetString(), Is.EqualTo("synthetic weights, seed 1"));
        Assert.That(json.RootElement.GetProperty("warnings")[0].GetString(), Does.Contain("synthetic weights"));
    }

    [Test]
    public void A_model_with_synthetic_weights_never_gets_an_accuracy()
    {
        using var host = new CliHost();
        host.Run("model", "synth", "tiny-mlp", "--output", "tiny.onnx", "--quiet");
        var data = Directory.CreateDirectory(Path.Combine(host.Folder, "data")).FullName;
        File.WriteAllBytes(Path.Combine(data, "inputs.npy"), Npy(rows: 4, columns: 64));
        File.WriteAllText(Path.Combine(data, "labels.txt"), "0\n1\n2\n3\n");
        var code = host.Run("run", "--model", "tiny.onnx", "--data", "data", "--mode", "accuracy");
        Assert.That(code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(host.Error, Does.Contain("--mode accuracy needs trained weights"));
    }

    [Test]
    public void Json_tells_what_was_written()
    {
        using var host = new CliHost();
        Assert.That(host.Run("model", "synth", "tiny-mlp", "--seed", "9", "--batch", "2", "--precision", "f16", "--json"), Is.EqualTo(ExitCodes.Ok));
        using var json = JsonDocument.Parse(host.Out);
        var root = json.RootElement;
        var path = root.GetProperty("path").GetString()!;
        Assert.That(Path.GetFileName(path), Is.EqualTo("tiny-mlp-f16-batch2-seed9-synthetic.onnx"));
        Assert.That(root.GetProperty("weights").GetString(), Is.EqualTo("synthetic weights, seed 9"));
        Assert.That(root.GetProperty("size_bytes").GetInt64(), Is.EqualTo(new FileInfo(path).Length));
        Assert.That(root.GetProperty("parameters").GetInt64(), Is.EqualTo(26_896));
    }

    [Test]
    public void List_shows_every_architecture()
    {
        using var host = new CliHost();
        Assert.That(host.Run("model", "synth", "--list"), Is.EqualTo(ExitCodes.Ok));
        foreach (var architecture in SyntheticModels.All)
            Assert.That(host.Out, Does.Contain(architecture.Name));
    }

    [Test]
    public void An_existing_file_is_replaced_only_when_told_so()
    {
        using var host = new CliHost();
        host.File("mine.onnx", "precious");
        host.ExpectMistake(ExitCodes.Usage, "is there already", "model", "synth", "tiny-mlp", "--output", "mine.onnx");
        Assert.That(File.ReadAllText(Path.Combine(host.Folder, "mine.onnx")), Is.EqualTo("precious"));
        Assert.That(host.Run("model", "synth", "tiny-mlp", "--output", "mine.onnx", "--force"), Is.EqualTo(ExitCodes.Ok));
    }

    [TestCase("found 'resnet51'. Did you mean 'resnet50'?", "resnet51")]
    [TestCase("--seed takes a whole number", "tiny-mlp", "--seed", "-1")]
    [TestCase("--batch takes a whole number, 1 or more, or free; found '0'", "tiny-mlp", "--batch", "0")]
    [TestCase("--precision knows f32, f16; found 'int8'", "tiny-mlp", "--precision", "int8")]
    [TestCase("takes 1 to 512", "bert-base", "--sequence", "600")]
    [TestCase("there is no folder", "tiny-mlp", "--output", "nowhere/a.onnx")]
    [TestCase("needs the name of an architecture")]
    public void Mistakes_are_named(string sentence, params string[] arguments)
    {
        using var host = new CliHost();
        host.ExpectMistake(ExitCodes.Usage, sentence, ["model", "synth", .. arguments]);
        Assert.That(Directory.GetFiles(host.Folder), Is.Empty);
    }

    [Test]
    public void Help_ends_with_examples()
    {
        using var host = new CliHost();
        Assert.That(host.Run("model", "synth", "--help"), Is.EqualTo(ExitCodes.Ok));
        Assert.That(host.Out, Does.Contain("nativebench model synth resnet50"));
    }

    private static byte[] Npy(int rows, int columns)
    {
        var header = FormattableString.Invariant($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}").PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. new byte[rows * columns * 4]];
    }
}
