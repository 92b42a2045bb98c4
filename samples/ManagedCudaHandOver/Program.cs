// A program with ManagedCuda lends NativeBench its context and its page-locked memory: digits on TensorRT, answers compared
// with the CPU's. See src/Managed/NativeBench.Cuda.ManagedCuda/README.md for the licence of what this links to.
using System.Runtime.InteropServices;
using NativeBench.Cuda;
using NativeBench.Cuda.ManagedCuda;
using NativeBench.Datasets;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.Inference.TensorRT;

const int Samples = 32;

using var managedCuda = new ManagedCudaProvider();
foreach (var device in managedCuda.Devices)
    Console.WriteLine($"{managedCuda.Name}: device {device.Ordinal}, {device.Name}, compute capability {device.ComputeCapability}, {device.MemoryBytes >> 20} MiB");

// Both sides take the device's primary context, so handles and memory of one are good for the other.
using var own = CudaDriver.TryOpen(out var status) ?? throw new InvalidOperationException(status.Reason);
Console.WriteLine($"the context of ManagedCuda is the one of NativeBench: {managedCuda.PrimaryContext(0) == own.PrimaryContext(0)}");

try
{
    managedCuda.AllocatePinned(1L << 50).Dispose();
}
catch (CudaException error)
{
    Console.WriteLine($"too much memory is refused: {error.Message}");
}

using var cpu = OnnxRuntimeEngine.Load(DigitsBenchmark.ReadModel(), DigitsBenchmark.ModelName);
using var runtime = TensorRtRuntime.Open();
Console.WriteLine($"{runtime.Description} on {runtime.DeviceName(0)}, emulated: {runtime.IsEmulated}");
using var engine = TensorRtEngine.Load(
    runtime, DigitsBenchmark.ModelName, DigitsBenchmark.ReadModel(), new TensorRtOptions { MaxBatchSize = Samples, PinnedMemory = managedCuda });
using var library = new DigitsLibrary(engine.Model);
library.LoadSamplesToRam([.. Enumerable.Range(0, Samples).Select(static i => (long)i)]);
using var onGpu = engine.CreateInstance(library.Slab, Samples);
using var onCpu = cpu.CreateInstance(library.Slab, Samples);
Console.WriteLine($"memory of the samples: {library.Slab.MemoryKind}");
int[] slots = [.. Enumerable.Range(0, Samples)];
onGpu.Run(slots);
onCpu.Run(slots);
var most = 0f;
for (var i = 0; i < Samples; i++)
{
    var found = MemoryMarshal.Cast<byte, float>(onGpu.Outputs[0].Row(i));
    var expected = MemoryMarshal.Cast<byte, float>(onCpu.Outputs[0].Row(i));
    for (var k = 0; k < found.Length; k++)
        most = Math.Max(most, Math.Abs(found[k] - expected[k]));
}
Console.WriteLine($"largest difference to the CPU's answers over {Samples} samples: {most}");
return most <= 1e-3f ? 0 : 1;
