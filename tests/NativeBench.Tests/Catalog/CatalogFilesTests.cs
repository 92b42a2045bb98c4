using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using NativeBench.Catalog;

namespace NativeBench.Tests.Catalog;

/// <summary>Every embedded file keeps the schema, loads, and says what it has to say.</summary>
public sealed class CatalogFilesTests
{
    private static readonly JsonSchema s_schema = JsonSchema.FromText(SuiteCatalog.Schema);

    private static readonly string[] s_suite =
    [
        "resnet50", "ssd-mobilenet", "ssd-resnet34", "bert", "dlrm", "3d-unet", "rnnt", "retinanet", "yolo", "whisper", "llama3.1-8b",
        "llama3.1-8b-edge", "llama2-70b-99.9", "deepseek-r1", "gpt-oss-120b", "qwen3-vl-235b-a22b", "stable-diffusion-xl",
        "wan-2.2-t2v-a14b", "rgat", "dlrm-v2", "dlrm-v3", "qwen3.6-27b", "e2e-rag", "llama3.1-405b", "mixtral-8x7b", "gptj",
        "pointpainting", "mobile-mobilenet-edgetpu", "mobile-mobilenet-edgetpu-offline", "mobile-mobiledets", "mobile-deeplabv3",
        "mobile-mosaic", "mobile-mobilebert", "tiny-vww", "tiny-ic", "tiny-kws", "tiny-ad",
    ];

    private static IEnumerable<string> Ids => SuiteCatalog.BuiltInIds;

    [TestCaseSource(nameof(Ids))]
    public void Every_file_keeps_the_schema(string id)
    {
        var result = s_schema.Evaluate(Element(Read(id)), new EvaluationOptions { OutputFormat = OutputFormat.List });
        var errors = result.Details!.Where(static d => d.Errors is { Count: > 0 })
            .SelectMany(static d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}"));
        Assert.That(result.IsValid, Is.True, string.Join('\n', errors));
    }

    [Test]
    public void The_schema_refuses_what_no_file_may_hold()
    {
        foreach (var (key, value) in new (string, string)[] { ("id", "\"Has Blanks\""), ("catalog_version", "2"), ("surprise", "1"), ("quality", "{}") })
        {
            var node = Read("resnet50").AsObject();
            node[key] = JsonNode.Parse(value);
            Assert.That(s_schema.Evaluate(Element(node)).IsValid, Is.False, key);
        }
    }

    [TestCaseSource(nameof(Ids))]
    public void Every_file_loads_and_has_the_id_of_its_name(string id)
    {
        var facts = SuiteCatalog.BuiltIn.Find(id)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(facts.Id, Is.EqualTo(id));
            Assert.That(facts.Pipeline is not null || facts.NotRunnable is not null);
            if (!facts.Suites.IsEmpty)
                Assert.That(facts.Quality.Source.Length + facts.Qsl.Source.Length, Is.Positive, "facts of a suite have sources");
        }
    }

    [Test]
    public void The_whole_suite_is_there() => Assert.That(SuiteCatalog.BuiltInIds, Is.SupersetOf(s_suite));

    [Test]
    public void Facts_come_back_from_what_is_written()
    {
        foreach (var facts in SuiteCatalog.BuiltIn.All)
        {
            using var memory = new MemoryStream();
            using (var json = new Utf8JsonWriter(memory))
                BenchmarkFactsJson.Write(json, facts);
            var again = CatalogReader.Parse(memory.ToArray(), facts.Id);
            Assert.That(again.Rounds.Count, Is.EqualTo(facts.Rounds.Count));
            Assert.That(again.Model.Files, Has.Length.EqualTo(facts.Model.Files.Length));
        }
    }

    // The published thresholds are the reference times the fraction; where both are in a file, they have to agree.
    [TestCaseSource(nameof(Ids))]
    public void Thresholds_follow_from_references(string id)
    {
        var quality = SuiteCatalog.BuiltIn.Find(id)!.Quality;
        foreach (var target in quality.Targets)
        {
            var references = quality.References.Where(r => r.Figure == target.Figure && r.Scenario == target.Scenario).ToArray();
            var reference = target.Reference ?? (references.Length == 1 ? references[0].Value : null as double?);
            if (target is { Fraction: { } fraction, Threshold: { } threshold } && reference is { } value)
                Assert.That(threshold, Is.EqualTo(value * fraction).Within(0.001 * Math.Abs(value)), target.Figure);
        }
    }

    [TestCase("resnet50", "v2.0", "Server", 15)]
    [TestCase("bert", "v2.0", "Server", 130)]
    [TestCase("dlrm", "v2.0", "Server", 30)]
    [TestCase("rnnt", "v2.0", "Server", 1000)]
    [TestCase("ssd-resnet34", "v2.0", "Server", 100)]
    public void Server_bounds_of_v2_0_are_those_of_its_mlperf_conf(string id, string round, string scenario, double boundMs) =>
        Assert.That(SuiteCatalog.BuiltIn.Find(id)!.Rounds[round].Scenarios[scenario].LatencyBoundMs, Is.EqualTo(boundMs));

    /// <summary>inference_cases.json of the tags v2.0 and v2.1: case_00400 joined in between.</summary>
    [TestCase("v2.0", 42)]
    [TestCase("v6.1", 43)]
    [TestCase(null, 43)]
    public void A_round_has_the_cases_of_its_time(string? round, int cases)
    {
        var facts = SuiteCatalog.BuiltIn.Find("3d-unet")!.ForRound(round);
        Assert.That(
            (facts.Qsl.TotalSampleCount, facts.Qsl.PerformanceSampleCount, facts.Dataset.SampleCount), Is.EqualTo(((long?)cases, (long?)cases, (long?)cases)));
    }

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);

    private static JsonNode Read(string id)
    {
        using var reader = new StreamReader(typeof(SuiteCatalog).Assembly.GetManifestResourceStream($"benchmarks/{id}.json")!, Encoding.UTF8);
        return JsonNode.Parse(reader.ReadToEnd())!;
    }
}
