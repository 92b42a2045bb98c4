using System.Text.Json;
using System.Text.RegularExpressions;
using NativeBench.Submission.Packing;

namespace NativeBench.Submission.Checking;

/// <summary>A systems/*.json.</summary>
internal static partial class SystemCheck
{
    private static readonly string[] s_network =
    [
        "network_type", "network_media", "network_rate", "nic_loadgen", "number_nic_loadgen", "net_software_stack_loadgen", "network_protocol",
        "number_connections", "nic_sut", "number_nic_sut", "net_software_stack_sut", "network_topology",
    ];

    private static readonly string[] s_status = ["available", "preview", "rdi"];
    private static readonly string[] s_types = ["datacenter", "edge", "datacenter,edge", "edge,datacenter"];

    /// <summary>What the official program writes into its table of results.</summary>
    private static readonly string[] s_exported =
    [
        "status", "system_name", "host_processor_model_name", "host_processors_per_node", "host_processor_core_count", "accelerator_model_name",
        "framework", "operating_system", "hw_notes", "sw_notes",
    ];

    /// <summary>What the program of v2.0 takes for texts without looking.</summary>
    private static readonly string[] s_texts = ["system_type", "system_name", "host_processor_model_name", "accelerator_model_name", "framework", "operating_system", "hw_notes"];

    /// <summary>Checks the file; what later checks need of it.</summary>
    public static (string Type, bool IsNetwork) Run(CheckContext tree, string division, string submitter, string system)
    {
        string path = $"{division}/{submitter}/systems/{system}.json";
        if (tree.ReadObject(path, "The system's description") is not { } description)
            return ("", false);
        foreach (string key in SystemFields.Required.Concat(SystemFields.Optional))
            Field(tree, path, description, key, mayBeEmpty: SystemFields.Optional.Contains(key));
        foreach (string key in new[] { "number_of_nodes", "accelerators_per_node" })
            Whole(tree, path, description, key);
        Same(tree, path, description, "submitter", submitter, StringComparison.OrdinalIgnoreCase);
        Same(tree, path, description, "division", division, tree.Rules.OnlyReports ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
        OneOf(tree, path, description, "status", s_status, StringComparer.OrdinalIgnoreCase);
        OneOf(tree, path, description, "system_type", s_types, StringComparer.Ordinal);
        Texts(tree, path, description);
        bool network = Network(tree, path, description);
        if (division is "closed" or "network" && network != (division == "network"))
            tree.Rejected(path, "is_network", Raw(description, "is_network"), division == "network" ? "true" : "false", $"The system doesn't fit the {division} division.");
        return (Text(description, "system_type") ?? "", network);
    }

    private static void Field(CheckContext tree, string path, JsonElement description, string key, bool mayBeEmpty)
    {
        if (!description.TryGetProperty(key, out var value))
        {
            // The two that v2.0 doesn't know.
            if (tree.Rules.OnlyReports && key is ("host_network_card_count" or "system_type_detail"))
                return;
            tree.Rejected(path, key, null, "a value", "The key is missing.");
        }
        else if (!mayBeEmpty && !value.IsTruthy())
        {
            tree.Judged(path, key, value.GetRawText(), "a value (numbers as text: \"0\")", "The value counts as empty.");
        }
    }

    /// <summary>The table of results multiplies the two numbers.</summary>
    private static void Whole(CheckContext tree, string path, JsonElement description, string key)
    {
        if (!description.TryGetProperty(key, out var value) || !value.IsTruthy() || value.ValueKind is JsonValueKind.Number or JsonValueKind.True)
            return;
        if (value.ValueKind != JsonValueKind.String || !WholeNumber().IsMatch(value.TextOf()))
            tree.Judged(path, key, value.TextOf(), "a whole number", "The value has to be a number.");
    }

    private static void Same(CheckContext tree, string path, JsonElement description, string key, string folder, StringComparison comparison)
    {
        if (description.TryGetProperty(key, out _) && !(Text(description, key) is { } text && text.Equals(folder, comparison)))
            tree.Rejected(path, key, Raw(description, key), folder, $"The {key} isn't the folder's.");
    }

    private static void OneOf(CheckContext tree, string path, JsonElement description, string key, string[] known, StringComparer comparer)
    {
        if (description.TryGetProperty(key, out _) && !(Text(description, key) is { } text && known.Contains(text, comparer)))
            tree.Rejected(path, key, Raw(description, key), string.Join(", ", known), $"The {key} is none of the known ones.");
    }

    /// <summary>What has to be a text because the official program puts it together with others, or writes it to its table.</summary>
    private static void Texts(CheckContext tree, string path, JsonElement description)
    {
        foreach (string key in s_exported)
        {
            if (description.TryGetProperty(key, out var value) && value.IsBrokenText())
                tree.Rejected(path, key, value.GetRawText(), "a text", "The text has half a surrogate pair, and can't be written to the table of results.");
        }

        // Both notes become one line.
        bool hasNotes = IsTruthy(description, "sw_notes");
        foreach (string key in new[] { "hw_notes", "sw_notes" })
        {
            if (IsTruthy(description, key) && Text(description, key) is null && hasNotes)
                tree.Rejected(path, key, Raw(description, key), "a text", "The two notes are put together, and this one is no text.");
        }

        foreach (string key in tree.Rules.OnlyReports ? s_texts : [])
        {
            if (description.TryGetProperty(key, out _) && Text(description, key) is null)
                tree.Rejected(path, key, Raw(description, key), "a text", "The value has to be a text.");
        }
    }

    /// <summary>Whether it's a system of the network division; then it has more keys.</summary>
    private static bool Network(CheckContext tree, string path, JsonElement description)
    {
        if (!description.TryGetProperty("is_network", out var value) || value.ValueKind == JsonValueKind.Null)
            return false;
        if (value.ValueKind != JsonValueKind.String)
        {
            tree.Judged(path, "is_network", value.GetRawText(), "\"true\" or \"false\"", "The value has to be a text.");
            return value.ValueKind == JsonValueKind.True;
        }

        // Also "false" makes the keys necessary; an empty text doesn't.
        foreach (string key in value.IsTruthy() ? s_network : [])
        {
            if (!description.TryGetProperty(key, out _))
                tree.Judged(path, key, null, "a value", "The key is missing, which is_network makes necessary.");
        }

        return value.TextOf().Equals("true", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsTruthy(JsonElement description, string key) => description.TryGetProperty(key, out var value) && value.IsTruthy();

    private static string? Raw(JsonElement description, string key) => description.TryGetProperty(key, out var value) ? value.TextOf() : null;

    /// <summary>The text of a key, or null where there's none, or something else than a text.</summary>
    private static string? Text(JsonElement description, string key) =>
        description.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String && !value.IsBrokenText() ? value.TextOf() : null;

    /// <summary>What Python's int() takes.</summary>
    [GeneratedRegex(@"\A\s*[+-]?[0-9]+(_[0-9]+)*\s*\z")]
    private static partial Regex WholeNumber();
}
