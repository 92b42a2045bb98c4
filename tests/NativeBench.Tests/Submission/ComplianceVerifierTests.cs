using System.Globalization;
using System.Text.Json;
using NativeBench.Submission.Compliance;

namespace NativeBench.Tests.Submission;

/// <summary>Compliance verdicts equal the official scripts' on every recorded case, and what they don't notice is said.</summary>
public sealed class ComplianceVerifierTests
{
    /// <summary>The official script takes a missing score for 0, and nothing is faster than a run of speed 0.</summary>
    private static readonly string[] s_stricter = ["TEST04 no score in this run"];

    [TestCase("TEST01", 60)]
    [TestCase("TEST04", 35)]
    [TestCase("TEST04-B", 9)]
    [TestCase("TEST05", 36)]
    [TestCase("TEST06", 22)]
    public void Verdicts_are_those_of_the_official_scripts(string test, int atLeast)
    {
        int count = 0;
        using (Assert.EnterMultipleScope())
        {
            foreach (var given in ComplianceCases.Of(test))
            {
                count++;
                Same(given);
            }
        }

        Assert.That(count, Is.AtLeast(atLeast));
    }

    [Test]
    public void Of_each_test_there_are_cases_that_pass_and_cases_that_fail()
    {
        foreach (string test in new[] { "TEST01", "TEST04", "TEST05", "TEST06" })
        {
            bool[] passes = [.. ComplianceCases.Of(test).Select(OfficialPasses)];
            Assert.That(passes.Count(static p => p), Is.AtLeast(8), test);
            Assert.That(passes.Count(static p => !p), Is.AtLeast(8), test);
        }
    }

