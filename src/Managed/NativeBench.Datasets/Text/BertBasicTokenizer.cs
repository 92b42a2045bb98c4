using System.Globalization;
using System.Text;

namespace NativeBench.Datasets.Text;

/// <summary>
/// BERT's basic tokenizer, uncased: control characters go, Chinese characters stand alone, everything is lower case without
/// accents, and every punctuation mark is a token of its own. Answers are mapped back to their words with it.
/// </summary>
public static class BertBasicTokenizer
{
    /// <summary>Splits a text; no token is empty.</summary>
    public static IReadOnlyList<string> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<string>();
        foreach (var word in Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            SplitAtPunctuation(StripAccents(word.ToLowerInvariant()), tokens);
        return tokens;
    }

    /// <summary>Drops what isn't text, and makes every white space a blank.</summary>
    private static string Clean(string text)
    {
        var cleaned = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is 0 or 0xFFFD || IsControl(rune))
                continue;
            if (IsWhiteSpace(rune))
                cleaned.Append(' ');
            else if (IsChinese(rune.Value))
                cleaned.Append(' ').Append(rune.ToString()).Append(' ');
            else
                cleaned.Append(rune.ToString());
        }
        return cleaned.ToString();
    }

    private static string StripAccents(string word)
    {
        var kept = new StringBuilder(word.Length);
        foreach (var rune in word.Normalize(NormalizationForm.FormD).EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
                kept.Append(rune.ToString());
        return kept.ToString();
    }

    private static void SplitAtPunctuation(string word, List<string> tokens)
    {
        var start = 0;
        var position = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            if (IsPunctuation(rune))
            {
                if (position > start)
                    tokens.Add(word[start..position]);
                tokens.Add(rune.ToString());
                start = position + rune.Utf16SequenceLength;
            }
            position += rune.Utf16SequenceLength;
        }
        if (position > start)
            tokens.Add(word[start..position]);
    }

    private static bool IsWhiteSpace(Rune rune)
        => rune.Value is ' ' or '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator;

    private static bool IsControl(Rune rune)
        => rune.Value is not ('\t' or '\n' or '\r') && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format;

    /// <summary>All ASCII that is neither letter, digit nor blank counts, symbols such as $ and ^ included.</summary>
    private static bool IsPunctuation(Rune rune)
        => rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
                or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    /// <summary>The blocks of CJK ideographs that BERT's tokenizer lists.</summary>
    private static bool IsChinese(int code)
        => code is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
            or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
