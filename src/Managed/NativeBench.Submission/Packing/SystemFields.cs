using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using NativeBench.Submission.Checking;

namespace NativeBench.Submission.Packing;

/// <summary>
/// The description of a system: a key and a text each, numbers as text too (the official checker takes the number 0 for nothing).
/// Immutable.
/// </summary>
public sealed class SystemFields
{
    private readonly ImmutableSortedDictionary<string, string> _values;

    private SystemFields(ImmutableSortedDictionary<string, string> values) => _values = values;

    /// <summary>None filled in.</summary>
    public static SystemFields Empty { get; } = new(ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>Keys that have to have a value, in the order in which a file lists them (<c>constants.py</c>, SYSTEM_DESC_*).</summary>
    public static ImmutableArray<string> Required { get; } =
    [
        "division", "submitter", "status", "system_name", "system_type", "number_of_nodes",
        "host_processor_model_name", "host_processors_per_node", "host_processor_core_count",
        "host_memory_capacity", "host_memory_configuration", "host_storage_capacity", "host_storage_type",
        "host_networking", "host_networking_topology", "host_network_card_count",
        "accelerators_per_node", "accelerator_model_name", "accelerator_memory_capacity", "accelerator_memory_configuration",
        "accelerator_host_interconnect", "accelerator_interconnect",
        "cooling", "framework", "operating_system", "other_software_stack",
    ];

    /// <summary>Keys that have to be there and may be empty.</summary>
    public static ImmutableArray<string> Optional { get; } =
    [
        "system_type_detail", "host_processor_frequency", "host_processor_caches", "host_processor_interconnect",
        "accelerator_frequency", "accelerator_interconnect_topology", "accelerator_on-chip_memories", "hw_notes", "sw_notes",
    ];

    /// <summary>The value of a key; empty if it has none.</summary>
    public string this[string key] => _values.GetValueOrDefault(key, "");

    /// <summary>All keys that were given, with their values.</summary>
    public IEnumerable<KeyValuePair<string, string>> Values => _values;

    /// <summary>Required keys without a value.</summary>
    public IEnumerable<string> Missing => Required.Where(key => string.IsNullOrWhiteSpace(this[key]));

    /// <summary>What is wrong with the values that are there, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (string key in new[] { "number_of_nodes", "accelerators_per_node" })
        {
            if (this[key] is { Length: > 0 } text && !text.All(char.IsAsciiDigit))
                yield return $"{key} takes a whole number; found '{text}'.";
        }

        if (this["status"] is { Length: > 0 } status && status.ToUpperInvariant() is not ("AVAILABLE" or "PREVIEW" or "RDI"))
            yield return $"status is available, preview or rdi; found '{status}'.";
        if (this["system_type"] is { Length: > 0 } type && type is not ("edge" or "datacenter" or "edge,datacenter" or "datacenter,edge"))
            yield return $"system_type is edge, datacenter or both with a comma; found '{type}'.";
    }

    /// <summary>With another value of a key.</summary>
    public SystemFields With(string key, string value) => new(_values.SetItem(key, value));

    /// <summary>With the values of another, where it has any.</summary>
    public SystemFields With(SystemFields other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new SystemFields(_values.SetItems(other._values.Where(static p => p.Value.Length > 0)));
    }

    /// <summary>Reads a file; a number counts as its text, null as nothing.</summary>
    /// <exception cref="FormatException">It holds no object of texts and numbers; the message names file and key.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static SystemFields Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException($"'{path}' holds no JSON object.");
            var fields = Empty;
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                fields = fields.With(entry.Name, entry.Value.ValueKind switch
                {
                    JsonValueKind.String => entry.Value.TextOf(),
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => entry.Value.GetRawText(),
                    JsonValueKind.Null => "",
                    _ => throw new FormatException($"'{path}': '{entry.Name}' takes a text or a number; found {entry.Value.GetRawText()}."),
                });
            }

            return fields;
        }
        catch (JsonException e)
        {
            throw new FormatException(FormattableString.Invariant($"'{path}', line {e.LineNumber + 1}: this is no valid JSON."), e);
        }
    }

    /// <summary>Writes the file: the known keys in their order, then others.</summary>
    public void Write(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach (string key in Required.Concat(Optional).Concat(_values.Keys.Except(Required).Except(Optional)))
            json.WriteString(key, this[key]);
        json.WriteEndObject();
    }
}
