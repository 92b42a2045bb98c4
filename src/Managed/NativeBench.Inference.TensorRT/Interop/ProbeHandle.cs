using Microsoft.Win32.SafeHandles;

namespace NativeBench.Inference.TensorRT.Interop;

/// <summary>An <c>nb_probe*</c>.</summary>
internal sealed class ProbeHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        ShimNative.nb_probe_destroy(handle);
        return true;
    }
}
