using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Cuda.Internal;

namespace NativeBench.Cuda.Interop;

/// <summary>The functions of the CUDA driver (cuda.h) that are used; all of them must be there.</summary>
internal sealed unsafe class CudaApi
{
    public const int CUDA_SUCCESS = 0;

    public const int CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT = 16;
    public const int CU_DEVICE_ATTRIBUTE_INTEGRATED = 18;
    public const int CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75;
    public const int CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76;

    public const uint CU_MEMHOSTALLOC_PORTABLE = 1;
    public const uint CU_MEMHOSTALLOC_DEVICEMAP = 2;

    public readonly delegate* unmanaged[Cdecl]<uint, int> cuInit;
    public readonly delegate* unmanaged[Cdecl]<int*, int> cuDriverGetVersion;
    public readonly delegate* unmanaged[Cdecl]<int*, int> cuDeviceGetCount;
    public readonly delegate* unmanaged[Cdecl]<int*, int, int> cuDeviceGet;
    public readonly delegate* unmanaged[Cdecl]<byte*, int, int, int> cuDeviceGetName;
    public readonly delegate* unmanaged[Cdecl]<nuint*, int, int> cuDeviceTotalMem_v2;
    public readonly delegate* unmanaged[Cdecl]<int*, int, int, int> cuDeviceGetAttribute;
    public readonly delegate* unmanaged[Cdecl]<byte*, int, int, int> cuDeviceGetPCIBusId;
    public readonly delegate* unmanaged[Cdecl]<nint*, int, int> cuDevicePrimaryCtxRetain;
    public readonly delegate* unmanaged[Cdecl]<int, int> cuDevicePrimaryCtxRelease_v2;
    public readonly delegate* unmanaged[Cdecl]<nint, int> cuCtxSetCurrent;
    public readonly delegate* unmanaged[Cdecl]<nint*, nuint, uint, int> cuMemHostAlloc;
    public readonly delegate* unmanaged[Cdecl]<nint, int> cuMemFreeHost;
    private readonly delegate* unmanaged[Cdecl]<int, byte**, int> cuGetErrorName;
    private readonly delegate* unmanaged[Cdecl]<int, byte**, int> cuGetErrorString;

    public CudaApi(OptionalLibrary library)
    {
        cuInit = (delegate* unmanaged[Cdecl]<uint, int>)Required(library, nameof(cuInit));
        cuDriverGetVersion = (delegate* unmanaged[Cdecl]<int*, int>)Required(library, nameof(cuDriverGetVersion));
        cuDeviceGetCount = (delegate* unmanaged[Cdecl]<int*, int>)Required(library, nameof(cuDeviceGetCount));
        cuDeviceGet = (delegate* unmanaged[Cdecl]<int*, int, int>)Required(library, nameof(cuDeviceGet));
        cuDeviceGetName = (delegate* unmanaged[Cdecl]<byte*, int, int, int>)Required(library, nameof(cuDeviceGetName));
        cuDeviceTotalMem_v2 = (delegate* unmanaged[Cdecl]<nuint*, int, int>)Required(library, nameof(cuDeviceTotalMem_v2));
        cuDeviceGetAttribute = (delegate* unmanaged[Cdecl]<int*, int, int, int>)Required(library, nameof(cuDeviceGetAttribute));
        cuDeviceGetPCIBusId = (delegate* unmanaged[Cdecl]<byte*, int, int, int>)Required(library, nameof(cuDeviceGetPCIBusId));
        cuDevicePrimaryCtxRetain = (delegate* unmanaged[Cdecl]<nint*, int, int>)Required(library, nameof(cuDevicePrimaryCtxRetain));
        cuDevicePrimaryCtxRelease_v2 = (delegate* unmanaged[Cdecl]<int, int>)Required(library, nameof(cuDevicePrimaryCtxRelease_v2));
        cuCtxSetCurrent = (delegate* unmanaged[Cdecl]<nint, int>)Required(library, nameof(cuCtxSetCurrent));
        cuMemHostAlloc = (delegate* unmanaged[Cdecl]<nint*, nuint, uint, int>)Required(library, nameof(cuMemHostAlloc));
        cuMemFreeHost = (delegate* unmanaged[Cdecl]<nint, int>)Required(library, nameof(cuMemFreeHost));
        cuGetErrorName = (delegate* unmanaged[Cdecl]<int, byte**, int>)Required(library, nameof(cuGetErrorName));
        cuGetErrorString = (delegate* unmanaged[Cdecl]<int, byte**, int>)Required(library, nameof(cuGetErrorString));
    }

    /// <summary>A result in the driver's own words: <c>CUDA_ERROR_OUT_OF_MEMORY (2): out of memory</c>.</summary>
    public string Describe(int result)
    {
        byte* name = null;
        byte* text = null;
        _ = cuGetErrorName(result, &name);
        _ = cuGetErrorString(result, &text);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Marshal.PtrToStringUTF8((nint)name) ?? "unknown"} ({result}): {Marshal.PtrToStringUTF8((nint)text) ?? "unknown"}");
    }

    /// <summary>Throws unless a call went well.</summary>
    public void Check(int result, string what)
    {
        if (result != CUDA_SUCCESS)
            throw new CudaException($"{what}: the CUDA driver answered {Describe(result)}.", result);
    }

    private static nint Required(OptionalLibrary library, string name) =>
        library.Find(name) is not 0 and var address ? address : throw new EntryPointNotFoundException(name);
}
