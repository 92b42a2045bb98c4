using System.Runtime.InteropServices;
using NativeBench.Datasets.Coco;
using NativeBench.Datasets.Detection;
using NativeBench.Datasets.Segmentation;
using NativeBench.Datasets.Squad;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Datasets.Detection;

public class DetectionResponsesTests
{
    private static readonly ModelInfo s_model = new() { Path = "m.onnx", Sha256 = new string('0', 64), FileBytes = 1, Inputs = [], Outputs = [] };

    private readonly List<NativeBuffer> _buffers = [];

    [TearDown]
    public void TearDown()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
        _buffers.Clear();
    }

    [Test]
    public void TensorFlows_boxes_are_logged_as_many_as_it_counts()
    {
        var model = s_model with
        {
            Outputs = [Floats("num_detections:0"), Floats("detection_boxes:0", 3, 4), Floats("detection_scores:0", 3), Floats("detection_classes:0", 3)],
        };
        var values = Write(new DetectionResponses { Form = DetectionForm.TensorFlow }, model, 7,
            (float[])[2], (float[])[0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 9, 9, 9, 9], (float[])[0.9f, 0.8f, 0.7f], (float[])[18, 44, 1]);
        Assert.That(values, Is.EqualTo(new[] { 7, 0.1f, 0.2f, 0.3f, 0.4f, 0.9f, 18, 7, 0.5f, 0.6f, 0.7f, 0.8f, 0.8f, 44 }));
    }

    [Test]
    public void Sorted_boxes_are_reordered_scaled_and_cut_at_the_first_low_score()
    {
        var model = s_model with { Outputs = [Floats("boxes", 3, 4), new TensorSpec("labels", ElementType.Int64, [3]), Floats("scores", 3)] };
        var format = new DetectionResponses { Form = DetectionForm.BoxesLabelsScores, ScoreCut = 0.05f, Pixels = (800, 400) };
        var values = Write(format, model, 3, (float[])[80, 40, 160, 200, 1, 1, 1, 1, 2, 2, 2, 2], (long[])[5, 6, 7], (float[])[0.5f, 0.04f, 0.9f]);
        Assert.That(values, Is.EqualTo(new[] { 3, 0.1f, 0.1f, 0.5f, 0.2f, 0.5f, 5 }));
    }

    [Test]
    public void TensorFlow_Lites_outputs_go_by_position_and_classes_are_shifted()
    {
        var model = s_model with { Outputs = [Floats("d", 2, 4), Floats("d:1", 2), Floats("d:2", 2), Floats("d:3")] };
        var format = new DetectionResponses { Form = DetectionForm.TfLite, ClassOffset = 1 };
        var values = Write(format, model, 0, (float[])[0, 0, 1, 1, 0, 0, 0.5f, 0.5f], (float[])[16, 2], (float[])[0.7f, 0.6f], (float[])[1]);
        Assert.That(values, Is.EqualTo(new[] { 0, 0, 0, 1, 1, 0.7f, 17 }));
    }

    /// <summary>Input 16x16, one stride of 8: four cells. Two of them see the same object, a third another class there.</summary>
    [Test]
    public void Yoloxs_cells_become_boxes_of_the_picture_and_overlaps_are_suppressed_within_a_class()
    {
        var model = s_model with { Inputs = [Floats("images", 3, 16, 16)], Outputs = [Floats("output", 4, 7)] };
        var format = new DetectionResponses
        {
            Form = DetectionForm.Yolox, ScoreCut = 0.1f, Strides = [8], Categories = [18, 44], Pictures = [new CocoImage(1, "a", 32, 16)],
        };
        // Centre (8, 4), size 8x8 in the input: cell 0 as (1, 0.5), cell 1 as (0, 0.5); a picture of 32x16 lies there at half its size.
        var values = Write(format, model, 0, (float[])[
            1, 0.5f, 0, 0, 0.8f, 0.5f, 1,
            0, 0.5f, 0, 0, 0.9f, 0.5f, 1,
            1, -0.5f, 0, 0, 1, 0.25f, 0,
            0, 0, 0, 0, 0.1f, 0.9f, 0,
        ]);
        Assert.That(values, Has.Length.EqualTo(14));
        Assert.That(values[..7], Is.EqualTo(new[] { 0, 0, 0.25f, 1, 0.75f, 0.9f, 44 }).Within(1e-6), "the better of the two");
        Assert.That(values[7..], Is.EqualTo(new[] { 0, 0, 0.25f, 1, 0.75f, 0.25f, 18 }).Within(1e-6), "another class is another object");
        var other = model with { Outputs = [Floats("output", 5, 7)] };
        Assert.That(() => format.CreateWriter(other, 1), Throws.TypeOf<InvalidInputException>().With.Message.Contains("expected float32 or float16 [N,4,5 + classes]"));
    }

    /// <summary>Two anchors of an input of 16x16; the picture of 16x8 lies in rows 4 to 11.</summary>
    [Test]
    public void Yolos_columns_become_boxes_clipped_to_the_picture()
    {
        var model = s_model with { Inputs = [Floats("images", 3, 16, 16)], Outputs = [Floats("output", 6, 2)] };
        var format = new DetectionResponses { Form = DetectionForm.Yolo, ScoreCut = 0.001f, Categories = [1, 90], Pictures = [new CocoImage(1, "a", 16, 8)] };
        var values = Write(format, model, 0, (float[])[8, 1, 8, 6, 8, 4, 4, 4, 0.3f, 0.0005f, 0.6f, 0.0001f]);
        Assert.That(values, Is.EqualTo(new[] { 0, 0.25f, 0.25f, 0.75f, 0.75f, 0.6f, 90 }).Within(1e-6));
    }

    [Test]
    public void Outputs_that_are_missing_are_named()
    {
        var model = s_model with { Outputs = [Floats("boxes", 3, 4), Floats("scores", 3)] };
        Assert.That(
            () => new DetectionResponses { Form = DetectionForm.BoxesLabelsScores }.CreateWriter(model, 1),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo("'m.onnx' has no output with 'labels' in its name; found boxes float32 [N,3,4], scores float32 [N,3]."));
    }

    [Test]
    public void Class_maps_are_copied_or_made_from_scores()
    {
        var map = s_model with { Outputs = [new TensorSpec("ArgMax", ElementType.Int32, [1, 3])] };
        Assert.That(WriteBytes(new ClassMapResponses(3), map, (int[])[1, 300, 31]), Is.EqualTo(new byte[] { 1, 44, 31 }));
        var last = s_model with { Outputs = [Floats("scores", 1, 2, 3)] };
        Assert.That(WriteBytes(new ClassMapResponses(2, classes: 3), last, (float[])[0.1f, 0.5f, 0.5f, 0.2f, 0.1f, 0.3f]), Is.EqualTo(new byte[] { 1, 2 }));
        var first = s_model with { Outputs = [Floats("scores", 3, 1, 2)] };
        Assert.That(WriteBytes(new ClassMapResponses(2, classes: 3), first, (float[])[0.1f, 0.2f, 0.5f, 0.1f, 0.5f, 0.3f]), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(() => new ClassMapResponses(5).CreateWriter(map, 1), Throws.TypeOf<InvalidInputException>().With.Message.Contains("each of 5 pixels"));
    }

    [Test]
    public void Logits_are_logged_in_pairs()
    {
        var model = s_model with { Outputs = [Floats("output_end_logits", 2), Floats("output_start_logits", 2)] };
        var bytes = WriteBytes(new StartEndResponses(), model, (float[])[3, 4], (float[])[1, 2]);
        Assert.That(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), Is.EqualTo(new[] { 1f, 3, 2, 4 }));
    }

    private static TensorSpec Floats(string name, params long[] shape) => new(name, ElementType.Float32, [.. shape]);

    private float[] Write(IResponseFormat format, ModelInfo model, long sample, params Array[] outputs)
        => MemoryMarshal.Cast<byte, float>(WriteSample(format, model, sample, outputs)).ToArray();

    private byte[] WriteBytes(IResponseFormat format, ModelInfo model, params Array[] outputs) => WriteSample(format, model, 0, outputs);

    private byte[] WriteSample(IResponseFormat format, ModelInfo model, long sample, Array[] outputs)
    {
        var rows = outputs.Select((values, i) =>
        {
            var bytes = new byte[Buffer.ByteLength(values)];
            Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
            var buffer = NativeBuffer.Allocate(bytes.Length);
            _buffers.Add(buffer);
            bytes.CopyTo(buffer.Slice(0, bytes.Length));
            return new OutputRows(buffer.Address, bytes.Length, model.Outputs[i].ElementType);
        }).ToArray();
        using var writer = format.CreateWriter(model, 1);
        QuerySampleResponse[] responses = [new QuerySampleResponse(5, 0, 0)];
        writer.Write([new QuerySample(5, sample)], rows, responses);
        var response = new byte[responses[0].Size];
        Marshal.Copy(responses[0].Data, response, 0, response.Length);
        Assert.That(responses[0].Id, Is.EqualTo(5));
        return response;
    }
}
