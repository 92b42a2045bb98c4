using System.Globalization;
using System.Text;

namespace NativeBench.Submission.Compliance;

/// <summary>
/// The audit.config of each test as mlcommons/inference has them (<c>compliance/</c> at b66003e1; TEST04-A, TEST04-B and TEST05 at the
/// tags v2.0 to v4.1). Values of one test differ between benchmarks, but of one benchmark never between rounds.
/// </summary>
internal static class AuditConfigurations
{
    /// <summary>Seed of the choice of samples whose answers a performance run logs.</summary>
    private const string SamplingSeed = "720381539243781796";

    private static readonly string[] s_scenarios = ["SingleStream", "MultiStream", "Server", "Offline"];

    /// <summary>How many answers TEST01 logs.</summary>
    private static readonly Dictionary<string, int> s_test01 = new(StringComparer.Ordinal)
    {
        ["3d-unet"] = 64, ["bert"] = 4096, ["dlrm"] = 4096, ["dlrm-v2"] = 4096, ["gptj"] = 4096, ["pointpainting"] = 256, ["resnet50"] = 4096,
        ["retinanet"] = 256, ["rgat"] = 4096, ["rnnt"] = 4096, ["ssd-mobilenet"] = 1024, ["ssd-resnet34"] = 256, ["stable-diffusion-xl"] = 128,
        ["wan-2.2-t2v-a14b"] = 50, ["whisper"] = 4096, ["yolo"] = 64,
    };

    /// <summary>Least number of queries in TEST04 for models that are too slow for the usual one.</summary>
    private static readonly Dictionary<string, (string Scenario, int Queries)[]> s_test04Queries = new(StringComparer.Ordinal)
    {
        ["stable-diffusion-xl"] = [("Offline", 500)],
        ["wan-2.2-t2v-a14b"] = [("Offline", 20), ("SingleStream", 20)],
    };

    /// <summary>TEST05's seeds (of all rounds up to v2.1 the same): of loaded sets, of samples in queries, of Server's times.</summary>
    private static readonly Dictionary<string, (string Qsl, string Sample, string Schedule)> s_test05 = new(StringComparer.Ordinal)
    {
        ["v2.1"] = ("313588358309856706", "471397156132239067", "413914573387865862"),
        ["v3.0"] = ("14646058500348515648", "1207248993894122914", "11879132697760422006"),
        ["v3.1"] = ("793197339507417767", "255610748586851044", "352213341366340113"),
        ["v4.0"] = ("2376919268182438552", "11176391829184272374", "3911940905271271337"),
        ["v4.1"] = ("16799458546791641818", "5453809927556429288", "5435552105434836064"),
    };

    /// <summary>TEST07: samples and the score that they have to reach in percent.</summary>
    private static readonly Dictionary<string, (int Samples, double Score)> s_test07 = new(StringComparer.Ordinal) { ["gpt-oss-120b"] = (990, 60.698) };

    /// <summary>TEST09: samples, whether each is issued once, and the bounds of the mean number of tokens.</summary>
    private static readonly Dictionary<string, (int Samples, bool Unique, double Least, double Most)> s_test09 = new(StringComparer.Ordinal)
    {
        ["gpt-oss-120b"] = (6396, true, 1150.38, 1406.02),
        ["e2e-rag-qna"] = (824, false, 246.43, 301.19),
    };

    /// <summary>TEST09's bounds of the mean number of tokens, or null if the benchmark has none.</summary>
    public static (double Least, double Most)? OutputLength(string benchmarkId) =>
        s_test09.TryGetValue(Family(benchmarkId), out var found) ? (found.Least, found.Most) : null;

    /// <summary>TEST07's samples and the score that their answers have to reach in percent, or null if the benchmark has none.</summary>
    public static (int Samples, double Score)? Score(string benchmarkId) => s_test07.TryGetValue(Family(benchmarkId), out var found) ? found : null;

