using System.Text.Json;

namespace NativeBench.Submission.Checking;

/// <summary>Values of JSON that anybody may have written.</summary>
internal static class JsonTexts
{
    /// <summary>A string's text; as it stands in the file where it is no string, or half a surrogate pair makes it no text.</summary>
    public static string TextOf(this JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return value.GetRawText();
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }

    /// <summary>Whether a string holds half a surrogate pair, which no file in UTF-8 can hold.</summary>
    public static bool IsBrokenText(this JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return false;
        try
        {
            value.GetString();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>What counts as a value for the official checker: not empty, not zero, not null, not false.</summary>
    public static bool IsTruthy(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.TextOf().Length > 0,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.True => true,
        _ => false,
    };
}
