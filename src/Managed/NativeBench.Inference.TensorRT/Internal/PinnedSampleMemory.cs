using System.Globalization;
using NativeBench.Cuda;
using NativeBench.Inference.TensorRT.Interop;

namespace NativeBench.Inference.TensorRT.Internal;

/// <summary>Arenas of the shim near a device as a slab's memory; or a user's page-locked memory, lent to the shim.</summary>
internal sealed unsafe class PinnedSampleMemory(TensorRtRuntime runtime, int device, ICudaProvider? provider = null) : ISampleMemory
{
    public string Name => provider is null ? "page-locked" : $"page-locked by {provider.Name}";

    public NativeBuffer Allocate(long bytes, int alignmentBytes)
    {
        // Both give whole pages, so nothing is to be done for an alignment up to that.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alignmentBytes, 4096);
        var size = Math.Max(bytes, 1);
        PinnedMemory? borrowed = null;
        try
        {
            borrowed = provider?.AllocatePinned(size, device);
            var options = new ShimNative.nb_arena_options
            {
                size = (uint)sizeof(ShimNative.nb_arena_options),
                flags = borrowed is null ? 0 : ShimNative.NB_ARENA_BORROW,
                device = device,
                bytes = (ulong)size,
                data = borrowed is null ? null : (void*)borrowed.Address,
            };
            var status = ShimNative.nb_arena_create(out var arena, out var data, runtime.Handle, options);
            if (status != ShimNative.NB_OK)
            {
                var reason = ShimText.LastError();
                arena.Dispose();
                throw new InvalidInputException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{size / 1048576.0:N0} MiB of page-locked memory for the samples can't be had: {reason} Lower performance_sample_count_override."));
            }
            arena.Hold(runtime.Handle);
            return NativeBuffer.Adopt(data, size, new Owner(runtime, arena, borrowed));
        }
        catch (CudaException error)
        {
            throw new InvalidInputException($"{error.Message} Lower performance_sample_count_override.", error);
        }
    }

    /// <summary>
    /// The arena first, then the memory that it borrows. Neither, if a device hangs: it may still read from them, and the
    /// driver would wait for it for ever.
    /// </summary>
    private sealed class Owner(TensorRtRuntime runtime, ArenaHandle arena, PinnedMemory? borrowed) : IDisposable
    {
        public void Dispose()
        {
            if (runtime.HasHangingDevice)
            {
                arena.SetHandleAsInvalid();
                borrowed?.SetHandleAsInvalid();
            }
            arena.Dispose();
            borrowed?.Dispose();
        }
    }
}
