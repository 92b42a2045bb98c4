using System.Text.Json;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli.Machine;

/// <summary>Energy in a whole run, from a tree of files that looks like the kernel's.</summary>
public sealed class EnergyRunTests
{
    private static readonly string[] s_run = ["run", "--backend", "null", "--scenario", "SingleStream", "--set", "min_duration=20", "--output", "out", "--quiet"];

    /// <summary>A package that uses nothing while it's idle, and 50 J from the moment that LoadGen starts.</summary>
    [Test]
    public void What_a_counter_tells_is_in_result_json_per_sample_and_above_idle_and_in_the_power_log()
    {
        using var root = new TemporaryFolder();
        EnergyTests.Rapl(root, "intel-rapl:0", "package-0", energyUj: 7_000_000, rangeUj: 1_000_000_000);
        using var cli = new CliHost();
        cli.Context = cli.Context with
        {
            EnergyRoot = root.Path,
            IdleBudget = TimeSpan.FromMilliseconds(1),
            StartTest = (sut, library, settings, log, options) =>
            {
                EnergyTests.Rapl(root, "intel-rapl:0", "package-0", energyUj: 57_000_000, rangeUj: 1_000_000_000);
                return LoadGenerator.StartTest(sut, library, settings, log, options);
            },
        };
        Assert.That(cli.Run([.. s_run, "--power-log"]), Is.Zero, cli.Out + cli.Error);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(cli.Folder, "out", "result.json")));
        var run = json.RootElement.GetProperty("runs")[0];
        var package = run.GetProperty("energy").GetProperty("sources")[0];
        var energy = Number(package, "energy_j");
        var samples = run.GetProperty("sample_count").GetDouble();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(package.GetProperty("name").GetString(), Is.EqualTo("rapl:package-0"));
            Assert.That(energy, Is.InRange(0.001, 50), "the part of the time between two readings that the series took");
            Assert.That(Number(package, "mean_power_w"), Is.EqualTo(energy / Number(package, "duration_s")).Within(0.1).Percent);
            Assert.That(Number(package, "joules_per_sample"), Is.EqualTo(energy / samples).Within(0.1).Percent);
            Assert.That(Number(package, "samples_per_joule"), Is.EqualTo(samples / energy).Within(0.1).Percent);
            Assert.That(Number(package, "idle_power_w"), Is.Zero);
            Assert.That(Number(package, "energy_above_idle_j"), Is.EqualTo(energy));
            Assert.That(run.GetProperty("energy").GetProperty("not_readable").GetArrayLength(), Is.Zero);
            Assert.That(File.ReadAllLines(Path.Combine(cli.Folder, "out", "SingleStream", "performance", "spl.txt")),
                Has.Some.Matches("^Time,[0-9-]{10} [0-9:.]{12},Watts,[0-9.]+,Volts,-1.000000,Amps,-1.000000,PF,-1.000000,Mark,run_1$"));
            Assert.That(File.ReadAllText(Path.Combine(cli.Folder, "out", "report.html")), Does.Contain("rapl:package-0").And.Contain("Samples per joule"));
        }
    }

    [Test]
    public void Without_anything_that_tells_energy_the_reason_is_in_result_json_and_the_power_log_is_a_warning()
    {
        using var root = new TemporaryFolder();
        using var cli = new CliHost();
        cli.Context = cli.Context with { EnergyRoot = root.Path };
        Assert.That(cli.Run([.. s_run, "--power-log"]), Is.Zero, cli.Out + cli.Error);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(cli.Folder, "out", "result.json")));
        var energy = json.RootElement.GetProperty("runs")[0].GetProperty("energy");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(energy.GetProperty("sources").GetArrayLength(), Is.Zero);
            Assert.That(energy.GetProperty("not_readable")[0].GetString(), Does.StartWith("rapl: this machine's kernel has no powercap domains"));
            Assert.That(cli.Out, Does.Contain("--power-log: nothing on this machine tells power (rapl: "));
            Assert.That(Path.Combine(cli.Folder, "out", "SingleStream", "performance", "spl.txt"), Does.Not.Exist);
        }
    }

    private static double Number(JsonElement json, string key) => json.GetProperty(key).GetDouble();
}
