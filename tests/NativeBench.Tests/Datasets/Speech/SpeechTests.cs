using System.Runtime.InteropServices;
using NativeBench.Datasets.Speech;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Speech;

public class SpeechTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    /// <summary>Against numpy and SciPy (scripts/reference/speech.py).</summary>
    [Test]
    public void Features_are_those_of_the_official_front_end()
    {
        foreach (var entry in GoldenData.Json("speech.json").EnumerateArray())
        {
            var clip = Clip(entry.GetProperty("samples").GetInt32());
            var frames = LogMelFrontEnd.FrameCount(clip.Length);
            Assert.That(entry.GetProperty("shape").Numbers(), Is.EqualTo(new double[] { frames, 240 }));
            var features = new float[frames * LogMelFrontEnd.FeatureCount];
            LogMelFrontEnd.Compute(clip, features);
            var expected = MemoryMarshal.Cast<byte, float>(entry.GetProperty("every7th").GetBytesFromBase64()).ToArray();
            var worst = expected.Select((value, i) => Math.Abs(value - features[7 * i])).Max();
            TestContext.Out.WriteLine($"{clip.Length} samples: largest difference {worst}");
            Assert.That(worst, Is.LessThanOrEqualTo(1e-5));
        }
    }

    [Test]
    public void Each_feature_has_mean_0_and_deviation_1()
    {
        var clip = Clip(20_000);
        var frames = LogMelFrontEnd.FrameCount(clip.Length);
        var features = new float[frames * 240];
        LogMelFrontEnd.Compute(clip, features);
        for (var f = 0; f < 240; f += 13)
        {
            var column = Enumerable.Range(0, frames).Select(t => (double)features[(t * 240) + f]).ToArray();
            Assert.That(column.Average(), Is.Zero.Within(1e-5));
            Assert.That(column.Sum(static v => v * v) / (frames - 1), Is.EqualTo(1).Within(1e-3));
        }
        Assert.That(() => LogMelFrontEnd.Compute(Clip(480), new float[240]), Throws.TypeOf<InvalidInputException>().With.Message.Contains("too short"));
    }

    [Test]
    public void Features_of_a_second_clip_take_no_memory_and_nothing_of_the_first()
    {
        float[] longer = Clip(20_000), clip = Clip(9_000);
        float[] features = new float[LogMelFrontEnd.FrameCount(longer.Length) * 240], expected = new float[LogMelFrontEnd.FrameCount(clip.Length) * 240];
        LogMelFrontEnd.Compute(clip, expected);
        var scratch = new LogMelScratch();
        LogMelFrontEnd.Compute(longer, features, scratch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        LogMelFrontEnd.Compute(clip, features.AsSpan(0, expected.Length), scratch);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(features[..expected.Length], Is.EqualTo(expected));
    }

    [Test]
    public void Greedy_decoding_moves_the_state_with_labels_only()
    {
        // Step 0 says h, i; step 1 nothing; step 2 never stops.
        using var networks = new ScriptedTransducer([[8, 9, 28], [28], [.. Enumerable.Repeat(1, 50)]]);
        var labels = new List<long> { 99 };
        GreedyTransducerDecoder.Decode(networks, [], 0, labels);
        Assert.That(labels[..2], Is.EqualTo(new long[] { 8, 9 }));
        Assert.That(labels[2..], Is.EqualTo(Enumerable.Repeat(1L, GreedyTransducerDecoder.MaxSymbolsPerStep)));
        Assert.That(networks.Calls[..7], Is.EqualTo(new[] { "predict start", "keep", "predict 8", "keep", "predict 9", "keep", "predict 1" }));
    }

    [Test]
    public void Clips_become_samples_and_wrong_ones_are_named()
    {
        var path = Wav("a.wav", 1, 16_000, 16, [0, 16384, -32768]);
        Assert.That(WavFile.Read(path).Samples, Is.EqualTo(new[] { 0f, 0.5f, -1f }));
        using var source = new SpeechClips([new Utterance(path, 0.1, "x")], "clips", maxSeconds: 0.001);
        using (var clip = source.Load(0))
            Assert.That(MemoryMarshal.Cast<byte, float>(clip.Slice(0, (int)clip.Bytes)).ToArray(), Is.EqualTo(new[] { 0f, 0.5f, -1f }));

        Assert.That(FailureOf(Wav("b.wav", 2, 44_100, 16, [])), Does.Contain("has 2 channels, 44100 samples a second, 16 bits (integers); expected mono, 16000"));
        Assert.That(FailureOf(_folder.Text("c.wav", "hello, this is text")), Does.Contain("isn't a RIFF/WAVE file"));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^2]);
        Assert.That(FailureOf(path), Does.Contain("is cut off: it has 4 of the 6 bytes of its data chunk"));
        Assert.That(FailureOf(_folder.Combine("none.wav")), Does.Contain("can't be read"));
        Assert.That(
            () => new SpeechClips([new Utterance("nowhere.wav", 1, "x")], "clips"),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("there is no file 'nowhere.wav'"));
    }

    private static string FailureOf(string path) => Assert.Throws<InvalidInputException>(() => WavFile.Read(path))!.Message;

    private string Wav(string name, short channels, int rate, short bits, short[] samples) => _folder.Bytes(name, DatasetFiles.Wav(samples, channels, rate, bits));

    internal static float[] Clip(int length)
        => [.. Enumerable.Range(0, length).Select(static n =>
        {
            var i = (long)n;
            var saw = (i * 37 % 4096) - 2048;
            var sweep = (i * i / 97 % 8192) - 4096;
            var noise = (((i * 1103515245) + 12345) >> 8) % 2048 - 1024;
            return (saw + sweep + noise) / 32768f;
        })];

    private sealed class ScriptedTransducer(int[][] script) : ITransducer
    {
        private readonly int[] _next = new int[script.Length];
        private readonly float[] _scores = new float[29];

        public List<string> Calls { get; } = [];

        public int Encode(ReadOnlySpan<float> features, int frames) => script.Length;

        public void Predict(int? label) => Calls.Add($"predict {label?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "start"}");

        public void KeepState() => Calls.Add("keep");

        public ReadOnlySpan<float> Join(int step)
        {
            Array.Clear(_scores);
            _scores[script[step][_next[step]++]] = 1;
            return _scores;
        }

        public void Dispose() { }
    }
}
