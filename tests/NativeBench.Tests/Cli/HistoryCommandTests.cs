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
    public void Mistakes_are_told()
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, "'nowhere' is no folder", "history", "nowhere");
        using var other = Host();
        other.ExpectMistake(2, "--since takes a day as 2026-05-31; found 'yesterday'.", "history", "--since", "yesterday");
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
