using System.Runtime.InteropServices;
using NativeBench.Datasets.Speech;
using NativeBench.Inference;
using NativeBench.Tests.Datasets;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli.Composite;

/// <summary>Whisper from the command line, with networks that say " Hi" to every clip, one token after the other, and then end.</summary>
public sealed class WhisperRunTests
{
    private const int Vocabulary = WhisperTokens.MultilingualVocabulary;
    private const int Blank = 12, H = 10, I = 11;

    private CompositeRun _run = null!;

    [SetUp]
    public void SetUp()
    {
        _run = new CompositeRun("whisper");
        _run.Write(Encoder().ToBytes(), "model", "encoder_model.onnx");
        _run.Write(Decoder(withPast: false).ToBytes(), "model", "decoder_model.onnx");
        _run.Write(Decoder(withPast: true).ToBytes(), "model", "decoder_with_past_model.onnx");
        _run.Write("""{ "H": 10, "i": 11, "Ġ": 12, "<|endoftext|>": 50257 }""", "model", "vocab.json");
        foreach (var name in new[] { "a", "b" })
            _run.Write(DatasetFiles.Wav([.. Enumerable.Range(0, 8_000).Select(static i => (short)(i * 37 % 4096))]), "data", "dev-all-repack", name + ".wav");

        // The official script writes the paths of its own machine.
        Manifest(DatasetFiles.Clip("/data/dev-all-repack/a.wav", 0.5, "hi"), DatasetFiles.Clip("/data/dev-all-repack/b.wav", 0.5, "hi there"));
        _run.Write("""{ "colour": "color" }""", "data", "english.json");
    }

    [TearDown]
    public void TearDown() => _run.Dispose();

    [Test]
    public void Tokens_become_the_hand_worked_letters_and_word_errors()
    {
        Assert.That(_run.Run("model", "--mode", "accuracy", "--scenario", "Offline"), Is.Zero, _run.Error);
        Assert.That(_run.Line("Offline"), Does.Contain("66.67 %").And.Contain("not judged: 2 of 1633 samples"));
        foreach (var labels in _run.Payload("Offline").Values)
            Assert.That(MemoryMarshal.Cast<byte, long>(labels).ToArray(), Is.EqualTo(new long[] { 8, 9 }), "h, i: trimmed, in lower case");
        Assert.That(_run.Cli("accuracy", "--log", _run.LogOf("Offline"), "--benchmark", "whisper", "--data", "data", "--quiet"), Is.Zero, _run.Error);
        Assert.That(_run.Out, Does.Contain("Word Error Rate: 33.3333"));
    }

    [Test]
    public void Made_up_data_goes_through_and_is_labelled() => _run.ExpectWiringOnly("model", 2);

    [Test]
    public void It_is_measured_and_its_tokens_are_counted()
    {
        _run.ExpectValid("model", "Offline", "--set", "min_query_count=3", "--rules", "v6.1");
        var summary = File.ReadAllText(_run.InFolder("r", "Offline", "performance", "mlperf_log_summary.txt"));
        Assert.That(summary, Does.Contain("Tokens per second"));
        var lines = File.ReadAllLines(_run.InFolder("r", "Offline", "performance", "mlperf_log_summary.txt"));
        var (samples, tokens) = (Number(lines, "Samples per second"), Number(lines, "Tokens per second"));
        Assert.That(tokens / samples, Is.EqualTo(4).Within(0.01), "blank, H, i and the end");
    }

    [Test]
    public void Without_the_spellings_speed_is_measured_and_an_accuracy_is_refused()
    {
        File.Delete(_run.InFolder("data", "english.json"));
        _run.ExpectMistake("model", "english.json': get it with 'nativebench fetch whisper'");
        _run.ExpectValid("model", "Offline", "--set", "min_query_count=3");
    }

    [Test]
    public void A_vocabulary_that_is_missing_or_wrong_is_named()
    {
        File.Delete(_run.InFolder("model", "vocab.json"));
        _run.ExpectMistake("model", "vocab.json' can't be read");
        _run.Write("[1]", "model", "vocab.json");
        Assert.That(_run.Run("model", "--mode", "accuracy"), Is.EqualTo(2));
        Assert.That(_run.Error, Does.Contain("vocab.json' isn't a vocabulary"));
    }

