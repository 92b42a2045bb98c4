using System.Text.Json;
using NativeBench.Cli.Run;
using NativeBench.Results;

namespace NativeBench.Cli.Output;

/// <summary>result.json of a session, and what the commands' own JSON is written with.</summary>
internal static class ResultJson
{
    /// <summary>Writes one document. Its keys: <see cref="ResultDocument"/>; what fills them: <see cref="DocumentBuilder"/>.</summary>
    public static void Write(Stream stream, SessionRecord session) => ResultFile.Write(stream, DocumentBuilder.Build(session));

    /// <summary>A string, or null.</summary>
    public static void WriteStringOrNull(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
            json.WriteNull(name);
        else
            json.WriteString(name, value);
    }

    /// <summary>A number, or null when it isn't known or can't be written as JSON.</summary>
    public static void WriteNumberOrNull(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    /// <summary>A list of strings.</summary>
    public static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
