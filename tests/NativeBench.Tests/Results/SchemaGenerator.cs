using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NativeBench.Results;

namespace NativeBench.Tests.Results;

/// <summary>Makes the JSON schema of result.json out of the model's types and their documentation: what is said once can't disagree.</summary>
internal static partial class SchemaGenerator
{
    private const string Id = "urn:nativebench:result:1";

    public static string Generate()
    {
        var documentation = Documentation();
        var node = JsonSchemaExporter.GetJsonSchemaAsNode(ResultFile.Options, typeof(ResultDocument), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) => Transform(context, schema, documentation),
        });
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = Id,
            ["title"] = "result.json of NativeBench, version 1",
        };
        foreach (var (name, value) in node.AsObject().ToArray())
            root[name] = value?.DeepClone();
        root["properties"]!["schema_version"]!["const"] = ResultDocument.CurrentSchemaVersion;
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema, Dictionary<string, string> documentation)
    {
        if (context.PropertyInfo is not { } property)
        {
            return context.TypeInfo.Kind == JsonTypeInfoKind.Object && documentation.TryGetValue("T:" + context.TypeInfo.Type.FullName, out var about)
                ? With(schema, about) : schema;
        }

        if (property.PropertyType == typeof(IReadOnlyList<double?>))
            schema = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = new JsonArray("number", "null") } };
        var member = (MemberInfo)property.AttributeProvider!;
        return documentation.TryGetValue($"P:{member.DeclaringType!.FullName}.{member.Name}", out var text) ? With(schema, text) : schema;
    }

    private static JsonObject With(JsonNode schema, string description)
    {
        var result = new JsonObject { ["description"] = description };
        if (schema is JsonObject old)
        {
            foreach (var (name, value) in old.ToArray())
                result[name] = value?.DeepClone();
            result["description"] = description;
        }

        return result;
    }

    private static Dictionary<string, string> Documentation()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "NativeBench.Results.xml");
        return XDocument.Load(file).Descendants("member")
            .Where(static m => m.Element("summary") is not null)
            .ToDictionary(static m => m.Attribute("name")!.Value, static m => Text(m.Element("summary")!));
    }

    private static string Text(XElement summary)
    {
        foreach (var see in summary.Descendants("see").ToArray())
            see.ReplaceWith(see.Attribute("cref")!.Value.Split('.')[^1]);
        return Space().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
