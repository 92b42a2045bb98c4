using NativeBench.Cuda;
using NativeBench.Inference.TensorRT;

namespace NativeBench.Tests.Native;

/// <summary>What C# makes of the shim's answers; the libraries are emulated, so nothing here speaks of a real GPU.</summary>
[Category("Native")]
public sealed class GpuProbeTests
{
    private const string Missing = "/does-not-exist/libmissing.so";

    private static GpuProbe Probe(string? cuda = null, string? tensorRt = null) =>
        ProbeFiles(cuda is null ? Missing : NativeBuild.Fake(cuda), tensorRt is null ? Missing : NativeBuild.Fake(tensorRt));

    private static GpuProbe ProbeFiles(string cuda, string tensorRt)
    {
        NativeBuild.AssumeTools();
        return GpuProbe.Run(new GpuProbeOptions { CudaLibrary = cuda, TensorRtLibrary = tensorRt });
    }

    [Test]
    public void Shim_is_found_beside_the_program()
    {
        var shim = Probe().Shim;

        Assert.That(shim.Available, Is.True, shim.Reason);
        Assert.That(shim.Reason, Is.Null);
        Assert.That(shim.Path, Does.StartWith(AppContext.BaseDirectory).And.EndsWith("libnativebench_trt_shim.so"));
        Assert.That(shim.Version, Is.EqualTo(typeof(GpuProbe).Assembly.GetName().Version!.ToString(3)));
        Assert.That(shim.Tried[^1], Is.EqualTo(new LibraryAttempt(shim.Path!, null)));
    }

    [Test]
    public void Nothing_there_is_told_with_what_was_tried()
    {
        var probe = Probe();

        Assert.That(probe.Cuda.Available, Is.False);
        Assert.That(probe.Cuda.IsEmulated, Is.False);
        Assert.That(probe.Cuda.Path, Is.Null);
        Assert.That(probe.Cuda.DriverVersion, Is.Null);
        Assert.That(probe.Cuda.InitResult, Is.Null);
        Assert.That(probe.Cuda.Devices, Is.Empty);
        Assert.That(probe.Cuda.Reason, Does.StartWith("The file given for the CUDA driver can't be opened: ").And.Contain(Missing));
        Assert.That(probe.Cuda.Tried, Has.Count.EqualTo(1));
        Assert.That(probe.Cuda.Tried[0].Name, Is.EqualTo(Missing));
        Assert.That(probe.Cuda.Tried[0].Failure, Does.Contain("No such file"));

        Assert.That(probe.TensorRt.Available, Is.False);
        Assert.That(probe.TensorRt.Version, Is.Null);
        Assert.That(probe.TensorRt.Reason, Does.Contain(Missing));
        Assert.That(probe.TensorRt.Tried, Has.Count.EqualTo(1));
    }

    [Test]
    public void Driver_and_both_devices_are_described()
    {
        var cuda = Probe(cuda: "fake_cuda_two_devices").Cuda;

        Assert.That(cuda.Available, Is.True);
        Assert.That(cuda.IsEmulated, Is.True);
        Assert.That(cuda.Reason, Is.Null);
        Assert.That(cuda.Path, Is.EqualTo(NativeBuild.Fake("fake_cuda_two_devices")));
        Assert.That(cuda.DriverVersion, Is.EqualTo(new Version(12, 4)));
        Assert.That(cuda.InitResult, Is.EqualTo("CUDA_SUCCESS (0): no error"));
        Assert.That(cuda.Tried, Is.EqualTo(new[] { new LibraryAttempt(cuda.Path!, null) }));
        Assert.That(cuda.Devices, Is.EqualTo(new[]
        {
            new CudaDevice
            {
                Ordinal = 0,
                Name = "Emulated GPU 0",
                ComputeCapability = new Version(9, 0),
                MemoryBytes = 80UL << 30,
                IsIntegrated = false,
                PciBusId = "0000:3b:00.0",
            },
            new CudaDevice
            {
                Ordinal = 1,
                Name = "Emulated GPU 1",
                ComputeCapability = new Version(8, 7),
                MemoryBytes = 30UL << 30,
                IsIntegrated = true,
                PciBusId = "0000:3c:00.0",
            },
        }));
    }

