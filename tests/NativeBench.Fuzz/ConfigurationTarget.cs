using System.Text;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Configuration;

namespace NativeBench.Fuzz;

/// <summary>
/// The configuration parser under fuzz. Of every file must hold: nothing is thrown; reading it twice gives the same; all of it
/// is applied or, if there are errors, none; errors, values and settings are what <see cref="ReferenceConfiguration"/> and
/// <see cref="ExpectedSettings"/> say with the C library's number parsers.
/// </summary>
internal sealed class ConfigurationTarget : IDisposable
{
    public const int NumbersPerFile = 20;

    private static readonly string[] s_models = ["*", "resnet50", "m"];

    private readonly Random _random;
    private readonly FileMutator _mutator;
    private readonly string _path = Path.GetTempFileName();

    public ConfigurationTarget(int seed, string corpus)
    {
        _random = new Random(seed);
        byte[][] files = [.. Directory.EnumerateFiles(corpus, "*.conf").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        _mutator = new FileMutator(_random, files);
        Corpus = files;
    }

    public IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>Makes the next file and checks it; what is wrong with it, or null.</summary>
    public string? Next(out byte[] file)
    {
        file = _mutator.Next();
        string? problem = null;
        for (int i = 0; i < NumbersPerFile && problem is null; i++)
            problem = CheckNumber(_mutator.Number());
        return problem ?? Check(file);
    }

    /// <summary>Checks one file; what is wrong, or null.</summary>
    public string? Check(byte[] file)
    {
        string model = s_models[_random.Next(s_models.Length)];
        var scenario = (TestScenario)_random.Next(4);
        var kind = _random.Next(2) == 0 ? ConfigurationKind.User : ConfigurationKind.Audit;
        try
        {
            File.WriteAllBytes(_path, file);
            return Compare(file, model, scenario, kind) is { } difference ? $"model {model}, {scenario}, {kind}: {difference}" : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.ToString();
        }
    }

    /// <summary>Compares the two number parsers with the C library's; what differs, or null.</summary>
    public static string? CheckNumber(string text)
    {
        if (text.Any(c => c is '\0' or > '\u007f' || char.IsWhiteSpace(c)))
            return null;
        byte[] bytes = [.. Encoding.ASCII.GetBytes(text), 0];
        ulong integer = CLibrary.Unsigned(bytes, out int integerUsed);
        double real = CLibrary.Double(bytes, out int realUsed);
        if (CNumber.Unsigned(text) != integer)
            return FormattableString.Invariant($"strtoull(\"{text}\") is {integer}, not {CNumber.Unsigned(text)}");
        if (!ExpectedSettings.SameReal(CNumber.Double(text), real))
            return FormattableString.Invariant($"strtod(\"{text}\") is {real:R}, not {CNumber.Double(text):R}");
        bool isNumber = text.Length > 0 && (integerUsed == text.Length || realUsed == text.Length);
        return CNumber.IsNumber(text) == isNumber ? null : $"\"{text}\" is {(isNumber ? "a" : "no")} number";
    }

    public void Dispose() => File.Delete(_path);

    private string? Compare(byte[] file, string model, TestScenario scenario, ConfigurationKind kind)
    {
        var expected = ReferenceConfiguration.Parse(file);
        var before = new TestSettings { Scenario = scenario };
        var settings = before;
        var loader = new SettingsLoader();
        int code = loader.FromConfig(ref settings, _path, model, scenario, kind);

        var again = before;
        var secondLoader = new SettingsLoader();
        if (secondLoader.FromConfig(ref again, _path, model, scenario, kind) != code || again != settings || !secondLoader.Messages.SequenceEqual(loader.Messages))
            return "reading it twice gives two results";

        if (kind == ConfigurationKind.User)
            new SettingsLoader().FromConfig(ref before, "", model, scenario, ConfigurationKind.BuiltIn);
        if (code != (expected.Errors.Count > 0 ? SettingsLoader.InvalidFile : 0))
            return $"the return code is {code}, with {expected.Errors.Count} errors expected";
        var texts = loader.Messages.Select(m => m.Text).Where(t => t != "Invalid value passed to Mode key in config.");
        if (!texts.SequenceEqual(expected.Errors))
            return $"errors: '{string.Join("', '", expected.Errors)}' expected, '{string.Join("', '", texts)}' found";
        if (code != 0)
            return settings == before ? null : "a file with errors was applied";

        var parsed = ConfigurationFile.Parse(new StringReader(Encoding.UTF8.GetString(file)));
        if (!parsed.Keys.Select(k => k.Line).SequenceEqual(expected.ValueLines) || !parsed.Dropped.Select(k => k.Line).SequenceEqual(expected.DroppedLines))
            return "values are found on other lines";
        string differences = string.Join("; ", ExpectedSettings.Differences(expected, model, scenario, before, settings));
        return differences.Length == 0 ? null : differences;
    }
}