    private static void Same(JsonElement given)
    {
        string name = given.GetProperty("name").GetString()!;
        using var folder = new TemporaryFolder();
        var verdict = ComplianceCases.Verify(given, folder.Path);
        var official = given.GetProperty("official");
        Assert.That(verdict.Passes, Is.EqualTo(OfficialPasses(given) && !s_stricter.Contains(name)), $"{name}: {string.Join(' ', verdict.Reasons)}");
        Assert.That(verdict.Passes, Is.EqualTo(verdict.Reasons.IsEmpty), $"{name}: a reason for every failure, and none without one");

        // v2.0's TEST01 ends without writing anything once one of its two parts fails.
        bool wholeVerdictOnly = given.GetProperty("revision").GetString() == "v2.0";
        foreach (var (part, passes, file) in new[] { ("accuracy", verdict.AccuracyPasses, "verify_accuracy.txt"), ("performance", verdict.PerformancePasses, "verify_performance.txt") })
        {
            Assert.That(passes is not null, Is.EqualTo(official.TryGetProperty(part, out var expected)), $"{name}: {part}");
            if (passes is null || wholeVerdictOnly || s_stricter.Contains(name))
                continue;
            Assert.That(passes, Is.EqualTo(expected.GetProperty("passes").GetBoolean()), $"{name}: {part}");
            string[] lines = File.ReadAllLines(Path.Combine(verdict.Folder, file));
            Assert.That(lines.Contains("TEST PASS") || lines.Contains("TEST06 verification complete"), Is.EqualTo(passes), $"{name}: {file}");

            // Where a score is missing there is a sentence instead of figures; the official scripts print 0.
            if (expected.TryGetProperty("figures", out var figures) && lines.Any(IsFigure))
                Assert.That(lines.Where(IsFigure), Is.EqualTo(figures.EnumerateArray().Select(static f => f.GetString())), $"{name}: {file}");
        }

        if (official.TryGetProperty("files", out var files))
        {
            string output = Path.Combine(folder.Path, "output");
            var written = Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(output, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

            // The official script for TEST04 copies both runs; here TEST04-A is verified by itself.
            Assert.That(written, Is.EqualTo(files.EnumerateArray().Select(static f => f.GetString()!)
                .Where(f => given.GetProperty("test").GetString() != "TEST04-B" || !f.StartsWith("TEST04-A/performance", StringComparison.Ordinal))), name);
        }
    }

    private static bool IsFigure(string line) => !line.StartsWith("TEST", StringComparison.Ordinal)
        && (line.Contains(" = ", StringComparison.Ordinal) || line.Contains(" pass: ", StringComparison.Ordinal));

    private static bool OfficialPasses(JsonElement given) =>
        given.GetProperty("official").EnumerateObject().Where(static p => p.Name != "files").All(static p => p.Value.GetProperty("passes").GetBoolean());

    [Test]
    public void What_differs_behind_the_first_element_is_a_warning()
    {
        using var folder = new TemporaryFolder();
        var verdict = ComplianceCases.Verify(ComplianceCases.Of("TEST01").Single(static c => c.GetProperty("name").GetString() == "TEST01 high bytes differ, byte"), folder.Path);
        Assert.That(verdict.Passes, Is.True);
        Assert.That(verdict.Warnings, Has.Some.Contains("6 answers agree in their first element (Byte)"));
    }

    /// <summary>The official script divides by zero below a hundred lines.</summary>
    [Test]
    public void Whole_answers_of_a_short_log_are_compared()
    {
        using var folder = new TemporaryFolder();
        var options = new ComplianceOptions { WholeAnswers = true };
        Runs(folder.Path, """{ "seq_id" : 0, "qsl_idx" : 1, "data" : "0A0B" }""", """{ "seq_id" : 7, "qsl_idx" : 1, "data" : "0A0B" }""");
        Assert.That(Verify(folder.Path, options).Passes, Is.True);
        Runs(folder.Path, """{ "seq_id" : 0, "qsl_idx" : 1, "data" : "0A0B" }""", """{ "seq_id" : 7, "qsl_idx" : 1, "data" : "0A0C" }""");
        Assert.That(Verify(folder.Path, options).Passes, Is.False);
    }

    [TestCase("accuracy=76.500%, good=765, total=1000", "accuracy=76.500%, good=765, total=1000", true)]
    [TestCase("accuracy=76.500%, good=765, total=1000", "accuracy=75.800%, good=758, total=1000", true)]
    [TestCase("accuracy=76.500%, good=765, total=1000", "accuracy=75.700%, good=757, total=1000", false)]
    [TestCase("accuracy=76.500%, good=765, total=1000", "nothing", false)]
    public void Answers_that_differ_pass_by_their_accuracy(string baseline, string compliance, bool passes)
    {
        using var folder = new TemporaryFolder();
        Runs(folder.Path, """{ "seq_id" : 0, "qsl_idx" : 1, "data" : "0A" },""" + "\n" + """{ "seq_id" : 1, "qsl_idx" : 2, "data" : "0B" }""", """{ "seq_id" : 7, "qsl_idx" : 1, "data" : "0C" }""");
        var verdict = Verify(folder.Path, new ComplianceOptions { Score = path => [Path.GetFileName(path).Contains("baseline", StringComparison.Ordinal) ? baseline : compliance] });
        Assert.That(verdict.Passes, Is.EqualTo(passes), string.Join(' ', verdict.Reasons));

        // The checker decides by these files, and wants no others.
        string accuracy = Path.Combine(verdict.Folder, "accuracy");
        Assert.That(Directory.GetFiles(accuracy).Select(Path.GetFileName), Is.EquivalentTo(new[] { "accuracy.txt", "baseline_accuracy.txt", "compliance_accuracy.txt", "mlperf_log_accuracy.json" }));
        Assert.That(File.ReadAllText(Path.Combine(folder.Path, "output", "mlperf_log_accuracy_baseline.json")), Is.EqualTo("[\n{ \"seq_id\" : 0, \"qsl_idx\" : 1, \"data\" : \"0A\" }\n]\n"));
        Assert.That(File.ReadAllText(Path.Combine(verdict.Folder, "verify_accuracy.txt")), Does.Not.Contain("TEST PASS"), "only equal answers may say so");
    }

    [Test]
    public void Without_anybody_to_score_it_is_said_what_to_score()
    {
        using var folder = new TemporaryFolder();
        Runs(folder.Path, """{ "seq_id" : 0, "qsl_idx" : 1, "data" : "0A" }""", """{ "seq_id" : 7, "qsl_idx" : 1, "data" : "0C" }""");
        Assert.That(Verify(folder.Path, new ComplianceOptions()).Reasons, Has.Some.Contains("mlperf_log_accuracy_baseline.json"));
    }

    [Test]
    public void Missing_files_are_sentences()
    {
        using var folder = new TemporaryFolder();
        foreach (var test in new[] { ComplianceTest.Test01, ComplianceTest.Test04, ComplianceTest.Test04A, ComplianceTest.Test04B, ComplianceTest.Test05, ComplianceTest.Test06 })
        {
            var verdict = ComplianceVerifier.Verify(test, "resnet50", At("p"), At("a"), At("t"), At("out"), new ComplianceOptions { Round = "v2.0" });
            Assert.That(verdict.Passes, Is.False, test.Name);
            Assert.That(verdict.Reasons, Has.All.Matches<string>(static r => r.EndsWith('.') || r.Contains("can't be read", StringComparison.Ordinal)), test.Name);
        }

        string At(string name) => Path.Combine(folder.Path, name);
    }

    [TestCase(5, true)]
    [TestCase(246, false)]
    [TestCase(247, true)]
    [TestCase(302, false)]
    public void Test09_wants_answers_of_the_references_length(int tokens, bool passes)
    {
        using var folder = new TemporaryFolder();
        string benchmark = tokens == 5 ? "gpt-oss-120b" : "e2e-rag-qna";
        int count = tokens == 5 ? 1200 : tokens;
        Runs(folder.Path, "", $$"""{ "seq_id" : 0, "qsl_idx" : 1, "data" : "{{new string('0', 8 * count)}}" }""");
        var verdict = ComplianceVerifier.Verify(ComplianceTest.Test09, benchmark, "", "", Path.Combine(folder.Path, "audit"), Path.Combine(folder.Path, "output"));
        Assert.That(verdict.Passes, Is.EqualTo(passes), string.Join(' ', verdict.Reasons));
        Assert.That(File.ReadAllText(Path.Combine(verdict.Folder, "verify_output_len.txt")).Contains("TEST PASS", StringComparison.Ordinal), Is.EqualTo(passes));
    }

    [TestCase("TEST01", "resnet50", "v6.1", "*.*.accuracy_log_sampling_target = 4096")]
    [TestCase("TEST01", "resnet", "v2.0", "*.*.accuracy_log_sampling_target = 4096")]
    [TestCase("TEST01", "yolo-99", "v6.1", "*.*.accuracy_log_sampling_target = 64")]
    [TestCase("TEST01", "ssd-mobilenet", "v2.0", "*.*.accuracy_log_sampling_target = 1024")]
    [TestCase("TEST01", "llama3.1-8b", "v6.1", null)]
    [TestCase("TEST04", "resnet50", "v6.1", "*.Server.performance_issue_same_index = 3")]
    [TestCase("TEST04", "stable-diffusion-xl", "v6.1", "stable-diffusion-xl.Offline.min_query_count = 500")]
    [TestCase("TEST04", "resnet50", "v2.0", null)]
    [TestCase("TEST04-A", "resnet50", "v2.0", "*.Offline.performance_issue_unique = 1")]
    [TestCase("TEST04-A", "resnet50", "v6.1", null)]
    [TestCase("TEST05", "resnet50", "v2.0", "*.*.qsl_rng_seed = 313588358309856706")]
    [TestCase("TEST05", "resnet50", "v4.1", "*.*.qsl_rng_seed = 16799458546791641818")]
    [TestCase("TEST05", "resnet50", "v5.0", null)]
    [TestCase("TEST06", "llama2-70b-99.9", "v6.1", "*.*.min_duration = 0")]
    [TestCase("TEST07", "gpt-oss-120b", "v6.1", "*.*.performance_issue_unique = 1")]
    [TestCase("TEST09", "e2e-rag-qna", "v6.1", "*.*.min_query_count = 824")]
    public void Audit_configurations_are_built_in(string test, string benchmark, string round, string? line)
    {
        string? text = ComplianceTest.Find(test)!.AuditConfig(benchmark, round);
        if (line is null)
            Assert.That(text, Is.Null);
        else
            Assert.That(text!.Split('\n'), Does.Contain(line));
    }

    [Test]
    public void Audit_configurations_hold_nothing_that_LoadGen_would_pass_over()
    {
        foreach (var test in ComplianceTest.Known)
        {
            foreach (string benchmark in new[] { "resnet50", "stable-diffusion-xl", "wan-2.2-t2v-a14b", "gpt-oss-120b", "e2e-rag-qna", "dlrm-v3" })
            {
                foreach (string round in new[] { "v2.0", "v4.1", "v6.1" })
                {
                    if (test.AuditConfig(benchmark, round) is not { } text)
                        continue;
                    using var folder = new TemporaryFolder();
                    string path = Path.Combine(folder.Path, "audit.config");
                    File.WriteAllText(path, text);
                    var loader = new NativeBench.LoadGen.Configuration.SettingsLoader();
                    var settings = new NativeBench.LoadGen.TestSettings { Mode = NativeBench.LoadGen.TestMode.AccuracyOnly };
                    loader.FromConfig(ref settings, path, "*", settings.Scenario, NativeBench.LoadGen.Configuration.ConfigurationKind.Audit);
                    Assert.That(loader.Messages, Is.Empty, $"{test}, {benchmark}, {round}");
                    Assert.That(settings.Mode, Is.EqualTo(NativeBench.LoadGen.TestMode.PerformanceOnly), $"{test}, {benchmark}, {round}");
                }
            }
        }
    }

    private static void Runs(string folder, string accuracy, string sampled)
    {
        foreach (var (name, log) in new[] { ("accuracy", accuracy), ("audit", sampled), ("performance", null) })
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(path);
            if (log is not null)
                File.WriteAllText(Path.Combine(path, "mlperf_log_accuracy.json"), log.Length == 0 ? "[]" : $"[\n{log}\n]\n");
            File.WriteAllText(Path.Combine(path, "mlperf_log_summary.txt"), "Scenario : Offline\nSamples per second: 1000\nResult is : VALID\n");
            File.WriteAllText(Path.Combine(path, "mlperf_log_detail.txt"), string.Concat(
                new[] { ("effective_scenario", "\"Offline\""), ("result_samples_per_second", "1000"), ("result_validity", "\"VALID\""), ("effective_accuracy_log_sampling_target", "4096") }
                    .Select(static r => string.Create(CultureInfo.InvariantCulture, $":::MLLOG {{\"key\": \"{r.Item1}\", \"value\": {r.Item2}, \"metadata\": {{\"is_error\": false}}}}\n"))));
        }
    }

    private static ComplianceVerdict Verify(string folder, ComplianceOptions options) => ComplianceVerifier.Verify(
        ComplianceTest.Test01, "resnet50", Path.Combine(folder, "performance"), Path.Combine(folder, "accuracy"), Path.Combine(folder, "audit"), Path.Combine(folder, "output"), options);
}
