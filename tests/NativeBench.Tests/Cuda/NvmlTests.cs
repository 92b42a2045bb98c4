using NativeBench.Cuda;
using NativeBench.Tests.Inference;
using NativeBench.Tests.Native;

namespace NativeBench.Tests.Cuda;

/// <summary>What is made of NVML's answers; the library is emulated.</summary>
[Category("Native")]
public sealed class NvmlTests
{
    [Test]
    public void Everything_that_it_tells_is_read()
    {
        using var nvml = Nvml.Open(NativeBuild.Fake("fake_nvml"));
        Assert.That(nvml.Status.Available, Is.True, nvml.Status.Reason);
        Assert.That(nvml.Status.IsEmulated, Is.True);
        Assert.That(nvml.Status.Version, Is.EqualTo("570.00-emulated"));
        Assert.That(nvml.Devices, Has.Count.EqualTo(2));
        var device = nvml.Devices[1];
        Assert.That(device.Name, Is.EqualTo("Emulated GPU 1"));
        Assert.That(device.Uuid, Is.EqualTo("GPU-00000000-0000-0000-0000-000000000001"));
        Assert.That(device.PciBusId, Is.EqualTo("0000:3c:00.0"));
        Assert.That(device.PowerLimitMw, Is.EqualTo(700_000));
        Assert.That(device.MaxSmClockMhz, Is.EqualTo(1980));
        Assert.That(device.MaxMemoryClockMhz, Is.EqualTo(2619));
        Assert.That(device.PersistenceMode, Is.True);
        var reading = device.Read();
        Assert.That(reading with { EnergyMj = null }, Is.EqualTo(new GpuReading
        {
            PowerMw = 250_001,
            GraphicsClockMhz = 1800,
            SmClockMhz = 1755,
            MemoryClockMhz = 2619,
            Throttle = ThrottleReasons.PowerCap | ThrottleReasons.ThermalSlowdown,
            TemperatureC = 61,
            GpuUtilizationPercent = 97,
            MemoryUtilizationPercent = 41,
        }));
        Assert.That(device.Read().EnergyMj - reading.EnergyMj, Is.EqualTo(500));
    }

    [Test]
    public void A_device_is_found_by_its_place_on_the_bus()
    {
        using var nvml = Nvml.Open(NativeBuild.Fake("fake_nvml"));
        Assert.That(nvml.Find("0000:3B:00.0"), Is.SameAs(nvml.Devices[0]));
        Assert.That(nvml.Find(""), Is.Null);
    }

    [Test]
    public void What_is_not_supported_is_null_and_never_zero()
    {
        using var nvml = Nvml.Open(NativeBuild.Fake("fake_nvml_tells_nothing"));
        Assert.That(nvml.Devices[0].Read().IsEmpty, Is.True);
        Assert.That(nvml.Devices[0].PowerLimitMw, Is.Null);
        Assert.That(nvml.Devices[0].PersistenceMode, Is.Null);
    }

    [Test]
    public void An_old_library_tells_what_it_can()
    {
        using var nvml = Nvml.Open(NativeBuild.Fake("fake_nvml_old"));
        var reading = nvml.Devices[0].Read();
        Assert.That(reading.EnergyMj, Is.Null);
        Assert.That(reading.Throttle, Is.EqualTo(ThrottleReasons.HardwareSlowdown));
        Assert.That(reading.PowerMw, Is.EqualTo(250_000));
    }

    [Test]
    public void One_that_does_not_start_says_so()
    {
        using var nvml = Nvml.Open(NativeBuild.Fake("fake_nvml_init_fails"));
        Assert.That(nvml.Status.Available, Is.False);
        Assert.That(nvml.Status.Reason, Is.EqualTo("NVML doesn't start: nvmlInit answered 9: Driver Not Loaded."));
        Assert.That(nvml.Devices, Is.Empty);
    }

    [Test]
    public void Another_library_is_refused()
    {
        using var nvml = Nvml.Open(NativeBuild.Fake("fake_cuda"));
        Assert.That(nvml.Status.Reason, Does.EndWith("lacks nvmlInit_v2: it is no NVML that can be used."));
    }

    [Test]
    public void One_that_is_absent_is_told_with_what_was_tried()
    {
        using var nvml = Nvml.Open("/nowhere/libnvidia-ml.so.1");
        Assert.That(nvml.Status.Reason, Does.StartWith("NVML (/nowhere/libnvidia-ml.so.1) isn't there").And.Contain("NATIVEBENCH_NVML_LIBRARY"));
        Assert.That(nvml.Status.Tried.Single().Failure, Does.Contain("No such file"));
    }

    [Test]
    public void Reading_allocates_nothing()
    {
        using var nvml = Nvml.Open(NativeBuild.Fake("fake_nvml"));
        var device = nvml.Devices[0];
        Assert.That(Allocations.LeastOf(() =>
        {
            for (var i = 0; i < 100; i++)
                device.Read();
        }), Is.LessThan(100));
    }

    [Test]
    public void After_its_end_nothing_is_read()
    {
        var nvml = Nvml.Open(NativeBuild.Fake("fake_nvml"));
        nvml.Dispose();
        Assert.That(() => nvml.Devices[0].Read(), Throws.TypeOf<ObjectDisposedException>());
    }
}
