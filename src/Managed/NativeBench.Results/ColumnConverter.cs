using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NativeBench.Results;

/// <summary>A column of numbers on one line, whatever the indentation around it. Null is what wasn't measured.</summary>
public sealed class ColumnConverter : JsonConverter<IReadOnlyList<double?>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<double?> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"expected a list of numbers, found {reader.TokenType}");
        var values = new List<double?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            values.Add(reader.TokenType switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.Number => reader.GetDouble(),
                _ => throw new JsonException($"expected a number or null, found {reader.TokenType}"),
            });
        }

        return values;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double?> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder("[");
        for (var i = 0; i < value.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            if (value[i] is { } number && double.IsFinite(number))
                text.Append(CultureInfo.InvariantCulture, $"{number:R}");
            else
                text.Append("null");
        }

        writer.WriteRawValue(text.Append(']').ToString());
    }
}
