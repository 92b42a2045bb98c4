using System.Globalization;
using System.Text;

namespace NativeBench.Fuzz;

/// <summary>
/// The grammar of configuration files a second time, on bytes and with the C library's number parsers: what
/// ConfigurationFile is compared with. Plain on purpose; see docs/loadgen.md.
/// </summary>
internal sealed class ReferenceConfiguration
{
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    public List<string> Errors { get; } = [];

    public List<int> ValueLines { get; } = [];

    public List<int> DroppedLines { get; } = [];

    public static ReferenceConfiguration Parse(byte[] file)
    {
        var parsed = new ReferenceConfiguration();
        int number = 0;
        foreach (string line in Encoding.Latin1.GetString(file).Split('\n'))
            parsed.ParseLine(line, ++number);
        return parsed;
    }

    /// <summary>The value, with a NUL behind it.</summary>
    public byte[]? Find(string model, string scenario, string key)
    {
        foreach (string name in (string[])[$"{model}.{scenario}.{key}", $"*.{scenario}.{key}", $"{model}.*.{key}", $"*.*.{key}"])
        {
            if (_values.TryGetValue(name, out byte[]? value))
                return value;
        }

        return null;
    }

    private void ParseLine(string line, int number)
    {
        var tokens = Tokens(line);
        for (int i = 0; i < tokens.Count; i++)
        {
            if (i == 0 && tokens[0] == "#")
                return;
            if (i == 1 && tokens[1] == "#")
            {
                DroppedLines.Add(number);
                return;
            }

            if (i == 1 && tokens[1] != "=")
            {
                Errors.Add(string.Create(CultureInfo.InvariantCulture, $"expected 'key=value', line={number}"));
                return;
            }

            if (i < 2)
                continue;
            byte[] value = [.. Encoding.Latin1.GetBytes(tokens[i]), 0];
            _ = CLibrary.Unsigned(value, out int integer);
            _ = CLibrary.Double(value, out int real);
            if (integer != value.Length - 1 && real != value.Length - 1)
            {
                Errors.Add(string.Create(CultureInfo.InvariantCulture, $"value needs to be integer or double, line={number}"));
                return;
            }

            _values[tokens[0]] = value;
            ValueLines.Add(number);
        }

        if (tokens.Count is 1 or 2)
            DroppedLines.Add(number);
    }

    private static List<string> Tokens(string line)
    {
        var tokens = new List<string>();
        int begin = -1;
        for (int i = 0; i <= line.Length; i++)
        {
            bool space = i == line.Length || line[i] is ' ' or (>= '\t' and <= '\r');
            if (!space && begin < 0)
                begin = i;
            if (space && begin >= 0)
            {
                tokens.Add(line[begin..i]);
                begin = -1;
            }
        }

        return tokens;
    }
}
