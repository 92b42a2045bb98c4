using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;
using NativeBench.Tests.Inference;

namespace NativeBench.Tests.Datasets;

public class DigitsTests
{
    [Test]
    public void The_embedded_files_are_the_ones_that_were_published()
    {
        using var facts = JsonDocument.Parse(DigitsBenchmark.ReadText("digits.json"));
        foreach (var file in facts.RootElement.GetProperty("files").EnumerateObject())
        {
            var bytes = DigitsBenchmark.ReadBytes(file.Value.GetProperty("name").GetString()!);
            Assert.That(Convert.ToHexStringLower(SHA256.HashData(bytes)), Is.EqualTo(file.Value.GetProperty("sha256").GetString()), file.Name);
        }
    }

    [Test]
    public void A_digit_is_enlarged_and_scaled()
    {
        using var engine = OnnxRuntimeEngine.Load(DigitsBenchmark.ReadModel(), DigitsBenchmark.ModelName);
        using var library = new DigitsLibrary(engine.Model);
        library.LoadSamplesToRam([359, 3]);
        var pixels = DigitsBenchmark.ReadBytes("inputs_u8.npy").AsSpan()[^(360 * 64)..];
        var picture = MemoryMarshal.Cast<byte, float>(library.Slab.Rows(0, 1));
        Assert.That(picture.Length, Is.EqualTo(32 * 32));
        for (var y = 0; y < 32; y++)
            for (var x = 0; x < 32; x++)
                Assert.That(picture[(y * 32) + x], Is.EqualTo(pixels[(3 * 64) + (y / 4 * 8) + (x / 4)] / 16f), $"{x}, {y}");
    }

    [Test]
    public void Another_model_is_refused()
        => Assert.That(
            () => new DigitsLibrary(new FakeEngine().Model),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo(
                "The embedded digits are float32 or float16 [N,1,32,32]; 'fake.onnx' takes input int32 [N,2]."));

    [TestCase(1, 1)]
    [TestCase(2, 8)]
    public void The_predictions_are_the_training_frameworks(int instances, int batchSize)
    {
        using var engine = OnnxRuntimeEngine.Load(DigitsBenchmark.ReadModel(), DigitsBenchmark.ModelName);
        using var library = new DigitsLibrary(engine.Model);
        var all = Enumerable.Range(0, 360).Select(static i => (long)i).ToArray();
        library.LoadSamplesToRam(all);
        using var sut = new BatchingSystemUnderTest(
            engine,
            library.Slab,
            new ExecutionPlan { Instances = instances, BatchSize = batchSize },
            new BatchingOptions { Responses = new Top1Responses(ElementType.Int32) });
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, all));
        sut.FlushQueries();
        sink.WaitForSamples(360);
        var predicted = all.Select(i => BitConverter.ToInt32(sink.Payloads[(ulong)i + 1]));
        Assert.That(predicted, Is.EqualTo(DigitsBenchmark.ReadText("predictions_torch.txt").Split('\n').Take(360).Select(int.Parse)));
        Assert.That(sut.Statistics.GatheredBatches, Is.Zero, "the samples were issued in load order");
    }

    [Test]
    public void Under_LoadGen_the_accuracy_is_the_published_one([Values] TestScenario scenario)
    {
        using var engine = OnnxRuntimeEngine.Load(DigitsBenchmark.ReadModel(), DigitsBenchmark.ModelName);
        using var library = new DigitsLibrary(engine.Model);
        Assert.That(AccuracyRun.Score(engine, library, scenario).ToString(), Is.EqualTo("359/360"));
    }
}
