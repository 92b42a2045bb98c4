using System.Globalization;

namespace NativeBench.LoadGen.Configuration;

/// <summary>
/// The key-value pairs of a configuration file, <c>model.scenario.key = value</c>, with the official grammar: a line is cut
/// into tokens at white space, a lone <c>#</c> begins a comment.
/// </summary>
internal sealed class ConfigurationFile
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the file, in the official words; if anything is, none of it may be applied.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Lines that were dropped without an error: a key, then a comment or nothing where its value should be.</summary>
    public List<(string Key, int Line)> Dropped { get; } = [];

    /// <summary>All keys that were given a value, with their lines.</summary>
    public List<(string Key, int Line)> Keys { get; } = [];

    public static ConfigurationFile Parse(TextReader reader)
    {
        // Only a line feed ends a line; a carriage return is white space, wherever it stands.
        var file = new ConfigurationFile();
        int number = 0;
        foreach (string line in reader.ReadToEnd().Split('\n'))
            file.ParseLine(line, ++number);
        return file;
    }

    /// <summary>The first of <c>model.scenario.key</c>, <c>*.scenario.key</c>, <c>model.*.key</c>, <c>*.*.key</c>.</summary>
    public string? Find(string model, string scenario, string key)
    {
        if (_values.TryGetValue($"{model}.{scenario}.{key}", out string? value)
            || _values.TryGetValue($"*.{scenario}.{key}", out value)
            || _values.TryGetValue($"{model}.*.{key}", out value)
            || _values.TryGetValue($"*.*.{key}", out value))
        {
            return value;
        }

        return null;
    }

    internal void Set(string fullKey, string value) => _values[fullKey] = value;

    private void ParseLine(string line, int number)
    {
        string? key = null;
        bool afterEquals = false;
        bool hasValue = false;
        foreach (string token in line.Split((char[]?)[' ', '\t', '\r', '\v', '\f'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (key is null)
            {
                if (token == "#")
                    return;
                key = token;
            }
            else if (!afterEquals)
            {
                if (token == "#")
                {
                    Dropped.Add((key, number));
                    return;
                }

                if (token != "=")
                {
                    Errors.Add(string.Create(CultureInfo.InvariantCulture, $"expected 'key=value', line={number}"));
                    return;
                }

                afterEquals = true;
            }
            else
            {
                if (!CNumber.IsNumber(token))
                {
                    Errors.Add(string.Create(CultureInfo.InvariantCulture, $"value needs to be integer or double, line={number}"));
                    return;
                }

                // Still expecting a value: a later one on the line wins, and anything else there is an error.
                _values[key] = token;
                hasValue = true;
                Keys.Add((key, number));
            }
        }

        if (key is not null && !hasValue)
            Dropped.Add((key, number));
    }
}
