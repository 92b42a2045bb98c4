using System.Text.Json;
using Json.Schema;
using NativeBench.Results;
using NativeBench.Tests.Cli;

namespace NativeBench.Tests.Results;

/// <summary>The schema in the repository is the model's, and what <c>run</c> writes keeps to it.</summary>
public sealed class SchemaTests
{
    private static readonly string s_file = RepositoryRoot.Combine("src", "Managed", "NativeBench.Results", "result.schema.json");

    private static readonly Lazy<JsonSchema> s_schema = new(static () => JsonSchema.FromText(SchemaGenerator.Generate()));

    [Test]
    public void The_schema_file_is_the_models()
    {
        var generated = SchemaGenerator.Generate();
        if (Environment.GetEnvironmentVariable("NATIVEBENCH_RENEW") == "1")
            File.WriteAllText(s_file, generated);
        Assert.That(File.ReadAllText(s_file).ReplaceLineEndings("\n"), Is.EqualTo(generated),
            "The model of result.json was changed: run this test once with NATIVEBENCH_RENEW=1 and commit the file. A key whose meaning changed needs another schema_version.");
    }

    [Test]
    public void Every_key_is_described()
    {
        using var schema = JsonDocument.Parse(SchemaGenerator.Generate());
        Assert.That(Undescribed(schema.RootElement, "$"), Is.Empty);
    }

    [Test]
    public void What_run_writes_keeps_to_the_schema([Values("performance", "accuracy")] string mode)
    {
        using var cli = new CliHost();
        var arguments = mode == "performance"
            ? new[] { "run", "--backend", "null", "--set", "min_duration=5", "--scenario", "all", "--output", "out" }
            : ["run", "--mode", "accuracy", "--output", "out"];
        cli.Run(arguments);
        var text = File.ReadAllText(Path.Combine(cli.Folder, "out", "result.json"));
        using var document = JsonDocument.Parse(text);
        var results = s_schema.Value.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(results.IsValid, Is.True, string.Join('\n', (results.Details ?? [])
                .Where(static d => d.Errors is { Count: > 0 }).Select(static d => $"{d.InstanceLocation}: {string.Join(", ", d.Errors!.Values)}")));
            Assert.That(Unknown(document.RootElement, JsonDocument.Parse(SchemaGenerator.Generate()).RootElement, "$"), Is.Empty);
            Assert.That(document.RootElement.GetProperty("runs").EnumerateArray().All(static run => run.GetProperty("status").GetString() == "completed"), Is.True, cli.Out);
        }
    }

    [Test]
    public void A_document_is_read_as_it_was_written()
    {
        using var cli = new CliHost();
        cli.Run("run", "--backend", "null", "--set", "min_duration=5", "--scenario", "all", "--output", "out");
        var folder = Path.Combine(cli.Folder, "out");
        using var again = new MemoryStream();
        ResultFile.Write(again, ResultFile.Read(folder));
        Assert.That(System.Text.Encoding.UTF8.GetString(again.ToArray()), Is.EqualTo(File.ReadAllText(Path.Combine(folder, "result.json"))));
    }

    [TestCase("", "there is no result.json")]
    [TestCase("null", "holds null")]
    [TestCase("{\"schema_version\": 1,\n \"status\": 3}", "is no result of nativebench: line 2")]
    [TestCase("[]", "is no result of nativebench")]
    public void What_is_no_result_is_told_with_its_place(string content, string sentence)
    {
        using var folder = new TemporaryFolder();
        if (content.Length > 0)
            File.WriteAllText(folder.Combine("result.json"), content);
        Assert.That(() => ResultFile.Read(folder.Path), Throws.TypeOf<ResultFileException>().With.Message.Contains(sentence));
    }

    [Test]
    public void A_later_version_is_refused()
    {
        using var cli = new CliHost();
        cli.Run("run", "--backend", "null", "--set", "min_duration=5", "--scenario", "SingleStream", "--output", "out");
        var file = Path.Combine(cli.Folder, "out", "result.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"schema_version\": 1", "\"schema_version\": 2", StringComparison.Ordinal));
        Assert.That(() => ResultFile.Read(file), Throws.TypeOf<ResultFileException>().With.Message.Contains("has schema_version 2; this version reads 1"));
    }

    private static IEnumerable<string> Undescribed(JsonElement schema, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            yield break;
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.Object || !property.Value.TryGetProperty("description", out _))
                    yield return $"{path}.{property.Name}";
                foreach (var inner in Undescribed(property.Value, $"{path}.{property.Name}"))
                    yield return inner;
            }
        }

        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var inner in Undescribed(items, path + "[]"))
                yield return inner;
        }
    }

    /// <summary>Keys that the schema doesn't know: it lets them pass, since later versions may have more, but ours may not.</summary>
    private static IEnumerable<string> Unknown(JsonElement element, JsonElement schema, string path)
    {
        if (element.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object)
            return element.EnumerateArray().SelectMany(item => Unknown(item, items, path + "[]"));
        if (element.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties))
            return [];
        return element.EnumerateObject().SelectMany(property => properties.TryGetProperty(property.Name, out var known)
            ? Unknown(property.Value, known, $"{path}.{property.Name}")
            : [$"{path}.{property.Name}"]);
    }
}
