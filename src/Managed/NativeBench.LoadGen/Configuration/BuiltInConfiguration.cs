using System.Reflection;

namespace NativeBench.LoadGen.Configuration;

/// <summary>
/// The built-in mlperf.conf: the values of LoadGen 6.0.17 for every benchmark of round v6.1, kept as a table
/// (<c>builtin_conf.csv</c>: model, scenario, key, value).
/// </summary>
public static class BuiltInConfiguration
{
    private static readonly Lazy<(ConfigurationFile File, IReadOnlySet<string> Models)> s_content = new(Read);

    /// <summary>The models that the table has values of its own for.</summary>
    public static IReadOnlySet<string> Models => s_content.Value.Models;

    internal static ConfigurationFile File => s_content.Value.File;

    private static (ConfigurationFile File, IReadOnlySet<string> Models) Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("builtin_conf.csv")!;
        using var reader = new StreamReader(stream);
        var file = new ConfigurationFile();
        var models = new SortedSet<string>(StringComparer.Ordinal);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            file.Set($"{fields[0]}.{fields[1]}.{fields[2]}", fields[3]);
            if (fields[0] != "*")
                models.Add(fields[0]);
        }

        return (file, models);
    }
}
