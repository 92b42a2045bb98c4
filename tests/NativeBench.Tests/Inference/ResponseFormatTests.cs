using System.Runtime.InteropServices;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

public unsafe class ResponseFormatTests
{
    private static readonly ModelInfo s_model = new FakeEngine().Model with
    {
        Outputs = [new TensorSpec("scores", ElementType.Float32, [3]), new TensorSpec("boxes", ElementType.UInt8, [2])],
    };

    private NativeBuffer _scores = null!;
    private NativeBuffer _boxes = null!;

    [SetUp]
    public void SetUp()
    {
        _scores = NativeBuffer.Allocate(24);
        _boxes = NativeBuffer.Allocate(4);
        ((float[])[0.1f, 0.7f, 0.2f, 0.9f, 0, 0.1f]).CopyTo(MemoryMarshal.Cast<byte, float>(_scores.Slice(0, 24)));
        ((byte[])[1, 2, 3, 4]).CopyTo(_boxes.Slice(0, 4));
    }

    [TearDown]
    public void TearDown()
    {
        _scores.Dispose();
        _boxes.Dispose();
    }

    [Test]
    public void A_single_raw_output_is_a_view_without_a_copy()
    {
        var responses = WriteRaw(s_model with { Outputs = [s_model.Outputs[0]] }, [Scores]);
        Assert.That(responses[0].Data, Is.EqualTo(_scores.Address));
        Assert.That(responses[1].Data, Is.EqualTo(_scores.Address + 12));
        Assert.That(responses.Select(static r => (r.Id, r.Size)), Is.EqualTo(new[] { (5UL, 12L), (6UL, 12L) }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Several_raw_outputs_are_joined_per_sample(bool shapesKnown)
    {
        var model = shapesKnown ? s_model : s_model with { Outputs = [s_model.Outputs[0], new("boxes", ElementType.UInt8, [-1])] };
        using var writer = RawResponses.Instance.CreateWriter(model, 2);
        QuerySampleResponse[] responses = [new(5, 0, 0), new(6, 0, 0)];
        writer.Write([Scores, Boxes], responses);
        var second = new ReadOnlySpan<byte>((void*)responses[1].Data, (int)responses[1].Size);
        Assert.That(second[..12].ToArray(), Is.EqualTo(_scores.Slice(12, 12).ToArray()));
        Assert.That(second[12..].ToArray(), Is.EqualTo(new byte[] { 3, 4 }));
    }

    [TestCase(ElementType.Float32, 0, "0000803F")]
    [TestCase(ElementType.Int32, 0, "01000000")]
    [TestCase(ElementType.Int64, 0, "0100000000000000")]
    [TestCase(ElementType.Int32, 1, "00000000")]
    public void The_class_is_written_little_endian(ElementType type, int firstClass, string expected)
    {
        using var writer = new Top1Responses(type, firstClass).CreateWriter(s_model, 2);
        QuerySampleResponse[] responses = [new(5, 0, 0), new(6, 0, 0)];
        writer.Write([Scores, Boxes], responses);
        Assert.That(Convert.ToHexString(new ReadOnlySpan<byte>((void*)responses[0].Data, (int)responses[0].Size)), Is.EqualTo(expected));
    }

    [Test]
    public void A_class_is_never_logged_as_something_that_no_script_reads()
        => Assert.That(() => new Top1Responses(ElementType.UInt8), Throws.TypeOf<ArgumentOutOfRangeException>());

    private OutputRows Scores => new(_scores.Address, 12, ElementType.Float32);

    private OutputRows Boxes => new(_boxes.Address, 2, ElementType.UInt8);

    private static QuerySampleResponse[] WriteRaw(ModelInfo model, OutputRows[] outputs)
    {
        using var writer = RawResponses.Instance.CreateWriter(model, 2);
        QuerySampleResponse[] responses = [new(5, 0, 0), new(6, 0, 0)];
        writer.Write(outputs, responses);
        return responses;
    }
}
