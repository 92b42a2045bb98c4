using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Tests.Datasets;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

/// <summary>
/// MLPerf Tiny's benchmarks from files as its runner takes them. Where there are real networks and inputs, the inputs are written in the
/// official layout, and the figures that were measured on them come out.
/// </summary>
public sealed class TinyLayoutTests
{
    private CliHost _cli = null!;

    [SetUp]
    public void MakeHost()
    {
        _cli = new CliHost();
        Directory.CreateDirectory(In("set"));
    }

    [TearDown]
    public void Free() => _cli.Dispose();

    [TestCase("kws_dscnn_int8.onnx")]
    [TestCase("kws_dscnn_f32.onnx")]
    public void Keyword_spotting_from_the_official_files_has_the_measured_figure(string model)
    {
        // A folder of the set's name is found too.
        Directory.CreateDirectory(In("set", "kws01"));
        var labels = LabelFile.Read(TestData.Require("kws", "labels.txt"));
        var names = File.ReadAllLines(TestData.Require("kws", "names.txt"));
        WriteSamples(TestData.Require("kws", "inputs_int8.npy"), labels.Length, i => Path.Combine("kws01", names[i]), static value => value);
        File.WriteAllLines(In("set", "kws01", "y_labels.csv"), names.Select((name, i) => $"{name},12,{labels[i]}"));
        Assert.That(Run("tiny-kws", TestData.Require("models", model)), Is.Zero, _cli.Error);
        Assert.That(_cli.Out, Does.Contain("453/500"));
    }

    /// <summary>The pictures are JPEG-compressed by their source, so that the target is missed.</summary>
    [TestCase("ic_resnet8_f32.onnx", 144, 0)]
    [TestCase("ic_resnet8_int8.onnx", 144, 2)]
    public void Image_classification_from_the_official_files_has_the_measured_figure(string model, int correct, int tolerance)
    {
        const int Count = 200;
        var labels = LabelFile.Read(TestData.Require("ic", "labels.txt"));
        WriteSamples(TestData.Require("ic", "inputs_int8.npy"), Count, static i => $"{i}.bin", static value => (byte)(value + 128));
        List(Count, i => $"{i}.bin,10,{labels[i]}");
        Assert.That(Run("tiny-ic", TestData.Require("models", model)), Is.EqualTo(1), _cli.Error);
        var counted = Regex.Match(_cli.Out, @"(\d+)/200\b");
        Assert.That(int.Parse(counted.Groups[1].Value, CultureInfo.InvariantCulture), Is.EqualTo(correct).Within(tolerance));
    }

    [Test]
    public void Image_classification_from_CIFAR_10_s_binary_batch_is_the_same()
    {
        const int Count = 200;
        var labels = LabelFile.Read(TestData.Require("ic", "labels.txt"));
        using (var file = NpyFile.Open(TestData.Require("ic", "inputs_int8.npy")))
        {
            var pixels = new byte[Count * 3072];
            file.ReadSamples(0, pixels);
            using var batch = File.Create(In("set", "test_batch.bin"));

            // Another picture before them all, which the positions leave out.
            batch.Write(new byte[3073]);
            for (var i = 0; i < Count; i++)
            {
                batch.WriteByte((byte)labels[i]);
                for (var channel = 0; channel < 3; channel++)
                    for (var pixel = 0; pixel < 1024; pixel++)
                        batch.WriteByte((byte)(pixels[(i * 3072) + (pixel * 3) + channel] + 128));
            }
        }

        var positions = Enumerable.Range(1, Count).SelectMany(static i => BitConverter.GetBytes((long)i));
        File.WriteAllBytes(In("set", "perf_samples_idxs.npy"), Datasets.TemporaryFolder.Npy("<i8", [Count], [.. positions]));
        Assert.That(Run("tiny-ic", TestData.Require("models", "ic_resnet8_f32.onnx")), Is.EqualTo(1), _cli.Error);
        Assert.That(_cli.Out, Does.Contain("144/200"));
    }

