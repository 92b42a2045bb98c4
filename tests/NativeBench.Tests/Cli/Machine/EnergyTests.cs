using System.Globalization;
using NativeBench.Cli.Machine;

namespace NativeBench.Tests.Cli.Machine;

/// <summary>Energy from trees of files that look like the kernel's.</summary>
public sealed class EnergyTests
{
    [Test]
    public void Rapl_counters_are_summed_over_their_wrap()
    {
        using var root = new TemporaryFolder();
        Rapl(root, "intel-rapl:0", "package-0", energyUj: 900_000_000, rangeUj: 1_000_000_000);
        Rapl(root, "intel-rapl:0:0", "core", energyUj: 1_000, rangeUj: 1_000_000_000);
        using var sources = EnergySources.Open(root.Path);
        var meter = new EnergyMeter(sources);
        meter.Read(0);
        Rapl(root, "intel-rapl:0", "package-0", energyUj: 100_000_000, rangeUj: 1_000_000_000);
        meter.Read(10);
        var energy = meter.Between(0, 10, completedSamples: 1000, idlePowerW: [5, 0]);
        var package = energy.Sources[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(energy.Sources.Select(static s => s.Name), Is.EqualTo(new[] { "rapl:package-0", "rapl:core" }));
            Assert.That(package.EnergyJ, Is.EqualTo(200).Within(1e-9), "100 J to the counter's end and 100 J more");
            Assert.That(package.MeanPowerW, Is.EqualTo(20).Within(1e-9));
            Assert.That(package.EnergyAboveIdleJ, Is.EqualTo(150).Within(1e-9));
            Assert.That(package.JoulesPerSample, Is.EqualTo(0.2).Within(1e-9));
            Assert.That(package.SamplesPerJoule, Is.EqualTo(5).Within(1e-9));
            Assert.That(meter.PowerW, Is.EqualTo(20).Within(1e-9), "core is a part of package-0");
        }
    }

    [Test]
    public void A_rail_s_power_is_summed_up_over_time_and_the_whole_board_comes_first()
    {
        using var root = new TemporaryFolder();
        Rail(root, 1, "VDD_GPU_SOC", millivolts: 5000, milliamperes: 1000);
        Rail(root, 2, "VDD_IN", millivolts: 5000, milliamperes: 2000);
        using var sources = EnergySources.Open(root.Path);
        var meter = new EnergyMeter(sources);
        meter.Read(0);
        Rail(root, 2, "VDD_IN", millivolts: 5000, milliamperes: 4000);
        meter.Read(2);
        var energy = meter.Between(0, 2, completedSamples: 0, idlePowerW: null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(energy.Sources.Select(static s => (s.Name, s.Kind, s.EnergyJ)), Is.EqualTo(new[] { ("hwmon:VDD_IN", "power", 30.0), ("hwmon:VDD_GPU_SOC", "power", 10.0) }));
            Assert.That(energy.Sources[0].JoulesPerSample, Is.Null, "nothing completed");
            Assert.That(energy.Sources[0].IdlePowerW, Is.Null);
        }
    }

    [Test]
    public void A_part_of_the_readings_is_interpolated()
    {
        using var root = new TemporaryFolder();
        Rapl(root, "intel-rapl:0", "package-0", 0, 1_000_000_000);
        using var sources = EnergySources.Open(root.Path);
        var meter = new EnergyMeter(sources);
        meter.Read(0);
        Rapl(root, "intel-rapl:0", "package-0", 10_000_000, 1_000_000_000);
        meter.Read(1);
        Rapl(root, "intel-rapl:0", "package-0", 40_000_000, 1_000_000_000);
        meter.Read(2);
        Assert.That(meter.Between(0.5, 1.5, 0, null).Sources[0].EnergyJ, Is.EqualTo(20).Within(1e-9), "5 J of the first second, 15 J of the second");
    }

    [Test]
    public void What_can_not_be_read_says_why()
    {
        using var root = new TemporaryFolder();
        using (var none = EnergySources.Open(root.Path))
            Assert.That(none.NotReadable, Is.EqualTo(new[] { "rapl: this machine's kernel has no powercap domains (a virtual machine, or a processor without them)" }));
        Directory.CreateDirectory(root.Combine("sys", "class", "powercap", "intel-rapl:0"));
        using var without = EnergySources.Open(root.Path);
        Assert.That(without.NotReadable.Single(), Does.StartWith("rapl:intel-rapl:0: ").And.EndWith("energy_uj isn't there"));
    }

    [Test]
    public void A_counter_that_goes_away_is_named_and_ends_nothing()
    {
        using var root = new TemporaryFolder();
        Rapl(root, "intel-rapl:0", "package-0", 1_000_000, 1_000_000_000);
        using var sources = EnergySources.Open(root.Path);
        File.WriteAllText(root.Combine("sys", "class", "powercap", "intel-rapl:0", "energy_uj"), "no number");
        var meter = new EnergyMeter(sources);
        meter.Read(0);
        meter.Read(1);
        Assert.That(meter.Between(0, 1, 10, null).NotReadable, Is.EqualTo(new[] { "rapl:package-0: it told nothing during the run" }));
    }

