using System.Text.Json;
using NativeBench.LoadGen;
using NativeBench.Results;
using NativeBench.Tests.Results;

namespace NativeBench.Tests.Cli;

public sealed class HistoryCommandTests
{
    [Test]
    public void Lists_every_run_below_the_root_by_date()
    {
        using var cli = Host();
        Assert.That(cli.Run("history", "--json"), Is.Zero, cli.Error);
        using var json = JsonDocument.Parse(cli.Out);
        Assert.That(json.RootElement.EnumerateArray().Select(static e => (e.GetProperty("started_utc").GetString(), e.GetProperty("scenario").GetString(), e.GetProperty("verdict").GetString())),
            Is.EqualTo(new[]
            {
                ("2026-01-01T00:00:00.000Z", "SingleStream", "VALID"), ("2026-02-01T00:00:00.000Z", "SingleStream", "INVALID"),
                ("2026-02-01T00:00:00.000Z", "Offline", "VALID"), ("2026-03-01T00:00:00.000Z", "SingleStream", "VALID"),
            }));
        Assert.That(cli.Error, Does.Contain("Left out: ").And.Contain("is no result of nativebench"));
    }

    [TestCase("--scenario Offline", 1)]
    [TestCase("--verdict invalid", 1)]
    [TestCase("--since 2026-02-01", 3)]
    [TestCase("--last 2", 3)]
    [TestCase("--benchmark NOI", 4)]
    [TestCase("--kind run", 4)]
    [TestCase("--kind tune", 0)]
    [TestCase("--backend null", 0)]
    public void Filters(string filter, int runs)
    {
        using var cli = Host();
        cli.Run(["history", "results", "--json", .. filter.Split(' ')]);
        using var json = JsonDocument.Parse(cli.Out);
        Assert.That(json.RootElement.GetArrayLength(), Is.EqualTo(runs));
    }

    [Test]
    public void A_table_for_people_and_folders_for_scripts()
    {
        using var cli = Host();
        cli.Run("history");
        Assert.That(cli.Out, Does.Contain("2026-03-01 00:00").And.Contain("p90 latency").And.Contain(Path.Combine("deep", "c")));
        using var quiet = Host();
        quiet.Run("history", "--quiet", "--last", "1");
        Assert.That(quiet.Out.Trim(), Is.EqualTo(Path.Combine(quiet.Folder, "results", "deep", "c")));
    }

    [Test]
    public void Searches_and_submissions_are_listed_with_what_they_hold()
    {
        using var cli = Host();
        AddTune(cli, "tuned", "2026-02-15T00:00:00.000Z", """
            {"scenario": "Server", "score_unit": "queries/s kept", "plans_tried": [
                {"instances": 2, "threads": 1, "batch": 4, "batch_delay_us": "auto", "score": 900.5, "winner": true, "standard": false}],
             "server": {"target_qps": 820, "target_latency_ns": 15000000, "runs": [
                {"valid": true, "scheduled_samples_per_s": 820, "completed_samples_per_s": 819, "latency_p50_ns": 1, "latency_p90_ns": 2, "latency_p99_ns": 3}]}},
            {"scenario": "Offline", "score_unit": "samples/s", "plans_tried": [
                {"instances": 2, "threads": 1, "batch": 4, "batch_delay_us": "auto", "score": 1234, "winner": true, "standard": false},
                {"instances": 1, "threads": 1, "batch": 1, "batch_delay_us": "auto", "score": 1000, "winner": false, "standard": true}]}
            """);
        AddSubmission(cli, "deep", "good", "bad", "missing");
        Assert.That(cli.Run("history"), Is.Zero, cli.Error);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(cli.Out, Does.Match("2026-02-15 00:00 +noisy +ort-cpu +Server tune +highest VALID rate +820.0 queries/s +done +tuned +1 plan tried, 1 rate"));
            Assert.That(cli.Out, Does.Match("Offline tune +best plan +1,234 samples/s +done +tuned +2 plans tried"));
            Assert.That(cli.Out, Does.Match(@"2026-03-01 00:00 +resnet50 \(rehearsal\) +submission +good +1 run +incomplete +deep +1 of 3 runs good; v6.1, closed, edge; Offline, SingleStream"));
        }