    public static string? Text(ComplianceTest test, string benchmarkId, string round)
    {
        string family = Family(benchmarkId);
        string? lines = test.Name switch
        {
            "TEST01" => s_test01.TryGetValue(family, out int samples) ? Sampling(samples) : null,
            "TEST04" => IsBefore(round, 2, 1) ? null : Repeating(same: true) + Queries(family),
            "TEST04-A" => IsBefore(round, 2, 1) ? Repeating(same: false) : null,
            "TEST04-B" => IsBefore(round, 2, 1) ? Repeating(same: true) : null,
            "TEST05" => IsBefore(round, 5, 0) ? Seeds(round) : null,
            "TEST06" => IsBefore(round, 4, 0) ? null : Sampling(100) + All("min_query_count", "100") + All("min_duration", "0") + All("sample_concatenate_permutation", "0"),
            "TEST07" => s_test07.TryGetValue(family, out var test07) ? Everything(test07.Samples, test07.Samples, unique: true) : null,
            "TEST08" => family == "dlrm-v3" ? Sampling(4096) : null,
            "TEST09" => s_test09.TryGetValue(family, out var test09) ? Everything(10000, test09.Samples, test09.Unique) : null,
            _ => null,
        };
        return lines is null ? null : $"# audit.config of {test.Name} for {family}, round {round}: {test.Purpose}\n" + lines;
    }

    /// <summary>Whether a round comes before another; a name that is none counts as today's.</summary>
    public static bool IsBefore(string round, int major, int minor) =>
        Version.TryParse(round.TrimStart('v'), out var version) && version < new Version(major, minor);

    /// <summary>The name that variants of a benchmark share.</summary>
    private static string Family(string benchmarkId)
    {
        string id = benchmarkId.ToLowerInvariant();
        foreach (string suffix in new[] { "-99.9", "-99", "-95" })
        {
            if (id.EndsWith(suffix, StringComparison.Ordinal))
            {
                id = id[..^suffix.Length];
                break;
            }
        }

        return id switch
        {
            "resnet" => "resnet50",
            "gpt-j" => "gptj",
            "3d-unet-kits19" => "3d-unet",
            "e2e-rag" => "e2e-rag-qna",
            _ => id,
        };
    }

    private static string All(string key, string value) => $"*.*.{key} = {value}\n";

    private static string Sampling(int samples) =>
        All("mode", "2") + All("accuracy_log_rng_seed", SamplingSeed) + All("accuracy_log_sampling_target", samples.ToString(CultureInfo.InvariantCulture));

    private static string Everything(int sampled, int queries, bool unique) =>
        Sampling(sampled) + All("min_query_count", queries.ToString(CultureInfo.InvariantCulture)) + All("min_duration", "0")
        + (unique ? All("performance_issue_unique", "1") : "") + All("sample_concatenate_permutation", "0");

    private static string Repeating(bool same)
    {
        var text = new StringBuilder();
        foreach (string scenario in s_scenarios)
        {
            text.Append(CultureInfo.InvariantCulture, $"*.{scenario}.mode = 2\n");
            text.Append(CultureInfo.InvariantCulture, $"*.{scenario}.performance_issue_unique = {(same ? 0 : 1)}\n");
            text.Append(CultureInfo.InvariantCulture, $"*.{scenario}.performance_issue_same = {(same ? 1 : 0)}\n");
            if (same)
                text.Append(CultureInfo.InvariantCulture, $"*.{scenario}.performance_issue_same_index = 3\n");
        }

        return text.ToString();
    }

    private static string Queries(string family) => !s_test04Queries.TryGetValue(family, out var queries) ? ""
        : string.Concat(queries.Select(q => string.Create(CultureInfo.InvariantCulture, $"{family}.{q.Scenario}.min_query_count = {q.Queries}\n")));

    /// <summary>
    /// Other seeds. From v3.0 to v4.1 the official file only says <c>test05 = 1</c>, and the round's mlperf.conf has the seeds, which are
    /// written out here. LoadGen 6.0 reads neither in an audit.config: whoever runs the test with it gives them as settings.
    /// </summary>
    private static string Seeds(string round)
    {
        var (qsl, sample, schedule) = s_test05.GetValueOrDefault(round, s_test05["v2.1"]);
        return All("mode", "2") + All("qsl_rng_seed", qsl) + All("sample_index_rng_seed", sample) + All("schedule_rng_seed", schedule);
    }
}
