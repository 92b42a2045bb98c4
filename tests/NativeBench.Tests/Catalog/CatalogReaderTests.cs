using System.Text;
using System.Text.Json.Nodes;
using NativeBench.Catalog;
using NativeBench.Inference;

namespace NativeBench.Tests.Catalog;

/// <summary>A file of the user's own: read where it's right, refused with file and key where it's not.</summary>
public sealed class CatalogReaderTests
{
    public const string Minimal = """
        {
          "catalog_version": 1, "id": "my-benchmark", "title": "Mine", "task": "classification",
          "model": { "name": "a model" }, "dataset": { "name": "a set" }, "qsl": {},
          "quality": { "metric": "top1", "unit": "percent" },
          "pipeline": { "reader": { "kind": "tensors" }, "metric": { "kind": "top1" } }
        }
        """;

    [Test]
    public void The_least_that_a_file_holds_is_enough()
    {
        var facts = Parse(Minimal);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(facts.Id, Is.EqualTo("my-benchmark"));
            Assert.That(facts.Suites, Is.Empty);
            Assert.That(facts.ConfName, Is.EqualTo("my-benchmark"));
            Assert.That(facts.DefaultModelFile, Is.Null);
        }
    }

    [TestCase("id", "\"My Benchmark\"", "id: found 'My Benchmark'; expected lower-case")]
    [TestCase("catalog_version", "7", "catalog_version: found '7'; expected 1")]
    [TestCase("task", "\"guessing\"", "task: found 'guessing'; expected one of image-classification")]
    [TestCase("pipeline", null, "neither 'pipeline' nor 'not_runnable'")]
    [TestCase("surprise", "1", "'surprise' isn't one of a 'BenchmarkFacts'")]
    [TestCase("quality", """{ "metric": "top1", "unit": "points" }""", "quality.unit: found 'points'; expected one of percent, fraction, score")]
    [TestCase("quality", """{ "metric": "top1", "unit": "percent", "targets": [{ "figure": "top1" }] }""", "expected a threshold or an upper bound")]
    [TestCase("qsl", """{ "total_sample_count": 0 }""", "qsl.total_sample_count: found '0'; expected 1 or more")]
    [TestCase("qsl", """{ "total_sample_count": "many" }""", "at qsl.total_sample_count")]
    [TestCase("model", """{ "name": "m", "files": [{ "file": "../m.onnx" }] }""", "expected a relative path without '..'")]
    [TestCase("model", """{ "name": "m", "files": [{ "file": "m.onnx", "url": "ftp://x/m" }] }""", "expected an http or https address")]
    [TestCase("model", """{ "name": "m", "files": [{ "url": "http://x/m" }] }""", "expected 'file', the name on disk, beside an address")]
    [TestCase("model", """{ "name": "m", "files": [{ "file": "m", "sha256": "ABC" }] }""", "expected a SHA-256 of 64 lower-case hex digits")]
    [TestCase("rounds", """{ "r": { "scenarios": { "Sideways": {} } } }""", "rounds.r.scenarios: found 'Sideways'; expected one of SingleStream")]
    public void What_is_wrong_is_named_with_file_and_key(string key, string? value, string sentence)
    {
        var node = JsonNode.Parse(Minimal)!.AsObject();
        node.Remove(key);
        if (value is not null)
            node[key] = JsonNode.Parse(value);
        var error = Assert.Throws<InvalidInputException>(() => Parse(node.ToJsonString()));
        Assert.That(error.Message, Does.Contain("'mine.json'").And.Contain(sentence));
    }

    [Test]
    public void A_syntax_error_has_its_line()
    {
        var error = Assert.Throws<InvalidInputException>(() => Parse("{\n  \"id\": \"x\"\n  \"title\": 1\n}"));
        Assert.That(error.Message, Does.StartWith("mine.json:3: not valid JSON"));
    }

    [Test]
    public void An_id_means_one_benchmark()
    {
        using var folder = new TemporaryFolder();
        var one = Write(folder, "one.json", Minimal);
        var two = Write(folder, "two.json", Minimal);
        var taken = Write(folder, "taken.json", Minimal.Replace("my-benchmark", "resnet50", StringComparison.Ordinal));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => SuiteCatalog.With([one, two]), Throws.TypeOf<InvalidInputException>().With.Message.Contains("have the same id 'my-benchmark'"));
            Assert.That(() => SuiteCatalog.With([taken]), Throws.TypeOf<InvalidInputException>().With.Message.Contains("of a built-in benchmark"));
            Assert.That(SuiteCatalog.With([one]).Find("MY-benchmark")!.Title, Is.EqualTo("Mine"));
            Assert.That(SuiteCatalog.With([one]).FileOf("my-benchmark"), Is.EqualTo(one));
        }
    }

    private static BenchmarkFacts Parse(string json) => CatalogReader.Parse(Encoding.UTF8.GetBytes(json), "mine.json");

    private static string Write(TemporaryFolder folder, string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
