using System.Runtime.InteropServices;

namespace NativeBench.Inference.TensorRT.Interop;

/// <summary>UTF-8 text in native memory, for structs that point to several.</summary>
internal sealed class NativeText : IDisposable
{
    private NativeText(nint address) => Address = address;

    public nint Address { get; private set; }

    public static NativeText Of(string text) => new(Marshal.StringToCoTaskMemUTF8(text));

    public void Dispose()
    {
        Marshal.FreeCoTaskMem(Address);
        Address = 0;
    }
}
