using NativeBench.Cli.Validate;
using NativeBench.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli.Validate;

/// <summary>In what an ONNX file keeps its weights.</summary>
public sealed class WeightTypesTests
{
    [Test]
    public void Matrices_count_and_what_describes_them_does_not() => Assert.That(
        Read(Model().Floats("w", [2, 3], 1, 2, 3, 4, 5, 6).Floats("bias", [9], 1, 2, 3, 4, 5, 6, 7, 8, 9).Integers("shape", 1, 2, 3).ToBytes()), Is.EqualTo(new[] { "fp32" }));

    [Test]
    public void The_largest_share_comes_first() => Assert.That(
        Read(Model().Floats("embedding", [1, 2], 1, 2).Constant("w", ElementType.Int8, [2, 2], new byte[4]).Constant("half", ElementType.Float16, [1, 3], new byte[6]).ToBytes()),
        Is.EqualTo(new[] { "int8", "fp16", "fp32" }));

    [Test]
    public void A_file_without_weights_tells_nothing() => Assert.That(Read(Model().Integers("shape", 1, 2).ToBytes()), Is.Empty);

    [Test]
    public void Packed_dimensions_are_read_too() => Assert.That(
        Read(new Protobuf().Message(7, new Protobuf().Message(5, new Protobuf().Bytes(1, [2, 0x80, 0x01]).Number(2, 3).Text(8, "w"))).ToArray()), Is.EqualTo(new[] { "int8" }));

    [Test]
    public void What_is_no_model_is_told() => Assert.That(() => Read([0x3A, 0x05, 1]), Throws.InstanceOf<InvalidDataException>());

    private static SyntheticModel Model() => new SyntheticModel().Input("x", ElementType.Float32, "N", 2).Node("Identity", ["x"], ["y"]).Output("y", ElementType.Float32, "N", 2);

    private static string[] Read(byte[] model)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.Combine("m.onnx"), model);
        return [.. WeightTypes.Read(folder.Combine("m.onnx"))];
    }
}