        using var tune = Host();
        AddTune(tune, "empty", "2026-02-15T00:00:00.000Z", "");
        Assert.That(tune.Run("history", "--kind", "tune", "--json"), Is.Zero, tune.Error);
        using var json = JsonDocument.Parse(tune.Out);
        Assert.That(json.RootElement.EnumerateArray().Select(static e => (e.GetProperty("kind").GetString(), e.GetProperty("holds").GetString(), e.GetProperty("scenario").ValueKind)),
            Is.EqualTo(new[] { ("tune", "no plan was tried", JsonValueKind.Null) }));
    }

    [Test]
    public void Folders_that_can_not_be_read_are_named_and_left_out()
    {
        using var cli = Host();
        Directory.CreateDirectory(Path.Combine(cli.Folder, "results", "s"));
        File.WriteAllText(Path.Combine(cli.Folder, "results", "s", "submission-run.json"), "[]");
        Directory.CreateDirectory(Path.Combine(cli.Folder, "results", "t"));
        File.WriteAllText(Path.Combine(cli.Folder, "results", "t", "tune.json"), "[]");
        Assert.That(cli.Run("history", "--json"), Is.Zero);
        Assert.That(cli.Error, Does.Contain("submission-run.json' isn't what 'submission run' writes").And.Contain("tune.json' is no search of nativebench tune"));
    }

    [Test]
    public void Mistakes_are_told()
    {
        using var kinds = Host();
        kinds.ExpectMistake(2, "--kind knows run, tune, submission; found 'tunes'. Did you mean 'tune'?", "history", "--kind", "tunes");
        using var cli = new CliHost();
        cli.ExpectMistake(2, "'nowhere' is no folder", "history", "nowhere");
        using var other = Host();
        other.ExpectMistake(2, "--since takes a day as 2026-05-31; found 'yesterday'.", "history", "--since", "yesterday");
    }

    private static void AddTune(CliHost cli, string name, string date, string scenarios)
    {
        var folder = Directory.CreateDirectory(Path.Combine(cli.Folder, "results", name)).FullName;
        File.WriteAllText(Path.Combine(folder, "tune.json"),
            $$"""{"status": "completed", "backend": "ort-cpu", "benchmark": "noisy", "rules": "quick", "started_utc": "{{date}}", "command_line": [], "scenarios": [{{scenarios}}]}""");
    }

    private static void AddSubmission(CliHost cli, string name, params string[] states)
    {
        string[] scenarios = ["Offline", "SingleStream"];
        var steps = states.Select((state, i) => $$"""{"scenario": "{{scenarios[i % 2]}}", "step": "performance", "folder": "c", "status": "{{state}}", "reasons": []}""");
        File.WriteAllText(Path.Combine(cli.Folder, "results", name, "submission-run.json"),
            $$"""{"schema_version": 1, "benchmark": "resnet50", "round": "v6.1", "division": "closed", "category": "edge", "rehearsal": true, "options": {}, "steps": [{{string.Join(", ", steps)}}]}""");
    }

    private static CliHost Host()
    {
        var cli = new CliHost();
        var stream = NoisySystem.Measure(TestScenario.SingleStream, 1, 1e6);
        Write("a", "2026-01-01T00:00:00.000Z", stream);
        Write("b", "2026-02-01T00:00:00.000Z", stream with { Valid = false }, NoisySystem.Measure(TestScenario.Offline, 1, 1e6));
        Write(Path.Combine("deep", "c"), "2026-03-01T00:00:00.000Z", stream);
        Directory.CreateDirectory(Path.Combine(cli.Folder, "results", "other"));
        File.WriteAllText(Path.Combine(cli.Folder, "results", "other", "result.json"), "{}");
        return cli;

        void Write(string name, string date, params RunData[] runs)
        {
            var folder = Directory.CreateDirectory(Path.Combine(cli.Folder, "results", name)).FullName;
            using var file = File.Create(Path.Combine(folder, "result.json"));
            ResultFile.Write(file, Documents.Of(runs) with { StartedUtc = date });
        }
    }
}
