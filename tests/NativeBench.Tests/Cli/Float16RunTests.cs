using NativeBench.Inference;
using NativeBench.Tests.Datasets;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

/// <summary>Networks that take or give float16, fed from pictures, tensors and made-up data: their answers are those of float32.</summary>
public sealed class Float16RunTests
{
    private CliHost _cli = null!;

    [SetUp]
    public void SetUp()
    {
        _cli = new CliHost();
        Directory.CreateDirectory(In("pictures"));
        Directory.CreateDirectory(In("tensors"));
        foreach (var (from, to) in new[] { ("full.jpg", "a.jpg"), ("half.jpg", "b.jpg") })
            File.Copy(GoldenData.PathOf(from), In("pictures", to));
        File.WriteAllText(In("pictures", "val_map.txt"), "a.jpg 3\nb.jpg 7\n");
        File.WriteAllText(In("tensors", "labels.txt"), "11\n0\n");
        File.WriteAllBytes(In("tensors", "inputs.npy"), Datasets.TemporaryFolder.Npy("<f4", [2, 3, 2, 2], [.. Enumerable.Range(0, 24).Select(static i => i < 12 ? i : 100.5f - i).SelectMany(BitConverter.GetBytes)]));
        _cli.File("own.json", """
            {
              "catalog_version": 1, "id": "own", "title": "Mine", "task": "image-classification",
              "model": { "name": "own", "signatures": [{ "inputs": [{ "name": "x", "types": ["float32"], "shape": [-1, 3, 2, 2] }] }] },
              "dataset": { "name": "two pictures" }, "qsl": {}, "quality": { "metric": "top1", "unit": "percent" },
              "pipeline": {
                "reader": { "kind": "image-list", "list": "val_map.txt", "classes": 12 }, "preprocessing": { "kind": "image", "height": 2, "width": 2 },
                "responses": { "kind": "top1" }, "metric": { "kind": "top1" }
              }
            }
            """);
        foreach (var (name, type) in new[] { ("half.onnx", ElementType.Float16), ("full.onnx", ElementType.Float32) })
            File.WriteAllBytes(In(name), new SyntheticModel().Input("x", type, "N", 3, 2, 2).Node("Flatten", ["x"], ["y"]).Output("y", type, "N", 12).ToBytes());
    }

    [TearDown]
    public void TearDown() => _cli.Dispose();

    // Pixels are whole numbers up to 255, which float16 holds exactly: the pixel that is highest is the same one.
    [TestCase("pictures")]
    [TestCase("tensors")]
    public void The_answers_are_those_of_float32(string data)
    {
        Assert.That(Log("half.onnx", data), Is.EqualTo(Log("full.onnx", data)));
        Assert.That(_cli.Error, Does.Contain("The input 'x' float16 [N,3,2,2] of 'half.onnx' differs in type: 'own' has 'x' float32 [N,3,2,2]."));
        if (data == "tensors")
            Assert.That(_cli.Out, Does.Contain("2/2"));
    }

    [Test]
    public void Prepared_float16_is_kept_and_found_again()
    {
        Log("half.onnx", "pictures");
        var prepared = Directory.GetFiles(In("home", "prepared"), "*", SearchOption.AllDirectories);
        Log("half.onnx", "pictures");
        Assert.That(prepared, Is.Not.Empty);
        Assert.That(Directory.GetFiles(In("home", "prepared"), "*", SearchOption.AllDirectories), Is.EquivalentTo(prepared));
        Log("full.onnx", "pictures");
        Assert.That(Directory.GetFiles(In("home", "prepared"), "*", SearchOption.AllDirectories), Has.Length.GreaterThan(prepared.Length), "float32 has a file of its own");
    }

    [Test]
    public void Made_up_pictures_and_a_model_alone_are_fed_too()
    {
        Assert.That(Run("half.onnx", "synthetic:3"), Is.Zero, _cli.Error);
        Assert.That(
            _cli.Run("run", "--model", "half.onnx", "--data", "tensors", "--mode", "accuracy", "--output", "alone", "--backend", "ort-cpu"), Is.Zero, _cli.Error);
        Assert.That(_cli.Out, Does.Contain("2/2"));
    }

    [Test]
    public void The_digits_are_fed_to_a_network_of_float16()
    {
        // The place of the brightest pixel as the class: hardly one is right, all are computed.
        File.WriteAllBytes(In("d.onnx"), new SyntheticModel().Input("x", ElementType.Float16, "N", 1, 32, 32).Node("Flatten", ["x"], ["y"]).Output("y", ElementType.Float16, "N", 1024).ToBytes());
        Assert.That(_cli.Run("run", "--benchmark", "digits", "--model", "d.onnx", "--mode", "accuracy", "--backend", "ort-cpu", "--output", "d"), Is.EqualTo(1), _cli.Error);
        Assert.That(_cli.Out, Does.Contain("/360"));
    }

    /// <summary>Runs it and returns the accuracy log.</summary>
    private string Log(string model, string data)
    {
        Assert.That(Run(model, data), Is.Zero, _cli.Error);
        return File.ReadAllText(In("r", "Offline", "accuracy", "mlperf_log_accuracy.json"));
    }

    private int Run(string model, string data)
    {
        if (Directory.Exists(In("r")))
            Directory.Delete(In("r"), recursive: true);
        return _cli.Run("run", "--catalog", "own.json", "--benchmark", "own", "--model", model, "--data", data, "--home", "home", "--mode", "accuracy", "--output", "r", "--backend", "ort-cpu");
    }

    private string In(params string[] parts) => Path.Combine([_cli.Folder, .. parts]);
}
