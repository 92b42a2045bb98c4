using System.Text;

namespace NativeBench.Datasets.Speech;

/// <summary>English number words as the RNN-T reference spells digits in transcripts, without hyphens and commas.</summary>
internal static class NumberWords
{
    private static readonly string[] s_units =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] s_tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] s_thousands =
        ["", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion", "octillion", "nonillion", "decillion"];

    /// <summary>Largest number of digits with a name.</summary>
    public static int MaxDigits => 3 * s_thousands.Length;

    /// <summary>A whole number: <c>one hundred twenty three</c>, or with "and": <c>one hundred and twenty three</c>.</summary>
    /// <param name="digits">Decimal digits, at most <see cref="MaxDigits"/>.</param>
    /// <param name="and">Whether "and" stands before the last two digits.</param>
    public static string Cardinal(string digits, bool and)
    {
        digits = digits.TrimStart('0');
        if (digits.Length == 0)
            return s_units[0];
        var words = new List<string>();
        for (var group = (digits.Length - 1) / 3; group >= 0; group--)
        {
            var end = digits.Length - (3 * group);
            var value = int.Parse(digits.AsSpan(Math.Max(0, end - 3), Math.Min(3, end)), provider: System.Globalization.CultureInfo.InvariantCulture);
            if (value == 0)
                continue;
            if (value >= 100)
                words.Add(s_units[value / 100] + " hundred");
            if (value % 100 > 0)
            {
                if (and && (value >= 100 || (group == 0 && words.Count > 0)))
                    words.Add("and");
                words.Add(BelowHundred(value % 100));
            }
            if (group > 0)
                words.Add(s_thousands[group]);
        }
        return string.Join(' ', words);
    }

    /// <summary>An ordinal number: <c>one hundred and first</c>.</summary>
    public static string Ordinal(string digits)
    {
        var cardinal = Cardinal(digits, and: true);
        var last = cardinal[(cardinal.LastIndexOf(' ') + 1)..];
        var ordinal = last switch
        {
            "one" => "first",
            "two" => "second",
            "three" => "third",
            "five" => "fifth",
            "eight" => "eighth",
            "nine" => "ninth",
            "twelve" => "twelfth",
            _ => last.EndsWith('y') ? last[..^1] + "ieth" : last + "th",
        };
        return cardinal[..^last.Length] + ordinal;
    }

    /// <summary>Digit by digit.</summary>
    public static string Digits(string digits)
    {
        var words = new StringBuilder();
        foreach (var digit in digits)
            words.Append(words.Length > 0 ? " " : "").Append(s_units[digit - '0']);
        return words.ToString();
    }

    /// <summary>A year in two halves: <c>nineteen ninety nine</c>, <c>nineteen oh five</c>.</summary>
    public static string Pairs(int number) => BelowHundred(number / 100) + " " + (number % 100 < 10 ? "oh " + s_units[number % 10] : BelowHundred(number % 100));

    private static string BelowHundred(int value)
        => value < 20 ? s_units[value] : value % 10 == 0 ? s_tens[value / 10] : s_tens[value / 10] + " " + s_units[value % 10];
}
