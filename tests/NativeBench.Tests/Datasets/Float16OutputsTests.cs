using System.Runtime.InteropServices;
using NativeBench.Datasets.Coco;
using NativeBench.Datasets.Detection;
using NativeBench.Datasets.Segmentation;
using NativeBench.Datasets.Squad;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Datasets;

/// <summary>Networks that compute in float16: what is logged is what the same numbers in float32 give.</summary>
public sealed class Float16OutputsTests
{
    private static readonly ModelInfo s_model = new() { Path = "m.onnx", Sha256 = new string('0', 64), FileBytes = 1, Inputs = [], Outputs = [] };

    [Test]
    public void Logits_are_logged_as_float32()
    {
        Assert.That(MemoryMarshal.Cast<byte, float>(Logged(new StartEndResponses(), [], [("end_logits", [2], [5, 6]), ("start_logits", [2], [1.5f, -7])])).ToArray(), Is.EqualTo(new[] { 1.5f, 5, -7, 6 }));
    }

    [TestCase(DetectionForm.TensorFlow, "detection_boxes")]
    [TestCase(DetectionForm.TfLite, "d")]
    public void Lists_of_boxes_are_logged_alike(DetectionForm form, string boxes)
    {
        (string, long[], float[])[] outputs = form == DetectionForm.TensorFlow
            ? [("num", [], [1]), (boxes, [2, 4], [0.125f, 0.25f, 0.5f, 0.75f, 0, 0, 0, 0]), ("scores", [2], [0.5f, 0.25f]), ("classes", [2], [18, 1])]
            : [(boxes, [2, 4], [0.125f, 0.25f, 0.5f, 0.75f, 0, 0, 0, 0]), ("c", [2], [18, 1]), ("s", [2], [0.5f, 0.25f]), ("n", [], [1])];
        Assert.That(
            MemoryMarshal.Cast<byte, float>(Logged(new DetectionResponses { Form = form }, [], outputs)).ToArray(), Is.EqualTo(new[] { 0, 0.125f, 0.25f, 0.5f, 0.75f, 0.5f, 18 }));
    }

    [Test]
    public void Grids_of_boxes_are_logged_alike()
    {
        var pictures = new DetectionResponses { Form = DetectionForm.Yolox, ScoreCut = 0.125f, Strides = [8], Pictures = [new CocoImage(1, "a", 16, 16)] };
        var yolox = Logged(pictures, [8, 8], [("output", [1, 7], [0.5f, 0.5f, 0, 0, 1, 0.25f, 0.5f])]);
        Assert.That(MemoryMarshal.Cast<byte, float>(yolox).ToArray(), Is.EqualTo(new[] { 0, 0, 0, 1, 1, 0.5f, 1 }));
        var yolo = Logged(pictures with { Form = DetectionForm.Yolo }, [8, 8], [("output0", [6, 1], [4, 4, 8, 8, 0.25f, 0.75f])]);
        Assert.That(MemoryMarshal.Cast<byte, float>(yolo).ToArray(), Is.EqualTo(new[] { 0, 0, 0, 1, 1, 0.75f, 1 }));
    }

    [Test]
    public void Classes_of_pixels_are_logged_alike()
    {
        Assert.That(Logged(new ClassMapResponses(2, 3), [], [("scores", [2, 3], [0, 0.5f, 0.25f, 9, 1, 2])]), Is.EqualTo(new byte[] { 1, 0 }));
        Assert.That(Logged(new ClassMapResponses(2, 3), [], [("map", [2], [2, 1])]), Is.EqualTo(new byte[] { 2, 1 }));
        Assert.That(MemoryMarshal.Cast<byte, float>(Logged(new Top1Responses(), [], [("scores", [3], [0.25f, 2, 1])])).ToArray(), Is.EqualTo(new[] { 1f }));
    }

    /// <summary>What is logged of the outputs as float16; as float32 it has to be the same.</summary>
    private static byte[] Logged(IResponseFormat format, long[] side, (string Name, long[] Shape, float[] Values)[] outputs)
    {
        var (half, full) = (Logged(format, side, outputs, ElementType.Float16), Logged(format, side, outputs, ElementType.Float32));
        Assert.That(half, Is.EqualTo(full));
        return half;
    }

    private static byte[] Logged(IResponseFormat format, long[] side, (string Name, long[] Shape, float[] Values)[] outputs, ElementType type)
    {
        var model = s_model with
        {
            Inputs = side.Length == 0 ? [] : [new TensorSpec("images", type, [3, .. side])],
            Outputs = [.. outputs.Select(o => new TensorSpec(o.Name, type, [.. o.Shape]))],
        };
        var buffers = new List<NativeBuffer>();
        try
        {
            var rows = new List<OutputRows>();
            foreach (var (_, _, values) in outputs)
            {
                var bytes = type == ElementType.Float32
                    ? MemoryMarshal.AsBytes(values.AsSpan()).ToArray() : MemoryMarshal.AsBytes(values.Select(static v => (Half)v).ToArray().AsSpan()).ToArray();
                var buffer = NativeBuffer.Allocate(bytes.Length);
                bytes.CopyTo(buffer.Slice(0, bytes.Length));
                buffers.Add(buffer);
                rows.Add(new OutputRows(buffer.Address, bytes.Length, type));
            }

            using var writer = format.CreateWriter(model, maxBatchSize: 1);
            var responses = new QuerySampleResponse[1];
            writer.Write([new QuerySample(1, 0)], rows.ToArray(), responses);
            var logged = new byte[responses[0].Size];
            Marshal.Copy(responses[0].Data, logged, 0, logged.Length);
            return logged;
        }
        finally
        {
            buffers.ForEach(static b => b.Dispose());
        }
    }
}
