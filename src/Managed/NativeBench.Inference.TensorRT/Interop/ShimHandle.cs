using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NativeBench.Inference.TensorRT.Interop;

/// <summary>
/// A handle of the shim. A child holds its parent: the parent's own release takes place after the last child's, in whatever
/// order they are disposed or finalised.
/// </summary>
internal abstract class ShimHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    private SafeHandle? _parent;

    /// <summary>Keeps a parent from being released before this.</summary>
    public void Hold(SafeHandle parent)
    {
        var held = false;
        parent.DangerousAddRef(ref held);
        _parent = parent;
    }

    protected abstract void Destroy(nint handle);

    protected sealed override bool ReleaseHandle()
    {
        Destroy(handle);
        _parent?.DangerousRelease();
        return true;
    }
}

/// <summary>An <c>nb_runtime*</c>.</summary>
internal sealed class RuntimeHandle : ShimHandle
{
    protected override void Destroy(nint handle) => ShimNative.nb_runtime_destroy(handle);
}

/// <summary>An <c>nb_arena*</c>, child of a runtime, and of the memory that it borrows.</summary>
internal sealed class ArenaHandle : ShimHandle
{
    protected override void Destroy(nint handle) => ShimNative.nb_arena_destroy(handle);
}

/// <summary>An <c>nb_build*</c>, child of a runtime.</summary>
internal sealed class BuildHandle : ShimHandle
{
    protected override void Destroy(nint handle) => ShimNative.nb_build_destroy(handle);
}

/// <summary>An <c>nb_engine*</c>, child of a runtime.</summary>
internal sealed class EngineHandle : ShimHandle
{
    protected override void Destroy(nint handle) => ShimNative.nb_engine_destroy(handle);
}

/// <summary>An <c>nb_session*</c>, child of an engine.</summary>
internal sealed class SessionHandle : ShimHandle
{
    protected override void Destroy(nint handle) => ShimNative.nb_session_destroy(handle);
}

/// <summary>An <c>nb_layer_profile*</c>.</summary>
internal sealed class LayerProfileHandle : ShimHandle
{
    protected override void Destroy(nint handle) => ShimNative.nb_layer_profile_destroy(handle);
}