    [TestCase("fake_cuda_old", "10.2", null, "is for CUDA 10.2, but 11.4 or newer is needed")]
    [TestCase("fake_cuda_without_memory", null, null, "lacks cuDeviceTotalMem_v2")]
    [TestCase("fake_cuda_init_fails", "12.4", "CUDA_ERROR_UNKNOWN (999): unknown error", "doesn't start")]
    [TestCase("fake_cuda_init_no_device", "12.4", "CUDA_ERROR_NO_DEVICE (100): no CUDA-capable device is detected", "sees no device")]
    [TestCase("fake_cuda_no_devices", "12.4", "CUDA_SUCCESS (0): no error", "sees no device")]
    public void Driver_that_cannot_be_used_says_why(string fake, string? version, string? initResult, string reason)
    {
        var cuda = Probe(cuda: fake).Cuda;

        Assert.That(cuda.Available, Is.False);
        Assert.That(cuda.Devices, Is.Empty);
        Assert.That(cuda.DriverVersion?.ToString(), Is.EqualTo(version));
        Assert.That(cuda.InitResult, Is.EqualTo(initResult));
        Assert.That(cuda.Reason, Does.Contain(reason));
        Assert.That(cuda.Tried[0].Failure, Is.EqualTo(cuda.Reason));
    }

    [Test]
    public void Device_that_hides_something_is_still_listed()
    {
        var device = Probe(cuda: "fake_cuda_name_fails").Cuda.Devices.Single();

        Assert.That(device.Name, Is.Empty);
        Assert.That(device.ComputeCapability, Is.EqualTo(new Version(9, 0)));
        Assert.That(device.Problem, Is.EqualTo("cuDeviceGetName answered CUDA_ERROR_UNKNOWN (999): unknown error."));
    }

    [TestCase("fake_nvinfer_8_5", "8.5.3", null)]
    [TestCase("fake_nvinfer_10", "10.13.1", null)]
    [TestCase("fake_nvinfer_11", "11.1.0", null)]
    [TestCase("fake_nvinfer_8_2", "8.2.1", "is version 8.2.1; supported are 8.5 and 8.6, 10.x and 11.x")]
    [TestCase("fake_nvinfer_without_version", null, "lacks getInferLibVersion")]
    public void TensorRt_is_told_by_its_version(string fake, string? version, string? reason)
    {
        var tensorRt = Probe(tensorRt: fake).TensorRt;

        Assert.That(tensorRt.Available, Is.EqualTo(reason is null));
        Assert.That(tensorRt.IsEmulated, Is.True);
        Assert.That(tensorRt.Path, Is.EqualTo(NativeBuild.Fake(fake)));
        Assert.That(tensorRt.Version?.ToString(), Is.EqualTo(version));
        Assert.That(tensorRt.Reason, reason is null ? Is.Null : Does.Contain(reason));
    }

    [Test]
    public void Texts_longer_than_the_first_buffer_come_whole()
    {
        var path = "/" + string.Join("/", Enumerable.Repeat("größer", 100)) + "/libcuda.so";

        var cuda = ProbeFiles(path, Missing).Cuda;

        Assert.That(cuda.Tried[0].Name, Is.EqualTo(path));
    }

    [Test]
    public void Without_a_shim_everything_is_unknown_and_nothing_throws()
    {
        var shim = new ShimStatus { Reason = "It wasn't built." };

        var probe = GpuProbe.Run(new GpuProbeOptions(), shim);

        Assert.That(probe.Shim, Is.SameAs(shim));
        Assert.That(probe.Cuda.Available, Is.False);
        Assert.That(probe.Cuda.Reason, Is.EqualTo("Not known, because the native shim can't be used. It wasn't built."));
        Assert.That(probe.TensorRt.Available, Is.False);
        Assert.That(probe.TensorRt.Reason, Is.EqualTo(probe.Cuda.Reason));
    }
}