    [Test]
    public void Anomaly_detection_from_the_official_files_has_the_published_score_and_its_log_is_scored_again()
    {
        WriteSpectrogram("normal.bin", static value => value);
        List(1, static _ => "normal.bin,2,0,2560,512");
        Assert.That(Run("tiny-ad", TestData.Require("models", "ad_autoencoder_f32.onnx"), "--output", "f32"), Is.Zero, _cli.Error);
        Assert.That(_cli.Out, Does.Contain("9.7071"));
        Assert.That(Run("tiny-ad", TestData.Require("models", "ad_autoencoder_int8.onnx"), "--output", "int8"), Is.Zero, _cli.Error);
        var int8 = Score("int8", "set");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Score("f32", "set"), Is.EqualTo(9.7071).Within(0.0001));
            Assert.That(int8, Is.EqualTo(10.2652).Within(0.02), "an int8 log of the same data");
            Assert.That(Score("int8", "set", "--type", "int8"), Is.EqualTo(int8));
            Assert.That(Score("int8", TestData.Require("ad")), Is.EqualTo(int8).Within(1e-9), "the windows as tensors, of which the numbers count");
        }

        _cli.Run("accuracy", "--benchmark", "tiny-ad", "--data", "set", "--log", LogOf("int8"), "--type", "float32");
        Assert.That(_cli.Error, Does.Contain("its data has 640 bytes; expected 640 values of float32, 2560 bytes"));
    }

    [Test]
    public void An_anomaly_is_told_from_what_is_normal()
    {
        WriteSpectrogram("normal.bin", static value => value);
        WriteSpectrogram("anomaly.bin", static value => -value);
        List(2, static i => i == 0 ? "normal.bin, 2, 0, 2560, 512" : "anomaly.bin, 2, 1, 2560, 512");
        Assert.That(Run("tiny-ad", TestData.Require("models", "ad_autoencoder_f32.onnx"), "--output", "r"), Is.Zero, _cli.Error);
        var before = _cli.Out.Length;
        Assert.That(_cli.Run("accuracy", "--benchmark", "tiny-ad", "--data", "set", "--log", LogOf("r"), "--quiet"), Is.Zero, _cli.Error);
        Assert.That(_cli.Out[before..].Trim(), Is.EqualTo("AUC=1.0000, files=2"));
    }

    /// <summary>The network calls what is brighter than half a person.</summary>
    [TestCase(ElementType.Float32, false)]
    [TestCase(ElementType.Int8, false)]
    [TestCase(ElementType.UInt8, true)]
    public void Visual_wake_words_are_read_from_raw_pixels_and_from_pictures(ElementType type, bool asPictures)
    {
        byte[] brightness = [30, 220, 140, 100];
        int[] labels = [0, 1, 1, 1];
        if (asPictures)
        {
            Directory.CreateDirectory(In("set", "person"));
            Directory.CreateDirectory(In("set", "non_person"));
        }

        for (var i = 0; i < labels.Length; i++)
        {
            var grey = brightness[i];
            if (asPictures)
                File.WriteAllBytes(In("set", labels[i] == 1 ? "person" : "non_person", $"COCO_val2014_{i}.jpg"), PictureFiles.Jpeg(96, 96, (_, _) => grey));
            else
                File.WriteAllBytes(In("set", $"{i}.bin"), [.. Enumerable.Repeat(grey, 96 * 96 * 3)]);
        }

        List(labels.Length, i => $"{i}.bin,2,{labels[i]}");
        var half = type switch { ElementType.Float32 => 0.5f, ElementType.Int8 => -0.5f, _ => 127.5f };
        var model = new SyntheticModel().Input("x", type, 1, 96, 96, 3).Floats("half", [1], half).Integers("row", 1, 1);
        WriteModel(model.Node("Cast", ["x"], ["f"], ("to", 1)).Node("ReduceMean", ["f"], ["m"]).Node("Reshape", ["m", "row"], ["r"])
            .Node("Sub", ["r", "half"], ["person"]).Node("Neg", ["person"], ["other"]).Node("Concat", ["other", "person"], ["y"], ("axis", 1)).Output("y", ElementType.Float32, 1, 2));
        Assert.That(Run("tiny-vww", "m.onnx"), Is.Zero, _cli.Error);
        Assert.That(_cli.Out, Does.Contain("3/4").And.Contain("not judged: 4 of 1000 samples"));
    }

    [TestCase("tiny-kws", "a.bin,12,3\nb.bin,12,3\n", "y_labels.csv:2: found 'b.bin', which isn't in '")]
    [TestCase("tiny-kws", "b.bin,12,3\n", "Copy it there (such files are made by make_bin_files.py of the benchmark's training/keyword_spotting, from Speech Commands' wav files), or take the line out.")]
    [TestCase("tiny-kws", "a.bin,12,12\n", "y_labels.csv:1: found the label '12'; expected 0 to 11.")]
    [TestCase("tiny-kws", "a.bin,10,3\n", "y_labels.csv:1: found '10' as the number of classes; expected 12.")]
    [TestCase("tiny-kws", "\n", "y_labels.csv' has no lines; expected file name, number of classes, label each.")]
    [TestCase("tiny-kws", "short.bin,12,3\n", "short.bin' has 489 bytes; the model takes 490 numbers, so expected 490 of int8.")]
    [TestCase("tiny-ic", "short.bin,10,3\n", "y_labels.csv:1: '")]
    [TestCase("tiny-ic", "short.bin,10,3\n", "short.bin' has 489 bytes; expected 3072. Copy or make it again.")]
    [TestCase("tiny-ad", "a.bin,2,1\n", "y_labels.csv:1: found 3 columns; expected file name, number of classes, label, bytes of a window, bytes from one to the next.")]
    [TestCase("tiny-ad", "short.bin,2,1,2560,512\n", "short.bin' has 489 bytes; expected 102400. Copy or make it again.")]
    [TestCase("tiny-ad", "whole.bin,2,1,512,512\n", "y_labels.csv:1: a window of 512 bytes; the model takes 640 numbers, so expected 2560 of float32.")]
    public void A_wrong_set_is_a_sentence_with_file_and_line(string id, string list, string sentence)
    {
        File.WriteAllText(In("set", "y_labels.csv"), list);
        File.WriteAllBytes(In("set", "a.bin"), new byte[490]);
        File.WriteAllBytes(In("set", "short.bin"), new byte[489]);
        File.WriteAllBytes(In("set", "whole.bin"), new byte[102400]);
        object[] shape = id switch { "tiny-kws" => ["N", 49, 10, 1], "tiny-ic" => ["N", 32, 32, 3], _ => ["N", 640] };
        WriteModel(new SyntheticModel().Input("x", ElementType.Float32, shape).Node("Flatten", ["x"], ["y"])
            .Output("y", ElementType.Float32, "N", id switch { "tiny-kws" => 490, "tiny-ic" => 3072, _ => 640 }));
        _cli.ExpectMistake(2, sentence, Arguments(id, "m.onnx"));
    }

    [Test]
    public void A_folder_with_none_of_the_forms_is_told_which_there_are()
    {
        WriteModel(new SyntheticModel().Input("x", ElementType.Float32, "N", 32, 32, 3).Node("Flatten", ["x"], ["y"]).Output("y", ElementType.Float32, "N", 3072));
        _cli.ExpectMistake(2, "set' has no y_labels.csv, no test batch of CIFAR-10 and no inputs*.npy; expected y_labels.csv (file, 10, class)", Arguments("tiny-ic", "m.onnx"));
    }

    [Test]
    public void All_of_CIFAR_10_s_test_set_is_more_than_the_benchmark()
    {
        File.WriteAllBytes(In("set", "test_batch.bin"), new byte[2 * 3073]);
        WriteModel(new SyntheticModel().Input("x", ElementType.Float32, "N", 32, 32, 3).Node("GlobalAveragePool", ["x"], ["p"]).Node("Flatten", ["p"], ["y"]).Output("y", ElementType.Float32, "N", 32));
        Assert.That(Run("tiny-ic", "m.onnx"), Is.Zero, _cli.Error + _cli.Out);
        Assert.That(_cli.Out + _cli.Error, Does.Contain("the benchmark's 200 are taken if perf_samples_idxs.npy"));
    }

    private double Score(string run, string data, params string[] more)
    {
        var before = _cli.Out.Length;
        Assert.That(_cli.Run(["accuracy", "--benchmark", "tiny-ad", "--data", data, "--log", LogOf(run), "--json", .. more]), Is.Zero, _cli.Error);
        using var json = JsonDocument.Parse(_cli.Out[before..]);
        return json.RootElement.GetProperty("figures").EnumerateArray().Single(static f => f.GetProperty("name").GetString() == "anomaly_score").GetProperty("value").GetDouble();
    }

    private static string LogOf(string run) => Path.Combine(run, "Offline", "accuracy", "mlperf_log_accuracy.json");

    private int Run(string id, string model, params string[] more) => _cli.Run([.. Arguments(id, model), .. more]);

    private static string[] Arguments(string id, string model) =>
        ["run", "--benchmark", id, "--model", model, "--data", "set", "--mode", "accuracy", "--scenario", "Offline", "--home", "home"];

    private void List(int count, Func<int, string> line) => File.WriteAllLines(In("set", "y_labels.csv"), Enumerable.Range(0, count).Select(line));

    private void WriteModel(SyntheticModel model) => File.WriteAllBytes(In("m.onnx"), model.ToBytes());

    private void WriteSamples(string npy, int count, Func<int, string> name, Func<byte, byte> change)
    {
        using var file = NpyFile.Open(npy);
        var sample = new byte[file.BytesPerSample];
        for (var i = 0; i < count; i++)
        {
            file.ReadSamples(i, sample);
            File.WriteAllBytes(In("set", name(i)), [.. sample.Select(change)]);
        }
    }

    /// <summary>The published clip as the runner has it: a frame of each window, and the last window's other four.</summary>
    private void WriteSpectrogram(string name, Func<float, float> change)
    {
        const int Windows = 196, Bands = 128;
        using var file = NpyFile.Open(TestData.Require("ad", "inputs_f32.npy"));
        var windows = new float[Windows * 5 * Bands];
        file.ReadSamples(0, MemoryMarshal.AsBytes(windows.AsSpan()));
        var frames = Enumerable.Range(0, Windows).SelectMany(i => windows[(i * 5 * Bands)..((i * 5 * Bands) + Bands)])
            .Concat(windows[(((Windows - 1) * 5 * Bands) + Bands)..]).Select(change).ToArray();
        File.WriteAllBytes(In("set", name), MemoryMarshal.AsBytes(frames.AsSpan()).ToArray());
    }

    private string In(params string[] parts) => Path.Combine([_cli.Folder, .. parts]);
}
