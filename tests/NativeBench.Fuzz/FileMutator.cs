using System.Globalization;
using System.Text;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Configuration;

namespace NativeBench.Fuzz;

/// <summary>Makes configuration files that look nearly right: from the grammar, or from the corpus with some damage.</summary>
internal sealed class FileMutator(Random random, IReadOnlyList<byte[]> corpus)
{
    private static readonly string[] s_keys = [.. SettingKey.All.Select(k => k.Name), "target_duration", "no_such_key", ""];
    private static readonly string[] s_models = ["*", "resnet50", "m", "llama2-70b", "", "no-such"];
    private static readonly string[] s_scenarios = [.. Enum.GetNames<TestScenario>(), "*", "server", ""];
    private static readonly string[] s_pieces =
    [
        " ", "\t", "\r", "\n", "\r\n", "\v", "\f", "\0", "#", "# ", " # ", "=", " = ", "==", ".", "*", "*.*.", "\u00a0", "\u0085", "\ufeff", "é", "\u2028",
        "0", "1", "-", "+", "0x", "0X", "e", "E", "p", "P", "e+", "inf", "-inf", "INFINITY", "infinit", "nan", "-nan", "NaN(1)", "nan(", "nan(é)", "1_000", "1,5",
        "18446744073709551615", "18446744073709551616", "-18446744073709551615", "9223372036854775808", "1.7976931348623159e308", "4.9406564584124654e-324",
        "2.4703282292062328e-324", "0x1.fffffffffffff8p1023", "0x0.00000000000008p-1022", "1e400", "1e-400", "1e99999999999", "0x1p99999999999", "0b11", "0o7", "08",
    ];

    private static readonly byte[] s_bytes = "0123456789abcdefxXpPeE.+-*#= \t\r\n_()infNAN\0\u007f"u8.ToArray();

    public byte[] Next()
    {
        var file = new List<byte>(random.Next(3) == 0 ? corpus[random.Next(corpus.Count)] : Generate());
        for (int i = random.Next(6); i > 0; i--)
            Damage(file);
        return [.. file];
    }

    /// <summary>The text of a number, now and then not quite one.</summary>
    public string Number() => random.Next(10) switch
    {
        0 => random.Next(100).ToString(CultureInfo.InvariantCulture),
        1 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        2 => "0x" + random.NextInt64().ToString("x", CultureInfo.InvariantCulture),
        3 => (random.NextDouble() * 100).ToString("R", CultureInfo.InvariantCulture),
        4 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)).ToString("R", CultureInfo.InvariantCulture),
        5 => Digits(random.Next(1, 40), "0123456789") + "." + Digits(random.Next(40), "0123456789") + Exponent('e', 330),
        6 => "0x" + Digits(random.Next(1, 24), "0123456789abcdefABCDEF") + "." + Digits(random.Next(24), "0123456789abcdef08") + Exponent('p', 1200),
        7 => Compensated(),
        8 => Digits(random.Next(12), "0123456789abcdefxXpP.+-einf()_"),
        _ => s_pieces[random.Next(s_pieces.Length)],
    };

    private string Exponent(char marker, int limit)
        => random.Next(2) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{marker}{random.Next(-limit, limit)}");

    /// <summary>An exponent that makes up for many zeros.</summary>
    private string Compensated()
    {
        int zeros = random.Next(random.Next(10) == 0 ? 12_000 : 400);
        string digits = Digits(random.Next(1, 30), "0123456789");
        return random.Next(2) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"0.{new string('0', zeros)}{digits}e{zeros + random.Next(-330, 330)}")
            : string.Create(CultureInfo.InvariantCulture, $"0x{digits}{new string('0', zeros)}p{(-4 * zeros) + random.Next(-1200, 1200)}");
    }

    private string Digits(int count, string from)
    {
        // A long run of one digit now and then: numbers that lie at a rounding boundary have such.
        char[] digits = random.GetItems(from.AsSpan(), count);
        if (count > 4 && random.Next(3) == 0)
            Array.Fill(digits, random.Next(2) == 0 ? '0' : digits[0], 1, count - 2);
        return new string(digits);
    }

    private byte[] Generate()
    {
        var text = new StringBuilder();
        for (int line = random.Next(12); line >= 0; line--)
        {
            switch (random.Next(12))
            {
                case 0:
                    text.Append("# ").Append(Number());
                    break;
                case 1:
                    text.Append(Pick(s_pieces)).Append(Pick(s_pieces));
                    break;
                default:
                    text.Append(Pick(s_models)).Append('.').Append(Pick(s_scenarios)).Append('.').Append(Pick(s_keys));
                    text.Append(random.Next(20) == 0 ? "=" : " = ").Append(Number());
                    if (random.Next(12) == 0)
                        text.Append(' ').Append(Number());
                    break;
            }

            text.Append(random.Next(10) == 0 ? "\r\n" : "\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private string Pick(string[] list) => list[random.Next(list.Length)];

    private void Damage(List<byte> file)
    {
        int at = random.Next(file.Count + 1);
        int length = Math.Min(random.Next(1, 24), file.Count - at);
        switch (random.Next(7))
        {
            case 0 when at < file.Count:
                file[at] = (byte)random.Next(256);
                break;
            case 1 when at < file.Count:
                file[at] = s_bytes[random.Next(s_bytes.Length)];
                break;
            case 2:
                file.InsertRange(at, Encoding.UTF8.GetBytes(Pick(s_pieces)));
                break;
            case 3:
                file.RemoveRange(at, length);
                break;
            case 4:
                file.InsertRange(random.Next(file.Count + 1), file.GetRange(at, length));
                break;
            case 5:
                byte[] other = corpus[random.Next(corpus.Count)];
                int from = random.Next(other.Length + 1);
                file.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(60))]);
                break;
            default:
                file.InsertRange(at, Encoding.UTF8.GetBytes(Number()));
                break;
        }
    }
}
