using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NativeBench.Tests.Native;

/// <summary>One run of a preset's native tests by CTest, which happens when the first result is asked for.</summary>
internal sealed partial class NativeTestRun
{
    private static readonly Dictionary<string, Lazy<NativeTestRun>> s_runs =
        NativeBuild.Presets.ToDictionary(preset => preset, preset => new Lazy<NativeTestRun>(() => new(preset)));

    private readonly Dictionary<string, XElement> _results = [];

    private NativeTestRun(string preset)
    {
        var file = Path.Combine(NativeBuild.Root, "artifacts", "native", preset, "ctest.xml");

        // Of an earlier run; on a fresh clone there isn't even the folder.
        if (File.Exists(file))
            File.Delete(file);
        (ExitCode, Output) = NativeBuild.Run(preset, runTests: true);
        if (!File.Exists(file))
            return;
        foreach (var result in XDocument.Load(file).Descendants("testcase"))
            _results[(string)result.Attribute("name")!] = result;
    }

    public int ExitCode { get; }

    public string Output { get; }

    /// <summary>Why this machine can't run the preset at all; null if it can.</summary>
    public string? Unavailable =>
        Output.Split('\n').FirstOrDefault(line => line.Contains("Sanitizer unavailable", StringComparison.Ordinal));

    /// <summary>All names that CTest knows.</summary>
    public IReadOnlyCollection<string> Names => _results.Keys;

    public static NativeTestRun Of(string preset) => s_runs[preset].Value;

    /// <summary>
    /// The cases as their sources list them, so that they have names before anything is built: "program.case".
    /// </summary>
    public static IReadOnlyList<string> Cases { get; } =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(NativeBuild.Root, "native"), "*_test.cpp", SearchOption.AllDirectories)
           from Match match in CaseInTable().Matches(File.ReadAllText(file))
           let name = $"{Path.GetFileNameWithoutExtension(file)}.{match.Groups[1].Value}"
           orderby name
           select name,
    ];

    /// <summary>Passes, fails or skips the running NUnit test as the native one did.</summary>
    public void Report(string name)
    {
        Assume.That(Unavailable, Is.Null);
        Assert.That(_results, Does.ContainKey(name), $"CTest doesn't know the test, or the build failed.\n{Output}");
        var result = _results[name];
        var output = (string?)result.Element("system-out") ?? "";
        if (result.Element("skipped") is not null)
            Assert.Ignore(output.Trim());
        Assert.That((string?)result.Attribute("status"), Is.EqualTo("run"), $"{name} failed:\n{output}");
    }

    [GeneratedRegex(@"\{""([a-z]\w*)"",\s*\1\}")]
    private static partial Regex CaseInTable();
}
