using NativeBench.Catalog;
using NativeBench.Cli.Submission.Packing;
using NativeBench.Inference;
using NativeBench.Results;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Submission;

/// <summary>What pack may state of a model: what its file and the catalog tell, and no more.</summary>
public sealed class ModelKnowledgeTests
{
    [Test]
    public void Quantized_weights_are_stated()
    {
        var known = Read(new SyntheticModel().Input("x", ElementType.Float32, "N", 2).Constant("w", ElementType.Int8, [2, 2], new byte[4])
            .Node("DequantizeLinear", ["w", "s"], ["d"]).Node("QuantizeLinear", ["x", "s"], ["q"]).Output("d", ElementType.Float32, "N", 2));
        Assert.That((known.Weights, known.IsQuantised, known.Reference), Is.EqualTo(("int8", (bool?)true, (CatalogFile?)null)));
    }

    [Test]
    public void What_a_backend_makes_of_floating_weights_between_quantizers_is_not_known()
    {
        var known = Read(new SyntheticModel().Input("x", ElementType.Float32, "N", 2).Floats("w", [2, 2], 1, 2, 3, 4).Node("QuantizeLinear", ["w", "s"], ["q"]).Output("q", ElementType.Int8, 2, 2));
        Assert.That((known.Weights, known.IsQuantised), Is.EqualTo(((string?)null, (bool?)true)));
    }

    [Test]
    public void Synthetic_weights_tell_nothing() => Assert.That(
        ModelKnowledge.Read(Model("m.onnx", "00") with { Weights = "synthetic weights, seed 1" }, SuiteCatalog.BuiltIn.Find("resnet50")!, []), Is.EqualTo(ModelKnowledge.None));

    [Test]
    public void The_catalog_s_file_is_known_where_it_is_gone()
    {
        var facts = SuiteCatalog.BuiltIn.Find("resnet50")!;
        facts = facts with { Model = facts.Model with { Files = [new CatalogFile { File = "q.onnx", Precision = "int8", Sha256 = "aa", RunsHere = true }] } };
        var known = ModelKnowledge.Read(Model("nowhere.onnx", "aa"), facts, []);
        Assert.That((known.Reference?.File, known.Weights, known.IsQuantised), Is.EqualTo(("q.onnx", "int8", (bool?)null)));
    }

    private static ModelData Model(string path, string sum) => new() { Path = path, Sha256 = sum, SizeBytes = 1, Inputs = [], Outputs = [] };

    private static ModelKnowledge Read(SyntheticModel model)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = model.ToBytes();
        File.WriteAllBytes(folder.Combine("m.onnx"), bytes);
        return ModelKnowledge.Read(Model(folder.Combine("m.onnx"), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))), SuiteCatalog.BuiltIn.Find("resnet50")!, []);
    }
}
