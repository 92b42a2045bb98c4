using System.Text.Json;
using NativeBench.LoadGen;
using NativeBench.Results;

namespace NativeBench.Tests.Cli;

/// <summary><c>compare</c> and <c>run --assert</c> from the command line.</summary>
public sealed class CompareCommandTests
{
    [Test]
    public void A_result_compared_with_itself_has_no_difference()
    {
        using var cli = new CliHost();
        Write(cli, "a", 1, 1e6);
        var code = cli.Run("compare", "a", "a", "--fail-if-slower", "0");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, cli.Error);
            Assert.That(cli.Out, Does.Contain("Settings, machine and versions are the same.").And.Contain("no difference that can be told"));
            Assert.That(cli.Out, Does.Not.Contain("slower."));
        }
    }

    [Test]
    public void Three_per_cent_slower_fails_a_gate_of_two()
    {
        using var cli = new CliHost();
        Write(cli, "a", 1, 1e6);
        Write(cli, "b", 2, 1.03e6);
        var failing = cli.Run("compare", "a", "b", "--fail-if-slower", "2%");
        Assert.That(failing, Is.EqualTo(1));
        Assert.That(cli.Out, Does.Contain("Slower by more than 2 % (--fail-if-slower)."));
        Assert.That(cli.Run("compare", "a", "b", "--fail-if-slower", "4 %"), Is.Zero);
        Assert.That(cli.Run("compare", "b", "a", "--fail-if-slower", "2%"), Is.Zero, "faster is not slower");
    }

    [Test]
    public void Json_has_ratios_with_intervals_and_what_was_different()
    {
        using var cli = new CliHost();
        Write(cli, "a", 1, 1e6);
        Write(cli, "b", 2, 1.03e6, document => document with { System = document.System with { CpuGovernor = "powersave" } });
        cli.Run("compare", "a", "b", "--json");
        using var json = JsonDocument.Parse(cli.Out);
        var comparison = json.RootElement[0];
        var run = comparison.GetProperty("runs")[0];
        var figure = run.GetProperty("figures")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.GetProperty("verdict").GetString(), Is.EqualTo("slower"));
            Assert.That(figure.GetProperty("ratio_low").GetDouble(), Is.LessThan(1.03));
            Assert.That(figure.GetProperty("ratio_high").GetDouble(), Is.GreaterThan(1.03));
            Assert.That(comparison.GetProperty("differences").EnumerateArray().Select(static d => d.GetProperty("name").GetString()),
                Is.EqualTo(new[] { "system.cpu_governor", "settings_requested.single_stream_expected_latency_ns", "settings_requested.schedule_rng_seed", "settings_effective.target_qps", "settings_effective.schedule_rng_seed" }));
        }
    }

    [Test]
    public void Interleaving_runs_both_command_lines_in_turn_and_compares_the_pairs()
    {
        using var cli = new CliHost();
        Write(cli, "a", 1, 1e6, static d => d with { CommandLine = ["nativebench", "run", "--batch", "1", "--output", "a"] });
        Write(cli, "b", 2, 1e6, static d => d with { CommandLine = ["nativebench", "run", "--batch", "4", "--json"] });
        var calls = new List<string>();
        ulong seed = 10;
        cli.Context = cli.Context with
        {
            RunAgain = arguments =>
            {
                var batch = arguments[arguments.ToList().IndexOf("--batch") + 1];
                calls.Add(string.Join(' ', arguments.Take(3)));
                Write(cli, Path.GetRelativePath(cli.Folder, arguments[arguments.ToList().IndexOf("--output") + 1]), seed++, batch == "1" ? 1e6 : 1.1e6);
                return 0;
            },
        };
        var code = cli.Run("compare", "a", "b", "--interleave", "3", "--output", "pairs");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, cli.Error);
            Assert.That(calls, Is.EqualTo(new[] { "run --batch 1", "run --batch 4", "run --batch 4", "run --batch 1", "run --batch 1", "run --batch 4" }));
            Assert.That(cli.Out, Does.Contain("Intervals are from 3 pairs of runs made in turn").And.Contain("slower, by "));
        }
    }

    [TestCase("compare", "a", "compare needs two result folders or more")]
    [TestCase("compare a nothing", "", "nothing': there is no result.json")]
    [TestCase("compare a a --interleave", "2", "--interleave takes a whole number, 3 or more; found '2'.")]
    [TestCase("compare a a a --interleave", "3", "--interleave compares two results; found 3.")]
    [TestCase("compare a a --fail-if-slower", "much", "--fail-if-slower takes a percentage, for example 2%; found 'much'.")]
    public void Mistakes_are_told(string line, string last, string sentence)
    {
        using var cli = new CliHost();
        Write(cli, "a", 1, 1e6);
        cli.ExpectMistake(2, sentence, [.. line.Split(' '), .. last.Length > 0 ? new[] { last } : []]);
    }

    [TestCase("p50<1h", 2, "'h' is no unit of a latency")]
    [TestCase("accuracy>90%", 2, "--assert 'accuracy>90%' is about no run of this session, which has SingleStream performance.")]
    public void An_assertion_that_means_nothing_is_refused(string assertion, int code, string sentence)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(code, sentence, "run", "--backend", "null", "--scenario", "SingleStream", "--assert", assertion);
    }

    [TestCase("p99<10s", 0, "holds")]
    [TestCase("p99<1ns", 1, "DOES NOT HOLD")]
    public void An_assertion_decides_the_exit_code(string assertion, int expected, string words)
    {
        using var cli = new CliHost();
        var code = cli.Run("run", "--backend", "null", "--scenario", "SingleStream", "--set", "min_duration=5", "--output", "out", "--assert", assertion);
        var run = ResultFile.Read(Path.Combine(cli.Folder, "out")).Runs[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(expected), cli.Error);
            Assert.That(cli.Out, Does.Contain($"--assert {assertion} {words}"));
            Assert.That(run.Assertions!.Single(), Has.Property("Met").EqualTo(expected == 0).And.Property("Value").EqualTo(run.SampleLatency!.P99Ns));
        }
    }

    /// <summary>Writes the result of a system with known times into a folder.</summary>
    private static void Write(CliHost cli, string folder, ulong seed, double meanNs, Func<ResultDocument, ResultDocument>? change = null)
    {
        var document = NativeBench.Tests.Results.Documents.Of(NativeBench.Tests.Results.NoisySystem.Measure(TestScenario.SingleStream, seed, meanNs));
        Directory.CreateDirectory(Path.Combine(cli.Folder, folder));
        using var stream = File.Create(Path.Combine(cli.Folder, folder, "result.json"));
        ResultFile.Write(stream, change?.Invoke(document) ?? document);
    }
}
