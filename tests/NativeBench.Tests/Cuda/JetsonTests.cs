using NativeBench.Cuda;

namespace NativeBench.Tests.Cuda;

/// <summary>Jetson's sensors and settings, from trees of files as its kernel shows them.</summary>
public sealed class JetsonTests
{
    private string _root = "";

    [SetUp]
    public void MakeTree() => _root = Directory.CreateTempSubdirectory("nativebench-jetson-").FullName;

    [TearDown]
    public void RemoveTree() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Rails_of_an_orin_nx_have_a_total()
    {
        Monitor(0, "ina3221", (1, "VDD_IN", 5000, 1200), (2, "VDD_CPU_GPU_CV", 5000, 400), (3, "VDD_SOC", 4992, 333));
        var rails = PowerRails.Find(Path.Combine(_root, "sys"));
        Assert.That(rails.Reason, Is.Null);
        Assert.That(rails.Rails.Select(static r => (r.Name, r.ReadMw())), Is.EqualTo(new (string, long?)[]
        {
            ("VDD_CPU_GPU_CV", 2000), ("VDD_IN", 6000), ("VDD_SOC", 1662),
        }));
        Assert.That(rails.Total?.Name, Is.EqualTo("VDD_IN"));
    }

    [Test]
    public void Rails_of_an_agx_orin_have_none()
    {
        Monitor(0, "ina3221", (1, "VDD_GPU_SOC", 19000, 500), (2, "VDD_CPU_CV", 19000, 100), (3, "VIN_SYS_5V0", 5000, 900));
        Monitor(1, "ina3221", (1, "NC", 0, 0), (2, "VDDQ_VDD2_1V8AO", 5000, 80), (3, "NC", 0, 0));
        var rails = PowerRails.Find(Path.Combine(_root, "sys"));
        Assert.That(rails.Rails.Select(static r => r.Name), Is.EqualTo(new[] { "VDDQ_VDD2_1V8AO", "VDD_CPU_CV", "VDD_GPU_SOC", "VIN_SYS_5V0" }));
        Assert.That(rails.Total, Is.Null);
    }

    [Test]
    public void Thor_measures_microwatts()
    {
        Monitor(0, "ina238");
        Write("sys/class/hwmon/hwmon0/power1_input", "61234567");
        var rails = PowerRails.Find(Path.Combine(_root, "sys"));
        Assert.That(rails.Total?.Name, Is.EqualTo("VIN"));
        Assert.That(rails.Total?.ReadMw(), Is.EqualTo(61234));
    }

    [Test]
    public void A_channel_that_cannot_be_read_is_skipped_and_other_monitors_are_none()
    {
        Monitor(0, "coretemp");
        Monitor(1, "ina3221", (1, "VDD_IN", 5000, 1000), (2, "VDD_SOC", 5000, null));
        var rails = PowerRails.Find(Path.Combine(_root, "sys"));
        Assert.That(rails.Rails.Select(static r => r.Name), Is.EqualTo(new[] { "VDD_IN" }));
    }

    [Test]
    public void A_rail_that_vanishes_reads_as_null()
    {
        Monitor(0, "ina3221", (1, "VDD_IN", 5000, 1000));
        var rail = PowerRails.Find(Path.Combine(_root, "sys")).Rails.Single();
        File.Delete(Path.Combine(_root, "sys/class/hwmon/hwmon0/curr1_input"));
        Assert.That(rail.ReadMw(), Is.Null);
    }

    [Test]
    public void Where_there_are_none_the_reason_is_told()
    {
        var rails = PowerRails.Find(Path.Combine(_root, "sys"));
        Assert.That(rails.Rails, Is.Empty);
        Assert.That(rails.Reason, Does.Contain("this is no Jetson"));
    }

    [Test]
    public void The_board_is_described()
    {
        Write("sys/firmware/devicetree/base/model", "NVIDIA Jetson Orin NX Engineering Reference Developer Kit\0");
        Write("etc/nv_tegra_release", "# R36 (release), REVISION: 4.3, GCID: 1\nmore");
        Write("var/lib/nvpmodel/status", "pmode:0002");
        Write("sys/class/devfreq/17000000.gpu/governor", "nvhost_podgov\n");
        Write("sys/class/devfreq/15880000.nvdla0/governor", "performance\n");
        var board = JetsonBoard.Read(_root)!;
        Assert.That(board.Model, Is.EqualTo("NVIDIA Jetson Orin NX Engineering Reference Developer Kit"));
        Assert.That(board.Release, Is.EqualTo("R36 (release), REVISION: 4.3, GCID: 1"));
        Assert.That(board.PowerMode, Is.EqualTo("0002"));
        Assert.That(board.Governors, Is.EqualTo(new Dictionary<string, string>
        {
            ["15880000.nvdla0"] = "performance",
            ["17000000.gpu"] = "nvhost_podgov",
        }));
    }

    [Test]
    public void Another_machine_is_no_board() => Assert.That(JetsonBoard.Read(_root), Is.Null);

    private void Monitor(int number, string name, params (int Channel, string Label, int Mv, int? Ma)[] channels)
    {
        var folder = FormattableString.Invariant($"sys/class/hwmon/hwmon{number}");
        Write($"{folder}/name", name + "\n");
        foreach (var (channel, label, mv, ma) in channels)
        {
            Write(FormattableString.Invariant($"{folder}/in{channel}_label"), label + "\n");
            Write(FormattableString.Invariant($"{folder}/in{channel}_input"), FormattableString.Invariant($"{mv}\n"));
            if (ma is { } current)
                Write(FormattableString.Invariant($"{folder}/curr{channel}_input"), FormattableString.Invariant($"{current}\n"));
        }
    }

    private void Write(string path, string content)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }
}
