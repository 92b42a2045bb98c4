using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// Makes a transcript comparable with what RNN-T can say, as the official manifest reader does: ASCII, lower case, numbers and
/// abbreviations in words, punctuation as blanks, only blank, a to z and apostrophe.
/// </summary>
/// <remarks>
/// Transliteration covers letters with accents and the common signs of European print; the reference's package covers more
/// scripts. LibriSpeech's transcripts are ASCII without digits, so that neither has an effect there.
/// </remarks>
public static partial class TranscriptNormalizer
{
    // In this order: "mrs." must not be read as "mr".
    private static readonly ImmutableArray<(Regex Short, string Long)> s_abbreviations =
    [
        .. new (string, string)[]
        {
            ("mrs", "misess"), ("mr", "mister"), ("dr", "doctor"), ("st", "saint"), ("co", "company"), ("jr", "junior"), ("maj", "major"),
            ("gen", "general"), ("drs", "doctors"), ("rev", "reverend"), ("lt", "lieutenant"), ("hon", "honorable"), ("sgt", "sergeant"),
            ("capt", "captain"), ("esq", "esquire"), ("ltd", "limited"), ("col", "colonel"), ("ft", "fort"),
        }
        .Select(static a => (new Regex($@"\b{a.Item1}\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), a.Item2)),
    ];

    /// <summary>Normalises a transcript. The result may be empty.</summary>
    public static string Normalize(string transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        var text = SpellNumbers(ToAscii(transcript).ToLowerInvariant());
        foreach (var (abbreviation, words) in s_abbreviations)
            text = abbreviation.Replace(text, words);
        text = Punctuation().Replace(text, " ").Replace("&", " and ", StringComparison.Ordinal).Replace("+", " plus ", StringComparison.Ordinal);
        return Unspeakable().Replace(WhiteSpace().Replace(text, " ").Trim(), "");
    }

    private static string SpellNumbers(string text)
    {
        text = NumberWithCommas().Replace(text, static m => m.Value.Replace(",", "", StringComparison.Ordinal));
        text = Dollars().Replace(text, static m => SpellDollars(m.Groups[1].Value));
        text = Decimal().Replace(text, static m => m.Value.Replace(".", " point ", StringComparison.Ordinal));
        text = Ordinal().Replace(text, static m => SpellOrdinal(m.Groups[1].Value));
        // The reference also has a rule for times of day, but by then no digit is left for it to find.
        return Number().Replace(text, static m => SpellNumber(m.Value));
    }

    private static string SpellDollars(string amount)
    {
        var parts = amount.Split('.');
        if (parts.Length > 2)
            return amount + " dollars";
        var dollars = ParseOrZero(parts[0].Replace(",", "", StringComparison.Ordinal));
        var cents = parts.Length > 1 ? ParseOrZero(parts[1].Replace(",", "", StringComparison.Ordinal)) : 0;
        FormattableString words = (dollars > 0, cents > 0) switch
        {
            (true, true) => $"{dollars} {(dollars == 1 ? "dollar" : "dollars")}, {cents} {(cents == 1 ? "cent" : "cents")}",
            (true, false) => $"{dollars} {(dollars == 1 ? "dollar" : "dollars")}",
            (false, true) => $"{cents} {(cents == 1 ? "cent" : "cents")}",
            _ => $"zero dollars",
        };
        return words.ToString(CultureInfo.InvariantCulture);
    }

    private static UInt128 ParseOrZero(string digits) => UInt128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static string SpellOrdinal(string digits)
        => digits.Length > NumberWords.MaxDigits ? NumberWords.Digits(digits) : NumberWords.Ordinal(digits);

    private static string SpellNumber(string digits)
    {
        if (digits[0] == '0' || digits.Length > NumberWords.MaxDigits)
            return NumberWords.Digits(digits);
        if (digits.Length == 4 && digits[0] is '1' or '2' && digits.Length == 4 && digits != "1000")
        {
            // 1001 to 2999 are read as years.
            var year = int.Parse(digits, CultureInfo.InvariantCulture);
            if (year == 2000)
                return "two thousand";
            if (year is > 2000 and < 2010)
                return "two thousand " + NumberWords.Cardinal(digits[3..], and: false);
            return year % 100 == 0 ? NumberWords.Cardinal(digits[..2], and: false) + " hundred" : NumberWords.Pairs(year);
        }
        // Above a thousand million, what doesn't end in 0000 is a telephone number.
        var isLong = digits.Length > 10 || (digits.Length == 10 && digits != "1000000000");
        return isLong && !digits.EndsWith("0000", StringComparison.Ordinal) ? NumberWords.Digits(digits) : NumberWords.Cardinal(digits, and: false);
    }

    private static string ToAscii(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var ascii = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKD))
            ascii.Append(c < 128 ? c.ToString() : c switch
            {
                '\u2018' or '\u2019' or '\u201B' or '\u02BC' or '\u00B4' => "'",
                '\u201C' or '\u201D' or '\u00AB' or '\u00BB' => "\"",
                '\u2010' or '\u2011' or '\u2012' or '\u2013' => "-",
                '\u2014' or '\u2015' => "--",
                'æ' => "ae", 'Æ' => "AE", 'œ' => "oe", 'Œ' => "OE", 'ß' => "ss", 'ø' => "o", 'Ø' => "O", 'đ' => "d", 'Đ' => "D",
                'ð' => "d", 'Ð' => "D", 'þ' => "th", 'Þ' => "Th", 'ł' => "l", 'Ł' => "L", 'ı' => "i",
                '£' => "PS", '€' => "EUR", '¥' => "Y=", '×' => "x", '\u00A0' => " ",
                _ => "",
            });
        return ascii.ToString();
    }

    [GeneratedRegex("[0-9][0-9,]+[0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex NumberWithCommas();

    [GeneratedRegex(@"\$([0-9.,]*[0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Dollars();

    [GeneratedRegex(@"[0-9]+\.[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();

    [GeneratedRegex("([0-9]+)(?:st|nd|rd|th)", RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    /// <summary>ASCII punctuation but &amp;, + and the apostrophe, which RNN-T can say.</summary>
    [GeneratedRegex("""[!"#$%()*,\-./:;<=>?@\[\\\]^_`{|}~]""", RegexOptions.CultureInvariant)]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex("[^ a-z']", RegexOptions.CultureInvariant)]
    private static partial Regex Unspeakable();
}
