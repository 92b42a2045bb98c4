namespace NativeBench.Cuda;

/// <summary>
/// Somebody's access to CUDA: devices, their primary contexts, page-locked memory. Ours (<see cref="CudaDriver"/>), or a
/// user's whose contexts and buffers are to be used. Handles are the driver's own, so all of them can be mixed. Thread-safe.
/// </summary>
public interface ICudaProvider : IDisposable
{
    /// <summary>Who it is, for reports.</summary>
    string Name { get; }

    /// <summary>The driver is a stand-in for tests; nothing measured with it is a result.</summary>
    bool IsEmulated { get; }

    /// <summary>The devices, by ordinal.</summary>
    IReadOnlyList<CudaDeviceInfo> Devices { get; }

    /// <summary>The primary context (<c>CUcontext</c>) of a device; retained until the provider is disposed.</summary>
    /// <exception cref="CudaException">The driver has none to give.</exception>
    nint PrimaryContext(int ordinal);

    /// <summary>Allocates page-locked host memory that every device can read and write at the same address.</summary>
    /// <param name="bytes">Size in bytes, 1 or more.</param>
    /// <param name="ordinal">The device whose context allocates it.</param>
    /// <exception cref="CudaException">There isn't so much.</exception>
    PinnedMemory AllocatePinned(long bytes, int ordinal = 0);
}
