using System.Globalization;
using NativeBench.Cuda.Internal;
using NativeBench.Cuda.Interop;

namespace NativeBench.Cuda;

/// <summary>The CUDA driver through its own C functions, opened at run time. Where it isn't there, <see cref="TryOpen"/> says why.</summary>
public sealed unsafe class CudaDriver : ICudaProvider
{
    /// <summary>Names the file; when it is set, no other is tried. The native shim reads it too.</summary>
    public const string EnvironmentVariable = "NATIVEBENCH_CUDA_LIBRARY";

    private const int NameSize = 256;
    private const int BusIdSize = 32;

    private readonly CudaApi _api;
    private readonly Lock _turn = new();
    private readonly Dictionary<int, nint> _contexts = [];
    private int _users = 1;
    private bool _disposed;

    private CudaDriver(CudaApi api, bool emulated)
    {
        _api = api;
        IsEmulated = emulated;
        int count;
        api.Check(api.cuDeviceGetCount(&count), "Counting the devices");
        Devices = [.. Enumerable.Range(0, count).Select(ReadDevice)];
    }

    /// <inheritdoc/>
    public string Name => "CUDA driver";

    /// <inheritdoc/>
    public bool IsEmulated { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CudaDeviceInfo> Devices { get; }

    /// <summary>Opens the driver and starts it.</summary>
    /// <param name="status">What became of looking for it.</param>
    /// <param name="file">A file to open instead of the usual name; null: what NATIVEBENCH_CUDA_LIBRARY holds, else that.</param>
    /// <returns>Null if there's no driver or it doesn't work.</returns>
    public static CudaDriver? TryOpen(out LibraryStatus status, string? file = null)
    {
        // libcuda.so without a number belongs to the development package, which may be a stub.
        string[] usual = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1"];
        var candidates = OptionalLibrary.Candidates(file, EnvironmentVariable, usual);
        if (!OptionalLibrary.TryOpen(candidates, out var library, out var tried))
        {
            status = new LibraryStatus
            {
                Reason = $"The CUDA driver ({string.Join(", ", candidates)}) isn't there. Install NVIDIA's driver, or name the file by {EnvironmentVariable}.",
                Tried = tried,
            };
            return null;
        }
        status = new LibraryStatus { Path = library.Name, Tried = tried, IsEmulated = library.IsEmulated };
        try
        {
            var api = new CudaApi(library);
            int version;
            api.Check(api.cuInit(0), "Starting it");
            api.Check(api.cuDriverGetVersion(&version), "Asking its version");
            var driver = new CudaDriver(api, library.IsEmulated);
            status = status with { Available = true, Version = string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version % 1000 / 10}") };
            return driver;
        }
        catch (EntryPointNotFoundException error)
        {
            status = status with { Reason = $"'{library.Name}' lacks {error.Message}: it is no CUDA driver that can be used." };
        }
        catch (CudaException error)
        {
            status = status with { Reason = $"The CUDA driver '{library.Name}' doesn't work. {error.Message}" };
        }
        return null;
    }

    /// <inheritdoc/>
    public nint PrimaryContext(int ordinal)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_contexts.TryGetValue(ordinal, out var known))
                return known;
            nint context;
            _api.Check(_api.cuDevicePrimaryCtxRetain(&context, Device(ordinal)), "Taking the device's context");
            return _contexts[ordinal] = context;
        }
    }

    /// <inheritdoc/>
    public PinnedMemory AllocatePinned(long bytes, int ordinal = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        var context = PrimaryContext(ordinal);
        nint address;
        _api.Check(_api.cuCtxSetCurrent(context), "Making the device's context current");
        _api.Check(
            _api.cuMemHostAlloc(&address, checked((nuint)bytes), CudaApi.CU_MEMHOSTALLOC_PORTABLE | CudaApi.CU_MEMHOSTALLOC_DEVICEMAP),
            string.Create(CultureInfo.InvariantCulture, $"Page-locking {bytes / 1048576.0:N1} MiB of memory"));
        Interlocked.Increment(ref _users);
        return new Block(this, context, address, bytes);
    }

    /// <summary>Gives the contexts back, once all memory is freed.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        Leave();
    }

    private CudaDeviceInfo ReadDevice(int ordinal)
    {
        var device = Device(ordinal);
        var name = stackalloc byte[NameSize];
        var busId = stackalloc byte[BusIdSize];
        nuint memory;
        _api.Check(_api.cuDeviceGetName(name, NameSize, device), "Asking the device's name");
        _api.Check(_api.cuDeviceTotalMem_v2(&memory, device), "Asking the device's memory");
        var hasBusId = _api.cuDeviceGetPCIBusId(busId, BusIdSize, device) == CudaApi.CUDA_SUCCESS;
        return new CudaDeviceInfo
        {
            Ordinal = ordinal,
            Name = OptionalLibrary.Text(new ReadOnlySpan<byte>(name, NameSize)),
            ComputeCapability = new Version(
                Attribute(device, CudaApi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
                Attribute(device, CudaApi.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)),
            MemoryBytes = (long)memory,
            Multiprocessors = Attribute(device, CudaApi.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
            IsIntegrated = Attribute(device, CudaApi.CU_DEVICE_ATTRIBUTE_INTEGRATED) != 0,
            PciBusId = hasBusId ? OptionalLibrary.Text(new ReadOnlySpan<byte>(busId, BusIdSize)) : "",
        };
    }

    private int Device(int ordinal)
    {
        int device;
        _api.Check(_api.cuDeviceGet(&device, ordinal), string.Create(CultureInfo.InvariantCulture, $"Opening device {ordinal}"));
        return device;
    }

    private int Attribute(int device, int attribute)
    {
        int value;
        _api.Check(_api.cuDeviceGetAttribute(&value, attribute, device), "Asking a device's attribute");
        return value;
    }

    /// <summary>The last one out, the provider itself or a block of its memory, gives the contexts back.</summary>
    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        foreach (var ordinal in _contexts.Keys)
            _ = _api.cuDevicePrimaryCtxRelease_v2(Device(ordinal));
    }

    private sealed class Block(CudaDriver driver, nint context, nint address, long bytes) : PinnedMemory(address, bytes)
    {
        protected override bool ReleaseHandle()
        {
            var freed = driver._api.cuCtxSetCurrent(context) == CudaApi.CUDA_SUCCESS && driver._api.cuMemFreeHost(handle) == CudaApi.CUDA_SUCCESS;
            driver.Leave();
            return freed;
        }
    }
}
