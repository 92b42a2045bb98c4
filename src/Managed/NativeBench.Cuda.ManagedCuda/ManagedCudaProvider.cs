using System.Globalization;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace NativeBench.Cuda.ManagedCuda;

/// <summary>
/// A user's ManagedCuda as a source of contexts and page-locked memory: both sides use the devices' primary contexts, so
/// whatever a program made with ManagedCuda can be used here, and the other way round. Thread-safe.
/// </summary>
public sealed class ManagedCudaProvider : ICudaProvider
{
    private readonly Lock _turn = new();
    private readonly Dictionary<int, PrimaryContext> _contexts = [];
    private int _users = 1;
    private bool _disposed;

    /// <summary>Asks ManagedCuda for the devices.</summary>
    /// <exception cref="CudaException">It finds no driver, or the driver refused.</exception>
    public ManagedCudaProvider()
    {
        Devices = Guard("Counting the devices", static () =>
            Enumerable.Range(0, CudaContext.GetDeviceCount()).Select(Describe).ToArray());
    }

    /// <inheritdoc/>
    public string Name => "ManagedCuda";

    /// <summary>ManagedCuda can't tell: the native shim, which opens the same driver, does.</summary>
    public bool IsEmulated => false;

    /// <inheritdoc/>
    public IReadOnlyList<CudaDeviceInfo> Devices { get; }

    /// <summary>ManagedCuda's own context of a device, for kernels and streams of the user's.</summary>
    public PrimaryContext Context(int ordinal)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_contexts.TryGetValue(ordinal, out var context))
                _contexts[ordinal] = context = Guard("Taking the device's context", () => new PrimaryContext(ordinal));
            return context;
        }
    }

    /// <inheritdoc/>
    public nint PrimaryContext(int ordinal) => Context(ordinal).Context.Pointer;

    /// <inheritdoc/>
    public PinnedMemory AllocatePinned(long bytes, int ordinal = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        var context = Context(ordinal);
        return Guard(string.Create(CultureInfo.InvariantCulture, $"Page-locking {bytes / 1048576.0:N1} MiB of memory"), () =>
        {
            context.SetCurrent();
            var memory = new CudaPageLockedHostMemory<byte>(bytes, CUMemHostAllocFlags.Portable | CUMemHostAllocFlags.DeviceMap);
            Interlocked.Increment(ref _users);
            return new Block(this, context, memory, bytes);
        });
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

    private static CudaDeviceInfo Describe(int ordinal)
    {
        var properties = CudaContext.GetDeviceInfo(ordinal);
        return new CudaDeviceInfo
        {
            Ordinal = ordinal,
            Name = properties.DeviceName,
            ComputeCapability = new Version(properties.ComputeCapability.Major, properties.ComputeCapability.Minor),
            MemoryBytes = (long)(ulong)properties.TotalGlobalMemory,
            Multiprocessors = properties.MultiProcessorCount,
            IsIntegrated = properties.Integrated,
            PciBusId = string.Create(CultureInfo.InvariantCulture, $"{properties.PCIDomainID:x4}:{properties.PciBusId:x2}:{properties.PciDeviceId:x2}.0"),
        };
    }

    private static T Guard<T>(string what, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (global::ManagedCuda.CudaException error)
        {
            throw new CudaException($"{what}: ManagedCuda says: {error.Message}", error);
        }
        catch (DllNotFoundException error)
        {
            throw new CudaException($"{what}: ManagedCuda can't load the CUDA driver. It looks for 'libcuda', not 'libcuda.so.1': {error.Message}", error);
        }
    }

    /// <summary>The last one out, the provider itself or a block of its memory, gives the contexts back.</summary>
    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        foreach (var context in _contexts.Values)
            context.Dispose();
    }

    private sealed class Block(ManagedCudaProvider provider, PrimaryContext context, CudaPageLockedHostMemory<byte> memory, long bytes)
        : PinnedMemory(memory.PinnedHostPointer, bytes)
    {
        protected override bool ReleaseHandle()
        {
            context.SetCurrent();
            memory.Dispose();
            provider.Leave();
            return true;
        }
    }
}
