using System.Runtime.InteropServices;
using System.Text.Json;

namespace NativeBench.Tests.Cli;

/// <summary>The options of the official accuracy scripts that change a figure, on logs small enough to work out by hand.</summary>
public sealed class MetricOptionsTests
{
    private CliHost _cli = null!;

    [SetUp]
    public void SetUp()
    {
        _cli = new CliHost();
        Directory.CreateDirectory(Path.Combine(_cli.Folder, "squad"));

        // [CLS] what ? [SEP] the red fox [SEP]: "red" is token 5, "fox" token 6. The second question isn't in any log.
        _cli.File(Path.Combine("squad", "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\nwhat\n?\nthe\nred\nfox\n");
        _cli.File(Path.Combine("squad", "dev-v1.1.json"), """
            {"version": "1.1", "data": [{"paragraphs": [{"context": "The red fox", "qas": [
              {"id": "q1", "question": "What?", "answers": [{"text": "red", "answer_start": 4}]},
              {"id": "q2", "question": "What?", "answers": [{"text": "fox", "answer_start": 8}]}]}]}]}
            """);

        // The best start lies in the question; the best pair in the paragraph is "red fox" with 9, then "red" with 8.
        float[] start = [0, 9, 0, 0, 0, 5, 0, 0], end = [0, 0, 0, 0, 0, 3, 4, 0];
        Log("pairs.json", [.. start.Zip(end).SelectMany(static p => new[] { p.First, p.Second })]);
        Log("transposed.json", [.. start, .. end]);
    }

    [TearDown]
    public void TearDown() => _cli.Dispose();

    [TestCase(0, "pairs.json")]
    [TestCase(50, "pairs.json", "max_answer_length=1")]
    [TestCase(100, "pairs.json", "max_answer_length=1", "max_examples=1")]
    [TestCase(50, "pairs.json", "max-answer-length=1", "n_best=2")]
    [TestCase(0, "pairs.json", "max_answer_length=1", "n_best=1")]
    [TestCase(50, "transposed.json", "max_answer_length=1", "output_transposed")]
    [TestCase(50, "pairs.json", "max_answer_length=1", "output_dtype=float32", "transposed=false")]
    public void Those_of_accuracy_squad(double exact, string log, params string[] metric)
    {
        Assert.That(Score(["--benchmark", "bert", "--data", "squad", "--log", log], metric, "--json"), Is.Zero, _cli.Error);
        using var json = JsonDocument.Parse(_cli.Out);
        var found = json.RootElement.GetProperty("figures").EnumerateArray().Single(static f => f.GetProperty("name").GetString() == "exact_match").GetProperty("value").GetDouble();
        Assert.That(found, Is.EqualTo(exact).Within(1e-9));
        Assert.That(json.RootElement.GetProperty("metric_options").EnumerateObject().Count(), Is.EqualTo(metric.Length));
    }

    /// <summary>
    /// In the annotations' order picture 5, which shows nothing, is sample 1. Without it the samples are those of a Python set of 70 and 9: 9,
    /// which goes to place 1 of 8, before 70, which goes to place 6. Classes in the log count the categories from 1.
    /// </summary>
    [TestCase("mAP=0.000%")]
    [TestCase("mAP=0.000%", "use_inv_map")]
    [TestCase("mAP=0.000%", "remove_48_empty_images=true")]
    [TestCase("mAP=100.000%", "use_inv_map=true", "remove-48-empty-images")]
    public void Those_of_accuracy_coco(string line, params string[] metric)
    {
        _cli.File("boxes.json", """
            {
              "images": [
                { "id": 70, "file_name": "a.jpg", "width": 200, "height": 100 }, { "id": 5, "file_name": "empty.jpg", "width": 10, "height": 10 },
                { "id": 9, "file_name": "b.jpg", "width": 100, "height": 200 }
              ],
              "categories": [{ "id": 18, "name": "dog" }, { "id": 44, "name": "bottle" }],
              "annotations": [
                { "id": 1, "image_id": 70, "category_id": 18, "bbox": [20, 10, 100, 50], "area": 5000, "iscrowd": 0 },
                { "id": 2, "image_id": 9, "category_id": 44, "bbox": [0, 0, 50, 100], "area": 5000, "iscrowd": 0 }
              ]
            }
            """);
        Log("log.json", [0, 0, 0, 0.5f, 0.5f, 0.9f, 2], [1, 0.1f, 0.1f, 0.6f, 0.6f, 0.9f, 1]);
        Assert.That(Score(["--benchmark", "ssd-mobilenet", "--ground-truth", "boxes.json", "--log", "log.json"], metric, "--quiet"), Is.Zero, _cli.Error);
        Assert.That(_cli.Out.Trim(), Is.EqualTo(line));
    }

    [Test]
    public void What_was_set_is_told_with_the_figures()
    {
        Assert.That(Score(["--benchmark", "bert", "--data", "squad", "--log", "pairs.json"], ["n_best=5"], "--type", "float32"), Is.Zero, _cli.Error);
        Assert.That(_cli.Out, Does.Contain("with n_best = 5, type = float32"));
    }

    [TestCase("'bert', pipeline.metric: 'squad' has no parameter 'n_bests'; it has max_answer_length, max_examples, n_best, transposed, type.", "n_bests=3")]
    [TestCase("pipeline.metric.n_best: found 0; expected 1 or more", "n_best=0")]
    [TestCase("pipeline.metric.n_best: found \"many\"; expected a number", "n_best=many")]
    [TestCase("pipeline.metric.transposed: found 1; expected true or false", "transposed=1")]
    [TestCase("pipeline.metric.type: found 'float8'; expected one of float32", "type=float8")]
    [TestCase("--metric sets type twice", "dtype=int8", "type=int8")]
    [TestCase("--metric takes NAME=VALUE", "n_best=")]
    public void An_option_that_is_not_there_or_wrong_is_refused(string sentence, params string[] metric)
    {
        Assert.That(Score(["--benchmark", "bert", "--data", "squad", "--log", "pairs.json"], metric), Is.EqualTo(2));
        Assert.That(_cli.Error, Does.Contain(sentence));
    }

    private int Score(string[] args, string[] metric, params string[] more) => _cli.Run(["accuracy", .. args, .. metric.SelectMany(static m => new[] { "--metric", m }), .. more]);

    private void Log(string name, params float[][] entries) => _cli.File(name, "[\n" + string.Join(",\n", entries.Select(static (e, i) =>
        FormattableString.Invariant($"{{ \"seq_id\" : {i}, \"qsl_idx\" : {i}, \"data\" : \"{Convert.ToHexString(MemoryMarshal.AsBytes(e.AsSpan()))}\" }}"))) + "\n]\n");
}