    [TestCase("encoder_model.onnx", "encoder_model.onnx' is x float32 [?,4] to y float32 [?,4]; expected float32 or float16 [?,bands,3000]")]
    [TestCase("decoder_model.onnx", "decoder_model.onnx' has no input 'input_ids'; it has x float32 [?,4]")]
    [TestCase("decoder_with_past_model.onnx", "decoder_with_past_model.onnx' has no input 'input_ids'")]
    public void A_network_of_another_form_is_named(string file, string sentence)
    {
        _run.Write(SyntheticModel.Identity(ElementType.Float32, "N", 4), "model", file);
        _run.ExpectMistake("model", sentence);
    }

    [Test]
    public void A_clip_that_is_longer_than_its_manifest_says_ends_the_run_with_its_name()
    {
        _run.Write(DatasetFiles.Wav(new short[31 * 16_000]), "data", "dev-all-repack", "b.wav");
        _run.ExpectWrongFile("model", "b.wav' has 31.00 s of sound; its manifest promised at most 30.00 s");
    }

    private void Manifest(params string[] clips) => _run.Write($"[{string.Join(", ", clips)}]", "data", "dev-all-repack.json");

    private static double Number(string[] lines, string name) =>
        double.Parse(lines.First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Every other frame of the features, in the order of time.</summary>
    private static SyntheticModel Encoder() => new SyntheticModel()
        .Input("input_features", ElementType.Float32, 1, 80, 3000)
        .Integers("start", 0).Integers("end", 3000).Integers("axis", 2).Integers("step", 2).Integers("first", 0)
        .Node("Slice", ["input_features", "start", "end", "axis", "step"], ["half"])
        .Node("Squeeze", ["half", "first"], ["bands"]).Node("Transpose", ["bands"], ["frames"]).Node("Unsqueeze", ["frames", "first"], ["last_hidden_state"])
        .Output("last_hidden_state", ElementType.Float32, 1, 1500, 80);

    /// <summary>A token's follower is looked up, and the nearest id scores highest. Keys are the tokens so far; values count them.</summary>
    private static SyntheticModel Decoder(bool withPast)
    {
        var followers = new float[Vocabulary];
        (followers[50_363], followers[Blank], followers[H], followers[I]) = (Blank, H, I, 50_257);
        float[] ids = [.. Enumerable.Range(0, Vocabulary).Select(static i => (float)i)];
        var model = new SyntheticModel().Input("input_ids", ElementType.Int64, "batch", withPast ? 1 : "tokens");
        if (!withPast)
            model.Input("encoder_hidden_states", ElementType.Float32, "batch", 1500, 80);
        else
            foreach (var name in new[] { "decoder.key", "decoder.value", "encoder.key", "encoder.value" })
                model.Input("past_key_values.0." + name, ElementType.Float32, "batch", 1, name[0] == 'd' ? "past" : 1, name[0] == 'd' ? 1 : 80);
        model.Floats("followers", [Vocabulary], followers).Floats("ids", [Vocabulary], ids).Integers("last", 2).Integers("ends", 1, 3).Integers("one", 1)
            .Node("Gather", ["followers", "input_ids"], ["next"], ("axis", 0)).Node("Unsqueeze", ["next", "last"], ["column"])
            .Node("Sub", ["ids", "column"], ["difference"]).Node("Abs", ["difference"], ["distance"]).Node("Neg", ["distance"], ["logits"])
            .Node("Unsqueeze", ["next", "ends"], ["keys"])
            .Output("logits", ElementType.Float32, "batch", "tokens", Vocabulary);
        if (withPast)
        {
            model.Node("Concat", ["past_key_values.0.decoder.key", "keys"], ["present.0.decoder.key"], ("axis", 2))
                .Node("Concat", ["past_key_values.0.decoder.value", "keys"], ["present.0.decoder.value"], ("axis", 2));
        }
        else
        {
            model.Integers("zero", 0)
                .Node("Identity", ["keys"], ["present.0.decoder.key"]).Node("Identity", ["keys"], ["present.0.decoder.value"])
                .Node("Gather", ["encoder_hidden_states", "zero"], ["first"], ("axis", 1)).Node("Unsqueeze", ["first", "one"], ["present.0.encoder.key"])
                .Node("Unsqueeze", ["first", "one"], ["present.0.encoder.value"]);
            foreach (var name in new[] { "key", "value" })
                model.Output("present.0.encoder." + name, ElementType.Float32, "batch", 1, 1, 80);
        }

        foreach (var name in new[] { "key", "value" })
            model.Output("present.0.decoder." + name, ElementType.Float32, "batch", 1, "all", 1);
        return model;
    }
}
