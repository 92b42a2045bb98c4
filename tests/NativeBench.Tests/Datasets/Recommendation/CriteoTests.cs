using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using NativeBench.Datasets.Composite;
using NativeBench.Datasets.Recommendation;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Recommendation;

public class CriteoTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    /// <summary>The published dlrm_trace_of_aggregated_samples.txt has this MD5 and 330,067 lines.</summary>
    [Test]
    public void The_generated_trace_is_the_published_file_to_the_byte()
    {
        var trace = AggregationTrace.Generate();
        Assert.That((trace.Count, trace.Pairs, trace.MostPairs), Is.EqualTo((330_067, AggregationTrace.MlperfPairs, 700)));
        using var text = new StringWriter();
        trace.Save(text);
#pragma warning disable CA5351 // The published sum is an MD5.
        var sum = Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes(text.ToString())));
#pragma warning restore CA5351
        Assert.That(sum, Is.EqualTo("3db90209564316f2506c99cc994ad0b2"));
    }

    [Test]
    public void A_trace_reads_back_and_gaps_are_named()
    {
        var trace = AggregationTrace.Generate(2000);
        var path = _folder.Combine("trace.txt");
        using (var writer = new StreamWriter(path))
            trace.Save(writer);
        var back = AggregationTrace.Load(path);
        Assert.That(Enumerable.Range(0, back.Count).Select(i => back[i]), Is.EqualTo(Enumerable.Range(0, trace.Count).Select(i => trace[i])));
        Assert.That(() => AggregationTrace.Load(_folder.Text("gap.txt", "0, 100, 100\n200, 300, 100\n")), Invalid("gap.txt:2: found '200, 300, 100'; expected start, end and count of a sample that goes on at pair 100."));
        Assert.That(() => AggregationTrace.Load(_folder.Text("empty.txt", "")), Invalid("has no samples"));
    }

    [Test]
    public void Pairs_are_transformed_as_the_reference_loader_does()
    {
        var path = Pairs(250, static (pair, field) => field == 0 ? pair % 2 : field <= 13 ? pair + field : (1_000_000 * pair) + field);
        using var file = CriteoFile.Open(path, AggregationTrace.Load(_folder.Text("t.txt", "0, 100, 100\n100, 250, 150\n")), maxIndexRange: 40_000_000);
        Assert.That(file.Count, Is.EqualTo(2));
        using var sample = file.Load(1);
        var values = MemoryMarshal.Cast<byte, int>(sample.Slice(0, (int)sample.Bytes)).ToArray();
        Assert.That(values, Has.Length.EqualTo(150 * 40));
        Assert.That(values[0], Is.Zero, "pair 100 wasn't clicked");
        Assert.That(BitConverter.Int32BitsToSingle(values[3]), Is.EqualTo(MathF.Log(100 + 3 + 1)));
        Assert.That(values[14], Is.EqualTo(((1_000_000 * 100) + 14) % 40_000_000));
        Assert.That(file.ClicksOf(1).Span[..4].ToArray(), Is.EqualTo(new[] { false, true, false, true }));
    }

    [Test]
    public void Wrong_files_are_named()
    {
        Assert.That(() => CriteoFile.Open(_folder.Bytes("odd.bin", new byte[161])), Invalid("has 161 bytes; expected a multiple of 160"));
        Assert.That(() => CriteoFile.Open(_folder.Combine("none.bin")), Invalid("can't be read"));
        Assert.That(() => CriteoFile.Open(Pairs(50, static (_, _) => 0), AggregationTrace.Generate(2000)), Invalid("has 50 pairs; the samples need 2,000"));
        using var labels = CriteoFile.Open(Pairs(50, static (_, field) => field == 0 ? 2 : 0));
        Assert.That(() => labels.Load(0), Invalid("pair 0 has the label 2; expected 0 or 1"));
    }

    [Test]
    public void A_sample_of_any_number_of_pairs_goes_through_the_network_as_one_batch()
    {
        using var engine = new EngineNetworkModel(new PairEngine(), mostRows: 200);
        var path = Pairs(300, static (pair, field) => field == 0 ? pair % 3 == 0 ? 1 : 0 : pair);
        using var library = new VariableLibrary("criteo", CriteoFile.Open(path, AggregationTrace.Load(_folder.Text("t.txt", "0, 100, 100\n100, 300, 200\n"))));
        using var worker = new ClickWorker(engine.CreateNetwork(), library);
        library.LoadSamplesToRam([1, 0, 1]);
        var response = worker.Run(1);
        Assert.That(response.Size, Is.EqualTo(200 * 8));
        var values = new float[400];
        Marshal.Copy(response.Data, values, 0, 400);
        // The engine answers with its first count plus its last category.
        Assert.That(values[0], Is.EqualTo(MathF.Log(101) + 100).Within(1e-3));
        Assert.That(values[1], Is.Zero);
        Assert.That(values[5], Is.EqualTo(1), "pair 102 is a click");
        library.UnloadSamplesFromRam([1, 0, 1]);
        Assert.That(() => worker.Run(1), Throws.TypeOf<InferenceException>());
    }

    private string Pairs(int count, Func<int, int, int> value) => _folder.Bytes($"pairs{Guid.NewGuid():N}.bin", DatasetFiles.Pairs(count, value));

    private static NUnit.Framework.Constraints.IResolveConstraint Invalid(string part)
        => Throws.TypeOf<InvalidInputException>().With.Message.Contains(part);

    /// <summary>dense [N,13] and indices [N,26] to dense[0] + indices[25].</summary>
    private sealed class PairEngine : FunctionEngine
    {
        public PairEngine()
            : base(
                [new("indices", ElementType.Int64, [26]), new("dense", ElementType.Float32, [13])], [new("p", ElementType.Float32, [1])],
                static (inputs, outputs) => MemoryMarshal.Write(
                    outputs[0].Span, MemoryMarshal.Cast<byte, float>(inputs[1].Span)[0] + MemoryMarshal.Cast<byte, long>(inputs[0].Span)[25]))
        {
        }
    }
}