    [Test]
    public void The_power_log_has_the_official_client_s_lines()
    {
        using var root = new TemporaryFolder();
        Rapl(root, "intel-rapl:0", "package-0", 0, 1_000_000_000);
        using var sources = EnergySources.Open(root.Path);
        var start = new DateTimeOffset(2026, 2, 3, 4, 5, 59, 500, TimeSpan.Zero);
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        try
        {
            var log = PowerLog.Text(start, [new(0, null, null, null, null, null), new(0.75, null, null, null, 12.5, null)], sources);
            Assert.That(log, Is.EqualTo(
                "# Not from a power analyzer: rapl:package-0, read by nativebench. -1: not known.\n" +
                "Time,02-03-2026 04:06:00.250,Watts,12.500000,Volts,-1.000000,Amps,-1.000000,PF,-1.000000,Mark,run_1\n"));
            Assert.That(PowerLog.Text(start, [new(0, null, null, null, null, null)], sources), Is.Null, "nothing told power");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>
    /// As the official tools read it: the checker averages what lies between power_begin and power_end (mlcommons/power-dev,
    /// compliance/check.py, phases_check), the server and the parser match each line (ptd_client_server/lib/server.py, log_parsers/parse_mlperf.py).
    /// </summary>
    [Test]
    public void The_official_tools_find_the_mean_power_in_the_log()
    {
        using var root = new TemporaryFolder();
        Rapl(root, "intel-rapl:0", "package-0", 0, 1_000_000_000);
        using var sources = EnergySources.Open(root.Path);
        var start = new DateTimeOffset(2026, 2, 3, 4, 5, 58, TimeSpan.Zero);
        var log = PowerLog.Text(start, [.. Enumerable.Range(1, 20).Select(static i => new MachineReading(i / 2.0, null, null, null, 10 + i, null))], sources)!;
        var lines = log.Split('\n').Where(static line => line.StartsWith("Time", StringComparison.Ordinal)).ToArray();
        var (begin, end) = (start.AddSeconds(2.9).UtcDateTime, start.AddSeconds(5.1).UtcDateTime);
        var inside = lines.Select(static line => line.Split(','))
            .Where(fields => DateTime.ParseExact(fields[1], "MM-dd-yyyy HH:mm:ss.fff", CultureInfo.InvariantCulture) is var at && at > begin && at < end)
            .ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines, Has.Length.EqualTo(20).And.All.Match("^Time,[^,]*,Watts,[^,]*,Volts,[^,]*,Amps,[^,]*,PF,[^,]*,Mark,[^,]*$"));
            Assert.That(inside.Average(static f => double.Parse(f[3], CultureInfo.InvariantCulture)), Is.EqualTo(18).Within(1e-9), "16 to 20 W, from 3 to 5 s");
            Assert.That(inside.Select(static f => double.Parse(f[9], CultureInfo.InvariantCulture)), Is.All.EqualTo(-1), "no power factor, which the checker leaves out");
        }
    }

    [Test]
    public void A_gpu_is_watched_and_its_power_added_to_the_packages()
    {
        var fake = Native.NativeBuild.Fake("fake_nvml");
        using var root = new TemporaryFolder();
        Rapl(root, "intel-rapl:0", "package-0", 0, 1_000_000_000);
        var before = Environment.GetEnvironmentVariable(NativeBench.Cuda.Nvml.EnvironmentVariable);
        Environment.SetEnvironmentVariable(NativeBench.Cuda.Nvml.EnvironmentVariable, fake);
        try
        {
            using var sources = EnergySources.Open(root.Path, gpus: true);
            Assert.That(sources.PowerNames, Has.Some.EqualTo("rapl:package-0").And.Some.EqualTo("nvml:0"));
            var place = sources.Gpus[0].PciBusId;
            using var one = EnergySources.Open(root.Path, gpus: true, usedGpus: [place.ToUpperInvariant()]);
            Assert.That(one.Gpus.Select(static g => g.PciBusId), Is.EqualTo(new[] { place }));
            var use = GpuUse.Read(one.Gpus)!;
            var reading = one.Gpus[0].Read();
            Assert.That(use.BusyPercent, Is.EqualTo(reading.GpuUtilizationPercent));
            Assert.That(use.SmClockMhz, Is.EqualTo(reading.SmClockMhz));
            Assert.That(use.TemperatureC, Is.EqualTo(reading.TemperatureC));
        }
        finally
        {
            Environment.SetEnvironmentVariable(NativeBench.Cuda.Nvml.EnvironmentVariable, before);
        }
    }

    internal static void Rapl(TemporaryFolder root, string domain, string name, long energyUj, long rangeUj)
    {
        var folder = Directory.CreateDirectory(root.Combine("sys", "class", "powercap", domain)).FullName;
        File.WriteAllText(Path.Combine(folder, "name"), name + "\n");
        File.WriteAllText(Path.Combine(folder, "energy_uj"), FormattableString.Invariant($"{energyUj}\n"));
        File.WriteAllText(Path.Combine(folder, "max_energy_range_uj"), FormattableString.Invariant($"{rangeUj}\n"));
    }

    private static void Rail(TemporaryFolder root, int channel, string name, long millivolts, long milliamperes)
    {
        var folder = Directory.CreateDirectory(root.Combine("sys", "class", "hwmon", "hwmon0")).FullName;
        File.WriteAllText(Path.Combine(folder, "name"), "ina3221\n");
        File.WriteAllText(Path.Combine(folder, FormattableString.Invariant($"in{channel}_label")), name + "\n");
        File.WriteAllText(Path.Combine(folder, FormattableString.Invariant($"in{channel}_input")), FormattableString.Invariant($"{millivolts}\n"));
        File.WriteAllText(Path.Combine(folder, FormattableString.Invariant($"curr{channel}_input")), FormattableString.Invariant($"{milliamperes}\n"));
    }
}
