using System.Collections.Immutable;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;

namespace NativeBench.Tests.OnnxRuntime;

/// <summary>Whatever is wrong with a model is one sentence with what was found, where, and what was expected.</summary>
public class OnnxRuntimeInputErrorTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("nativebench-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_missing_file_is_named()
    {
        var path = Path.Combine(_folder, "none.onnx");
        Assert.That(FailureOf(path), Is.EqualTo($"There is no file '{path}'; expected an ONNX model (.onnx)."));
    }

    [Test]
    public void A_folder_is_no_model()
        => Assert.That(FailureOf(_folder), Is.EqualTo($"'{_folder}' is a folder; expected an ONNX model (.onnx)."));

    [Test]
    public void An_empty_file_is_no_model()
        => Assert.That(FailureOf(Write("empty.onnx", [])), Does.Contain("is empty; expected an ONNX model"));

    [Test]
    public void A_file_of_another_kind_is_no_model()
    {
        var path = Write("readme.onnx", "This is not a model, it is a text."u8.ToArray());
        Assert.That(FailureOf(path), Does.StartWith($"'{path}' can't be loaded as an ONNX model (.onnx). ONNX Runtime says: "));
    }

    [Test]
    public void A_model_that_is_cut_off_anywhere_is_a_sentence()
    {
        var model = SyntheticModel.Identity(ElementType.Float32, "N", 2);
        for (var length = 1; length < model.Length; length += 7)
        {
            var cut = model[..length];
            Assert.That(() => OnnxRuntimeEngine.Load(cut, "cut.onnx").Dispose(), Throws.TypeOf<InvalidInputException>(), $"{length} bytes");
        }
    }

    [Test]
    public void An_operator_that_does_not_exist_is_told_by_the_library()
        => Assert.That(
            FailureOf(new SyntheticModel().Input("x", ElementType.Float32, "N")
                .Node("Nonsense", ["x"], ["y"]).Output("y", ElementType.Float32, "N")),
            Does.Contain("ONNX Runtime says: ").And.Contain("Nonsense"));

    [Test]
    public void A_dynamic_dimension_is_named_by_name_or_by_tensor_and_axis()
    {
        Assert.That(
            FailureOf(SyntheticModel.Identity(ElementType.Int64, "N", "seq", 8)),
            Is.EqualTo(
                "Input 'x' of 'model.onnx' has the shape [N,seq,8]: dimension 1 ('seq') is dynamic. Only the first dimension, the batch, is "
                + "chosen by the program; give this one's value: --dim seq=VALUE."));
        Assert.That(
            FailureOf(SyntheticModel.Identity(ElementType.Int64, "N", 8, "")),
            Does.Contain("[N,8,?]: dimension 2 ('x:2') is dynamic").And.Contain("--dim x:2=VALUE"));
    }

    [Test]
    public void A_given_dimension_must_exist()
    {
        var model = SyntheticModel.Identity(ElementType.Int64, "N", "seq", "");
        Assert.That(
            FailureOf(model, ("width", 3)),
            Is.EqualTo("--dim width=3: 'model.onnx' has no dynamic dimension 'width' besides the batch; it has 'seq', 'x:2'."));
        Assert.That(
            FailureOf(SyntheticModel.Identity(ElementType.Int64, "N", 2), ("N", 3)),
            Is.EqualTo("--dim N=3: 'model.onnx' has no dynamic dimension 'N' besides the batch; it has none."));
        Assert.That(FailureOf(model, ("seq", 0)), Is.EqualTo("--dim seq=0 is out of range: expected 1 or more."));
    }

    [Test]
    public void Inputs_that_are_not_numbers_are_refused()
        => Assert.That(
            FailureOf(new SyntheticModel().StringInput("words", "N", 2).Input("x", ElementType.Float32, "N")
                .Node("Identity", ["x"], ["y"]).Output("y", ElementType.Float32, "N")),
            Is.EqualTo("Input 'words' of 'model.onnx' is a tensor of String; expected a tensor of numbers."));

    [Test]
    public void A_scalar_has_no_batch()
        => Assert.That(
            FailureOf(SyntheticModel.Identity(ElementType.Float32)),
            Is.EqualTo("Input 'x' of 'model.onnx' is a scalar, or its shape isn't known; expected a first dimension for the batch."));

    [Test]
    public void Inputs_of_different_batches_are_refused()
        => Assert.That(
            FailureOf(new SyntheticModel().Input("a", ElementType.Float32, 2, 3).Input("b", ElementType.Float32, 4, 3)
                .Node("Identity", ["a"], ["y"]).Node("Identity", ["b"], ["z"])
                .Output("y", ElementType.Float32, 2, 3).Output("z", ElementType.Float32, 4, 3)),
            Is.EqualTo("The inputs of 'model.onnx' have different first dimensions: 2 for 'a', 4 for 'b'; expected the same batch everywhere."));

    [Test]
    public void A_model_without_numbers_as_output_is_refused()
        => Assert.That(
            FailureOf(new SyntheticModel().Input("x", ElementType.Float32, "N").Node("SequenceConstruct", ["x"], ["list"])
                .SequenceOutput("list", ElementType.Float32, "N")),
            Is.EqualTo("'model.onnx' has no output that is a tensor of numbers; found list (sequence)."));

    [Test]
    public void Threads_out_of_range_name_the_option()
        => Assert.That(
            () => OnnxRuntimeEngine.Load(SyntheticModel.Identity(ElementType.Float32, "N"), "m", new OnnxRuntimeOptions { IntraOpThreads = 0 }),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith("--threads 0"));

    private static string FailureOf(string path)
        => Assert.Throws<InvalidInputException>(() => OnnxRuntimeEngine.Load(path).Dispose())!.Message;

    private static string FailureOf(SyntheticModel model) => FailureOf(model.ToBytes());

    private static string FailureOf(byte[] model, params (string Name, long Value)[] dimensions)
    {
        var options = new OnnxRuntimeOptions { Dimensions = dimensions.ToImmutableDictionary(static d => d.Name, static d => d.Value) };
        return Assert.Throws<InvalidInputException>(() => OnnxRuntimeEngine.Load(model, "model.onnx", options).Dispose())!.Message;
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
