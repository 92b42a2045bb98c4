using System.Globalization;
using System.Text.Json;
using NativeBench.Submission.Packing;

namespace NativeBench.Submission.Checking;

/// <summary>A systems/*.json.</summary>
internal static class SystemCheck
{
    private static readonly string[] s_network =
    [
        "network_type", "network_media", "network_rate", "nic_loadgen", "number_nic_loadgen", "net_software_stack_loadgen", "network_protocol",
        "number_connections", "nic_sut", "number_nic_sut", "net_software_stack_sut", "network_topology",
    ];

    private static readonly string[] s_status = ["available", "preview", "rdi"];
    private static readonly string[] s_types = ["datacenter", "edge", "datacenter,edge", "edge,datacenter"];

    /// <summary>Checks the file; what later checks need of it.</summary>
    public static (string Type, bool IsNetwork) Run(CheckContext tree, string division, string submitter, string system)
    {
        string path = $"{division}/{submitter}/systems/{system}.json";
        if (tree.ReadObject(path, "The system's description") is not { } description)
            return ("", false);
        foreach (string key in SystemFields.Required.Concat(SystemFields.Optional))
            Field(tree, path, description, key, mayBeEmpty: SystemFields.Optional.Contains(key));
        foreach (string key in new[] { "number_of_nodes", "accelerators_per_node" })
        {
            if (Text(description, key) is { Length: > 0 } number && !int.TryParse(number.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                tree.Judged(path, key, number, "a whole number", "The value has to be a number.");
        }

        Same(tree, path, description, "submitter", submitter);
        Same(tree, path, description, "division", division);
        OneOf(tree, path, description, "status", s_status);
        OneOf(tree, path, description, "system_type", s_types, exactly: !tree.Rules.OnlyReports);
        bool network = Text(description, "is_network")?.Equals("true", StringComparison.OrdinalIgnoreCase) == true;
        if (description.TryGetProperty("is_network", out _))
        {
            foreach (string key in s_network)
                Field(tree, path, description, key, mayBeEmpty: false);
        }

        if (division is "closed" or "network" && network != (division == "network"))
            tree.Rejected(path, "is_network", Text(description, "is_network"), division == "network" ? "true" : "false", $"The system doesn't fit the {division} division.");
        return (Text(description, "system_type") ?? "", network);
    }

    /// <summary>What counts as a value for the official checker: not empty, not zero, not null.</summary>
    public static bool IsTruthy(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.TextOf().Length > 0,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.True => true,
        _ => false,
    };

    private static void Field(CheckContext tree, string path, JsonElement description, string key, bool mayBeEmpty)
    {
        if (!description.TryGetProperty(key, out var value))
        {
            // The two that v2.0 doesn't know.
            if (tree.Rules.OnlyReports && key is ("host_network_card_count" or "system_type_detail"))
                return;
            tree.Rejected(path, key, null, "a value", "The key is missing.");
        }
        else if (!mayBeEmpty && !IsTruthy(value))
            tree.Judged(path, key, value.GetRawText(), "a value (numbers as text: \"0\")", "The value counts as empty.");
    }

    private static void Same(CheckContext tree, string path, JsonElement description, string key, string folder)
    {
        if (Text(description, key) is { } value && !value.Equals(folder, StringComparison.OrdinalIgnoreCase))
            tree.Rejected(path, key, value, folder, $"The {key} isn't the folder's.");
    }

    private static void OneOf(CheckContext tree, string path, JsonElement description, string key, string[] known, bool exactly = false)
    {
        if (Text(description, key) is { } value
            && !(exactly ? known.Contains(value) : known.Contains(value.Replace(" ", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase)))
            tree.Rejected(path, key, value, string.Join(", ", known), $"The {key} is none of the known ones.");
    }

    private static string? Text(JsonElement description, string key) => !description.TryGetProperty(key, out var value) ? null
        : value.TextOf();
}
