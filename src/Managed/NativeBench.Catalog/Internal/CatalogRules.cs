using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NativeBench.Inference;

namespace NativeBench.Catalog.Internal;

/// <summary>What a catalog file has to keep beyond its form.</summary>
internal static partial class CatalogRules
{
    private static readonly string[] s_units = ["percent", "fraction", "score"];
    private static readonly string[] s_scenarios = ["SingleStream", "MultiStream", "Server", "Offline", "Interactive"];

    private static readonly string[] s_types = [.. Enum.GetValues<ElementType>().Select(static t => t.Name())];

    public static void Check(BenchmarkFacts facts, string name)
    {
        if (facts.CatalogVersion != CatalogReader.Version)
            throw Wrong("catalog_version", facts.CatalogVersion.ToString(CultureInfo.InvariantCulture), $"expected {CatalogReader.Version}");
        if (!Id().IsMatch(facts.Id))
            throw Wrong("id", facts.Id, "expected lower-case letters, digits, dots and hyphens, starting with a letter or digit");
        if (facts.Task is { } task && !BenchmarkTasks.All.Contains(task))
            throw Wrong("task", task, $"expected one of {string.Join(", ", BenchmarkTasks.All)}");
        if (facts.Pipeline is null && facts.NotRunnable is null)
            throw new InvalidInputException($"'{name}' has neither 'pipeline' nor 'not_runnable': expected how it's run, or why it can't be.");
        if (!s_units.Contains(facts.Quality.Unit))
            throw Wrong("quality.unit", facts.Quality.Unit, $"expected one of {string.Join(", ", s_units)}");
        CheckCounts(facts, Wrong);
        foreach (var target in facts.Quality.Targets)
        {
            if (target.Threshold is null && target.Upper is null)
                throw Wrong("quality.targets", target.Figure, "expected a threshold or an upper bound");
        }

        CheckFiles("model.files", facts.Model.Files, Wrong);
        foreach (var network in facts.Model.Networks)
        {
            if (Path.IsPathRooted(network.File) || network.File.Split('/', '\\').Contains(".."))
                throw Wrong("model.networks", network.File, "expected a relative path without '..'");
        }

        foreach (var tensor in facts.Model.Signatures.SelectMany(static s => s.Inputs.Concat(s.Outputs)))
        {
            foreach (var type in tensor.Types)
            {
                if (!s_types.Contains(type))
                    throw Wrong("model.signatures.types", type, $"expected one of {string.Join(", ", s_types)}");
            }
        }

        CheckFiles("dataset.files", facts.Dataset.Files, Wrong);
        if (facts.Model.Files.Count(static f => f.Default) > 1)
            throw Wrong("model.files", "several", "expected at most one with 'default'");
        foreach (var (round, constraints) in facts.Rounds)
        {
            foreach (var scenario in constraints.Scenarios.Keys)
            {
                if (!s_scenarios.Contains(scenario))
                    throw Wrong($"rounds.{round}.scenarios", scenario, $"expected one of {string.Join(", ", s_scenarios)}");
            }
        }

        InvalidInputException Wrong(string key, string found, string expected) => new($"'{name}', {key}: found '{found}'; {expected}.");
    }

    private static void CheckCounts(BenchmarkFacts facts, Func<string, string, string, InvalidInputException> wrong)
    {
        (string Key, long? Count)[] counts =
        [
            ("qsl.performance_sample_count", facts.Qsl.PerformanceSampleCount), ("qsl.total_sample_count", facts.Qsl.TotalSampleCount),
            ("dataset.sample_count", facts.Dataset.SampleCount),
            .. facts.Rounds.Select(static r => ($"rounds.{r.Key}.sample_count", r.Value.SampleCount)),
        ];
        foreach (var (key, count) in counts)
        {
            if (count < 1)
                throw wrong(key, count.Value.ToString(CultureInfo.InvariantCulture), "expected 1 or more; leave it out if it's unknown");
        }
    }

    private static void CheckFiles(string key, ImmutableArray<CatalogFile> files, Func<string, string, string, InvalidInputException> wrong)
    {
        foreach (var file in files)
        {
            if (file.File is { } path && (Path.IsPathRooted(path) || path.Split('/', '\\').Contains("..")))
                throw wrong(key, path, "expected a relative path without '..'");
            if (file.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                throw wrong(key, url, "expected an http or https address");
            if (file is { Url: not null, File: null })
                throw wrong(key, file.Url, "expected 'file', the name on disk, beside an address");
            if (file.Md5 is { } md5 && !Hex(md5, 32))
                throw wrong(key, md5, "expected an MD5 of 32 lower-case hex digits");
            if (file.Sha256 is { } sha && !Hex(sha, 64))
                throw wrong(key, sha, "expected a SHA-256 of 64 lower-case hex digits");
        }
    }

    private static bool Hex(string text, int digits) =>
        text.Length == digits && text.All(char.IsAsciiHexDigitLower);

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]*$")]
    private static partial Regex Id();
}
