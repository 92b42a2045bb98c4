using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NativeBench.Inference;

namespace NativeBench.Datasets.Text;

/// <summary>
/// OpenAI's English text normaliser (openai/whisper v20250625, <c>whisper/normalizers</c>), which both sides of Whisper's word error rate go through:
/// contractions and titles in full, numbers as figures, American spelling, no punctuation. Thread-safe.
/// </summary>
/// <remarks>The table of spellings (<c>english.json</c>) isn't part of this program: it's read from a file of the user's.</remarks>
public sealed partial class EnglishNormalizer
{
    // In this order: what comes later finds what came earlier.
    private static readonly ImmutableArray<(Regex Pattern, string Words)> s_replacements =
    [
        .. Words(("won't", "will not"), ("can't", "can not"), ("let's", "let us"), ("ain't", "aint"), ("y'all", "you all"), ("wanna", "want to"),
            ("gotta", "got to"), ("gonna", "going to"), ("i'ma", "i am going to"), ("imma", "i am going to"), ("woulda", "would have"),
            ("coulda", "could have"), ("shoulda", "should have"), ("ma'am", "madam")),
        .. Words(("mr", "mister "), ("mrs", "missus "), ("st", "saint "), ("dr", "doctor "), ("prof", "professor "), ("capt", "captain "),
            ("gov", "governor "), ("ald", "alderman "), ("gen", "general "), ("sen", "senator "), ("rep", "representative "),
            ("pres", "president "), ("rev", "reverend "), ("hon", "honorable "), ("asst", "assistant "), ("assoc", "associate "),
            ("lt", "lieutenant "), ("col", "colonel "), ("jr", "junior "), ("sr", "senior "), ("esq", "esquire ")),
        .. Ends(("'d been", " had been"), ("'s been", " has been"), ("'d gone", " had gone"), ("'s gone", " has gone"), ("'d done", " had done"),
            ("'s got", " has got"), ("n't", " not"), ("'re", " are"), ("'s", " is"), ("'d", " would"), ("'ll", " will"), ("'t", " not"),
            ("'ve", " have"), ("'m", " am")),
    ];

    private static readonly FrozenDictionary<string, string> s_letters = new Dictionary<string, string>
    {
        ["œ"] = "oe", ["Œ"] = "OE", ["ø"] = "o", ["Ø"] = "O", ["æ"] = "ae", ["Æ"] = "AE", ["ß"] = "ss", ["ẞ"] = "SS", ["đ"] = "d", ["Đ"] = "D",
        ["ð"] = "d", ["Ð"] = "D", ["þ"] = "th", ["Þ"] = "th", ["ł"] = "l", ["Ł"] = "L",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, string> _spellings;

    /// <summary>Makes one.</summary>
    /// <param name="spellings">British and American spelling of words.</param>
    public EnglishNormalizer(IEnumerable<KeyValuePair<string, string>> spellings)
    {
        ArgumentNullException.ThrowIfNull(spellings);
        _spellings = spellings.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Reads the table of spellings, an object of words.</summary>
    /// <exception cref="InvalidInputException">It can't be read, or isn't one.</exception>
    public static EnglishNormalizer Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.EnumerateObject().All(static e => e.Value.ValueKind == JsonValueKind.String)
                ? new EnglishNormalizer(root.EnumerateObject().Select(static e => KeyValuePair.Create(e.Name, e.Value.GetString()!)))
                : throw new InvalidInputException($"'{path}' isn't a table of spellings: expected an object of words, as english.json of openai/whisper is.");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException($"{path}:{(error.LineNumber ?? 0) + 1}: not json; expected english.json of openai/whisper (whisper/normalizers). Copy it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"The spellings '{path}' can't be read: {error.Message} Whisper's word error rate needs english.json of openai/whisper (whisper/normalizers): put it there.", error);
        }
    }

    /// <summary>Normalises a text. The result may be empty, or begin or end with a blank.</summary>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = Bracketed().Replace(text.ToLowerInvariant(), "");
        text = InParentheses().Replace(text, "");
        text = Hesitation().Replace(text, "");
        text = BlankBeforeApostrophe().Replace(text, "'");
        foreach (var (pattern, words) in s_replacements)
            text = pattern.Replace(text, words);
        text = CommaInNumber().Replace(text, "$1$2");
        text = FullStop().Replace(text, " $1");
        text = EnglishNumbers.ToFigures(WithoutSymbols(text));
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => _spellings.GetValueOrDefault(word, word)));
        text = SignWithoutNumber().Replace(text, " $1");
        text = PercentWithoutNumber().Replace(text, "$1 ");
        return Blanks().Replace(text, " ");
    }

    /// <summary>Letters without their marks; symbols and punctuation as blanks, but for those of numbers.</summary>
    private static string WithoutSymbols(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            var character = rune.ToString();
            if (".%$¢€£".Contains(character, StringComparison.Ordinal))
                result.Append(character);
            else if (s_letters.TryGetValue(character, out var letters))
                result.Append(letters);
            else
                result.Append(Rune.GetUnicodeCategory(rune) switch
                {
                    UnicodeCategory.NonSpacingMark => "",
                    UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => " ",
                    >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherSymbol => " ",
                    _ => character,
                });
        }

        return result.ToString();
    }

    private static IEnumerable<(Regex, string)> Words(params (string Short, string Long)[] pairs) =>
        pairs.Select(static p => (new Regex($@"\b{p.Short}\b", RegexOptions.CultureInvariant), p.Long));

    private static IEnumerable<(Regex, string)> Ends(params (string Short, string Long)[] pairs) =>
        pairs.Select(static p => (new Regex($@"{p.Short}\b", RegexOptions.CultureInvariant), p.Long));

    [GeneratedRegex(@"[<\[][^>\]]*[>\]]", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\(([^)]+?)\)", RegexOptions.CultureInvariant)]
    private static partial Regex InParentheses();

    [GeneratedRegex(@"\b(hmm|mm|mhm|mmm|uh|um)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Hesitation();

    [GeneratedRegex(@"\s+'", RegexOptions.CultureInvariant)]
    private static partial Regex BlankBeforeApostrophe();

    [GeneratedRegex(@"(\d),(\d)", RegexOptions.CultureInvariant)]
    private static partial Regex CommaInNumber();

    [GeneratedRegex(@"\.([^0-9]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex FullStop();

    [GeneratedRegex(@"[.$¢€£]([^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex SignWithoutNumber();

    [GeneratedRegex(@"([^0-9])%", RegexOptions.CultureInvariant)]
    private static partial Regex PercentWithoutNumber();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
