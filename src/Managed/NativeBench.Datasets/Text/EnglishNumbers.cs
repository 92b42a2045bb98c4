using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace NativeBench.Datasets.Text;

/// <summary>
/// Numbers in words as figures, the way OpenAI's English text normaliser writes them (openai/whisper
/// <c>whisper/normalizers/english.py</c>), oddities included: both sides of a word error rate go through it.
/// </summary>
internal static partial class EnglishNumbers
{
    private static readonly string[] s_upToNineteen =
    [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
        "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] s_tensInOrder = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] s_powers =
        ["thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion", "octillion", "nonillion", "decillion"];

    private static readonly FrozenSet<string> s_zeros = FrozenSet.Create("o", "oh", "zero");
    private static readonly FrozenDictionary<string, int> s_ones = s_upToNineteen.Select(static (w, i) => (w, i + 1)).ToFrozenDictionary(static e => e.w, static e => e.Item2);
    private static readonly FrozenDictionary<string, int> s_tens = s_tensInOrder.Select(static (w, i) => (w, (i + 2) * 10)).ToFrozenDictionary(static e => e.w, static e => e.Item2);
    private static readonly FrozenDictionary<string, BigInteger> s_multipliers = new Dictionary<string, BigInteger> { ["hundred"] = 100 }
        .Concat(s_powers.Select(static (w, i) => KeyValuePair.Create(w, BigInteger.Pow(1000, i + 1)))).ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (int Value, string Suffix)> s_onesWithSuffix = OnesWithSuffix().ToFrozenDictionary();
    private static readonly FrozenDictionary<string, (int Value, string Suffix)> s_tensWithSuffix = s_tens
        .SelectMany(static t => new[] { KeyValuePair.Create(t.Key[..^1] + "ies", (t.Value, "s")), KeyValuePair.Create(t.Key[..^1] + "ieth", (t.Value, "th")) }).ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (BigInteger Value, string Suffix)> s_multipliersWithSuffix = s_multipliers
        .SelectMany(static m => new[] { KeyValuePair.Create(m.Key + "s", (m.Value, "s")), KeyValuePair.Create(m.Key + "th", (m.Value, "th")) }).ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> s_signs = new Dictionary<string, string>
    {
        ["minus"] = "-", ["negative"] = "-", ["plus"] = "+", ["positive"] = "+",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> s_currencies = new Dictionary<string, string>
    {
        ["pound"] = "£", ["pounds"] = "£", ["euro"] = "€", ["euros"] = "€", ["dollar"] = "$", ["dollars"] = "$", ["cent"] = "¢", ["cents"] = "¢",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> s_specials = FrozenSet.Create("and", "double", "triple", "point");
    private static readonly FrozenSet<string> s_words = FrozenSet.ToFrozenSet(
    [
        .. s_zeros, .. s_ones.Keys, .. s_onesWithSuffix.Keys, .. s_tens.Keys, .. s_tensWithSuffix.Keys, .. s_multipliers.Keys, .. s_multipliersWithSuffix.Keys,
        .. s_signs.Keys, .. s_currencies.Keys, "per", "percent", .. s_specials,
    ]);

    private static readonly Regex s_halfOfMany = new(
        $@"\b(?:a\s+half\s+|half\s+(?:a\s+)?)({string.Join('|', s_multipliers.Keys.OrderByDescending(static m => m.Length))})\b", RegexOptions.CultureInvariant);

    /// <summary>A text in lower case with its numbers as figures.</summary>
    public static string ToFigures(string text)
    {
        var words = SeparateHalves(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Tidy(string.Join(' ', new Reader(words).Read()));
    }

    /// <summary>"Two and a half" becomes "two point five", "half a million" "0.5 million", and figures part from letters.</summary>
    private static string SeparateHalves(string text)
    {
        var segments = AndAHalf().Split(text);
        var parts = new List<string>();
        for (var i = 0; i < segments.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(segments[i]))
                continue;
            parts.Add(segments[i]);
            if (i == segments.Length - 1)
                continue;
            var last = segments[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^1];
            parts.Add(IsDecimal(last) || s_multipliers.ContainsKey(last) ? "point five" : "and a half");
        }

        text = s_halfOfMany.Replace(string.Join(' ', parts), "0.5 $1");
        text = LetterThenFigure().Replace(text, "$1 $2");
        text = FigureThenLetter().Replace(text, "$1 $2");
        return FigureWithSuffix().Replace(text, "$1$2");
    }

    /// <summary>"$2 and ¢7" becomes "$2.07", "$0.07" "¢7", and a lone 1 "one".</summary>
    private static string Tidy(string text)
    {
        text = AmountAndCents().Replace(text, static m => string.Create(CultureInfo.InvariantCulture, $"{m.Groups[1]}{m.Groups[2]}.{int.Parse(m.Groups[3].Value, CultureInfo.InvariantCulture):00}"));
        text = CentsOnly().Replace(text, static m => string.Create(CultureInfo.InvariantCulture, $"¢{int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)}"));
        return LoneOne().Replace(text, "one$1");
    }

    private static bool IsDecimal(string word) => s_ones.ContainsKey(word) || s_tens.ContainsKey(word) || s_zeros.Contains(word);

    private static bool IsOne(string? word) => word is not null && s_ones.ContainsKey(word);

    private static IEnumerable<KeyValuePair<string, (int, string)>> OnesWithSuffix()
    {
        foreach (var (word, value) in s_ones)
            yield return KeyValuePair.Create(word == "six" ? "sixes" : word + "s", (value, "s"));
        foreach (var (word, value, suffix) in new[] { ("zeroth", 0, "th"), ("first", 1, "st"), ("second", 2, "nd"), ("third", 3, "rd"), ("fifth", 5, "th"), ("twelfth", 12, "th") })
            yield return KeyValuePair.Create(word, (value, suffix));
        foreach (var (word, value) in s_ones)
            if (value > 3 && value is not (5 or 12))
                yield return KeyValuePair.Create(word + (word.EndsWith('t') ? "h" : "th"), (value, "th"));
    }

    [GeneratedRegex(@"\band\s+a\s+half\b", RegexOptions.CultureInvariant)]
    private static partial Regex AndAHalf();

    [GeneratedRegex("([a-z])([0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex LetterThenFigure();

    [GeneratedRegex("([0-9])([a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex FigureThenLetter();

    [GeneratedRegex(@"([0-9])\s+(st|nd|rd|th|s)\b", RegexOptions.CultureInvariant)]
    private static partial Regex FigureWithSuffix();

    [GeneratedRegex(@"([€£$])([0-9]+) (?:and )?¢([0-9]{1,2})\b", RegexOptions.CultureInvariant)]
    private static partial Regex AmountAndCents();

    [GeneratedRegex(@"[€£$]0.([0-9]{1,2})\b", RegexOptions.CultureInvariant)]
    private static partial Regex CentsOnly();

    [GeneratedRegex(@"\b1(s?)\b", RegexOptions.CultureInvariant)]
    private static partial Regex LoneOne();

    [GeneratedRegex(@"^\d+(\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Figures();

    /// <summary>
    /// Reads words from left to right and keeps the number that is being said: digits where its parts are read one by one ("one oh one"),
    /// else its value.
    /// </summary>
    private sealed class Reader(string[] words)
    {
        private readonly List<string> _read = [];
        private string? _sign;
        private string? _digits;
        private BigInteger? _value;

        private bool HasNumber => _digits is not null || _value is not null;

        private string Number => _digits ?? _value?.ToString(CultureInfo.InvariantCulture) ?? "";

        public List<string> Read()
        {
            for (var i = 0; i < words.Length; i++)
                i += Take(i > 0 ? words[i - 1] : null, words[i], i + 1 < words.Length ? words[i + 1] : null);
            Flush();
            return _read;
        }

        /// <summary>Takes a word; returns how many more it took.</summary>
        private int Take(string? before, string word, string? after)
        {
            if (TakeFigures(word))
                return 0;
            if (!s_words.Contains(word))
            {
                Flush();
                Write(word);
            }
            else if (s_zeros.Contains(word))
            {
                Append("0");
            }
            else if (s_ones.TryGetValue(word, out var ones))
            {
                Add(before, ones, ones < 10 ? 10 : 100, HasNumber && (_digits is not null || IsOne(before)));
            }
            else if (s_onesWithSuffix.TryGetValue(word, out var rankedOne))
            {
                Add(before, rankedOne.Value, rankedOne.Value < 10 ? 10 : 100, HasNumber && (_digits is not null || IsOne(before)));
                Flush(rankedOne.Suffix);
            }
            else if (s_tens.TryGetValue(word, out var tens))
            {
                Add(null, tens, 100, _digits is not null);
            }
            else if (s_tensWithSuffix.TryGetValue(word, out var rankedTen))
            {
                Add(null, rankedTen.Value, 100, _digits is not null);
                Flush(rankedTen.Suffix);
            }
            else if (s_multipliers.TryGetValue(word, out var multiplier))
            {
                Multiply(multiplier, zeroIsDigits: true);
            }
            else if (s_multipliersWithSuffix.TryGetValue(word, out var ranked))
            {
                Multiply(ranked.Value, zeroIsDigits: false);
                Flush(ranked.Suffix);
            }
            else
            {
                return TakeOther(before, word, after);
            }

            return 0;
        }

        /// <summary>Figures as they stand, maybe with a sign or currency before them.</summary>
        private bool TakeFigures(string word)
        {
            var hasSign = "-+£€$¢".Contains(word[0], StringComparison.Ordinal);
            var figures = hasSign ? word[1..] : word;
            if (!Figures().IsMatch(figures))
                return false;
            if (_digits is not null && _digits.EndsWith('.'))
            {
                _digits += word;
                return true;
            }

            Flush();
            if (hasSign)
                _sign = word[..1];
            var parts = figures.Split('.');
            if (parts.Length == 1 || parts[1].All(static c => c == '0'))
                SetValue(BigInteger.Parse(parts[0], CultureInfo.InvariantCulture));
            else
                SetDigits(figures);
            return true;
        }

        private int TakeOther(string? before, string word, string? after)
        {
            var numberFollows = after is not null && (s_words.Contains(after) || Figures().IsMatch(after));
            if (s_signs.TryGetValue(word, out var sign))
            {
                Flush();
                if (numberFollows)
                    _sign = sign;
                else
                    Write(word);
            }
            else if (s_currencies.TryGetValue(word, out var currency))
            {
                if (HasNumber)
                {
                    _sign = currency;
                    Flush();
                }
                else
                {
                    Write(word);
                }
            }
            else if (word is "per" or "percent")
            {
                return TakePercent(word, after);
            }
            else if (!numberFollows)
            {
                Flush();
                Write(word);
            }
            else
            {
                return TakeSpecial(before, word, after!);
            }

            return 0;
        }

        private int TakePercent(string word, string? after)
        {
            if (!HasNumber)
            {
                Write(word);
                return 0;
            }

            if (word == "percent" || after == "cent")
            {
                Flush("%");
                return word == "percent" ? 0 : 1;
            }

            Flush();
            Write(word);
            return 0;
        }

        private int TakeSpecial(string? before, string word, string after)
        {
            switch (word)
            {
                case "and":
                    // Nothing is said by it behind hundreds, thousands, ….
                    if (before is null || !s_multipliers.ContainsKey(before))
                    {
                        Flush();
                        Write(word);
                    }

                    return 0;
                case "point":
                    if (IsDecimal(after) || Figures().IsMatch(after))
                        Append(".");
                    return 0;
                default:
                    if (!s_ones.ContainsKey(after) && !s_zeros.Contains(after))
                    {
                        Flush();
                        Write(word);
                        return 0;
                    }

                    var digit = s_ones.GetValueOrDefault(after).ToString(CultureInfo.InvariantCulture);
                    Append(word == "double" ? digit + digit : digit + digit + digit);
                    return 1;
            }
        }

        /// <summary>
        /// Adds to a value that has room for it, or writes digits behind those that are there; "twenty" "two" as digits are 22, not 202.
        /// </summary>
        private void Add(string? before, int number, int room, bool asDigits)
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            if (!HasNumber)
                SetValue(number);
            else if (asDigits)
                SetDigits(number < 10 && before is not null && s_tens.ContainsKey(before) && Number.EndsWith('0') ? Number[..^1] + text : Number + text);
            else if (_value!.Value % room == 0)
                SetValue(_value.Value + number);
            else
                SetDigits(Number + text);
        }

        private void Multiply(BigInteger multiplier, bool zeroIsDigits)
        {
            if (!HasNumber)
            {
                SetValue(multiplier);
            }
            else if (_digits is not null || (zeroIsDigits && _value!.Value.IsZero))
            {
                if (Product(Number, multiplier) is { } product)
                {
                    SetValue(product);
                    return;
                }

                Flush();
                SetValue(multiplier);
            }
            else
            {
                // Only what is below a thousand is multiplied: "two thousand three hundred".
                var rest = _value!.Value % 1000;
                SetValue(_value.Value - rest + (rest * multiplier));
            }
        }

        /// <summary>A decimal number times a multiplier; null if that's no whole number, or the digits no number.</summary>
        private static BigInteger? Product(string digits, BigInteger multiplier)
        {
            var parts = digits.Split('.');
            if (parts.Length > 2 || digits == "." || !parts.All(static p => p.All(char.IsAsciiDigit)))
                return null;
            var decimals = parts.Length == 2 ? parts[1] : "";
            var product = BigInteger.Parse("0" + parts[0] + decimals, CultureInfo.InvariantCulture) * multiplier;
            var scale = BigInteger.Pow(10, decimals.Length);
            return product % scale == 0 ? product / scale : null;
        }

        private void Append(string digits) => SetDigits((_value is { IsZero: true } ? "" : Number) + digits);

        private void SetValue(BigInteger value) => (_digits, _value) = (null, value);

        private void SetDigits(string digits) => (_digits, _value) = (digits, null);

        private void Flush(string suffix = "")
        {
            if (HasNumber)
                Write(Number + suffix);
        }

        private void Write(string word)
        {
            _read.Add(_sign + word);
            (_sign, _digits, _value) = (null, null, null);
        }
    }
}
