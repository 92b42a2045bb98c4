using NativeBench.Catalog;
using NativeBench.Inference;

namespace NativeBench.Tests.Catalog;

/// <summary>A model's tensors against those that the catalog has for a benchmark.</summary>
public sealed class ModelContractTests
{
    private static readonly TensorSpec s_picture = new("input_tensor:0", ElementType.Float32, [3, 224, 224]);
    private static readonly TensorSpec s_class = new("ArgMax:0", ElementType.Int64, []);
    private static readonly TensorSpec s_scores = new("softmax_tensor:0", ElementType.Float32, [1001]);

    [Test]
    public void The_reference_s_tensors_are_right_in_any_order_and_layout_that_its_files_have()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Differences("resnet50", [s_picture], [s_class, s_scores]), Is.Empty);
            Assert.That(Differences("resnet50", [s_picture], [s_scores, s_class]), Is.Empty, "outputs go by name");
            Assert.That(Differences("resnet50", [new("input_tensor:0", ElementType.Float32, [224, 224, 3])], [s_scores]), Is.Empty, "NHWC, as TensorFlow's file");
            Assert.That(Differences("bert", Questions("input_ids", "input_mask", "segment_ids", ElementType.Int64), Logits(ElementType.Float16)), Is.Empty, "float16 is an official variant");
            Assert.That(Differences("bert", Questions("input_ids", "attention_mask", "token_type_ids", ElementType.Int64), Logits(ElementType.Float32)), Is.Empty, "as the int8 file names them");
        }
    }

    [Test]
    public void Another_benchmark_s_network_is_told_from_it_by_every_tensor()
    {
        var differences = Differences("resnet50", [new("input", ElementType.UInt8, [224, 224, 3])], [new("output", ElementType.Float32, [1001])]);
        Assert.That(differences.ToArray(), Is.EqualTo(new[]
        {
            "The input 'input' uint8 [N,224,224,3] of 'm.onnx' differs in name, type: 'resnet50' has 'input_tensor:0' float32 [N,224,224,3].",
            "The output 'output' float32 [N,1001] of 'm.onnx' differs in name: 'resnet50' has 'softmax_tensor:0' float32 [N,1001].",
        }));
    }

    [Test]
    public void Shape_and_layout_are_told_apart()
    {
        Assert.That(Differences("yolox-nano", [new("images", ElementType.Float32, [416, 416, 3])], [new("output", ElementType.Float32, [3549, 85])]).Single(), Does.Contain("differs in layout"));
        Assert.That(Differences("yolox-nano", [new("images", ElementType.Float32, [3, 640, 640])], [new("output", ElementType.Float32, [3549, 85])]).Single(), Does.Contain("differs in shape"));
        Assert.That(Differences("yolox-nano", [new("images", ElementType.Float32, [3, 416, 416])], [new("output", ElementType.Float32, [-1, 85])]), Is.Empty, "what only a run tells fits");
    }

    [Test]
    public void Tensors_that_are_missing_or_too_many_are_listed()
    {
        Assert.That(
            Differences("bert", [.. Questions("input_ids", "input_mask", "segment_ids", ElementType.Int64)[..2]], Logits(ElementType.Float32)).Single(),
            Does.StartWith("'m.onnx' lacks the input 'segment_ids' int64 [N,384] of 'bert'; it has 'input_ids' int64"));
        Assert.That(
            Differences("mnist", [new("Input3", ElementType.Float32, [1, 28, 28])], [new("Plus214_Output_0", ElementType.Float32, [10]), .. Enumerable.Range(0, 6).Select(static i => new TensorSpec($"o{i}", ElementType.Float32, [1]))]).Single(),
            Does.StartWith("'m.onnx' has the output 'o0' float32 [N,1], 'o1' float32 [N,1], 'o2' float32 [N,1], 'o3' float32 [N,1] and 2 others more than 'mnist', which has"));
    }

    [TestCase("yolo")]
    [TestCase("rnnt")]
    public void Where_the_sources_tell_no_tensors_nothing_is_compared(string id)
    {
        Assert.That(ModelContract.IsKnown(SuiteCatalog.BuiltIn.Find(id)!), Is.False);
        Assert.That(Differences(id, [s_picture], [s_scores]), Is.Empty);
    }

    [Test]
    public void A_type_that_doesn_t_exist_is_refused_in_a_catalog_file()
    {
        var text = CatalogReaderTests.Minimal.Replace("\"model\": {", "\"model\": { \"signatures\": [{ \"inputs\": [{ \"types\": [\"float\"] }] }],", StringComparison.Ordinal);
        Assert.That(text, Does.Contain("signatures"));
        Assert.That(
            () => CatalogReader.Parse(System.Text.Encoding.UTF8.GetBytes(text), "mine.json"),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("'mine.json', model.signatures.types: found 'float'; expected one of float32"));
    }

    private static TensorSpec[] Questions(string ids, string mask, string segments, ElementType type) =>
        [new(ids, type, [384]), new(mask, type, [384]), new(segments, type, [384])];

    private static TensorSpec[] Logits(ElementType type) => [new("output_start_logits", type, [384]), new("output_end_logits", type, [384])];

    private static IReadOnlyList<string> Differences(string id, TensorSpec[] inputs, TensorSpec[] outputs) => ModelContract.Differences(
        SuiteCatalog.BuiltIn.Find(id)!, new ModelInfo { Path = "m.onnx", Sha256 = new string('0', 64), FileBytes = 1, Inputs = [.. inputs], Outputs = [.. outputs] });
}
