using System.Text.Json;

namespace NativeBench.Submission.Checking;

/// <summary>Texts of JSON that anybody may have written.</summary>
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
}
