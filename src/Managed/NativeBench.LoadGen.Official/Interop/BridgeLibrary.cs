using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NativeBench.LoadGen.Official.Interop;

/// <summary>
/// A loaded bridge. It stays loaded as long as anything may call into it: LoadGen's threads outlive a test that was abandoned, so a
/// process never unloads it.
/// </summary>
internal sealed unsafe class BridgeLibrary : SafeHandleZeroOrMinusOneIsInvalid, IBridge
{
    private readonly delegate* unmanaged[Cdecl]<byte*> _version;
    private readonly delegate* unmanaged[Cdecl]<nblg_callbacks*, nblg_settings*, nblg_log_settings*, byte*, ulong, int> _run;
    private readonly delegate* unmanaged[Cdecl]<QuerySampleResponse*, ulong, int> _complete;
    private readonly delegate* unmanaged[Cdecl]<QuerySampleResponse*, ulong, int> _firstToken;

    private BridgeLibrary(nint handle)
        : base(ownsHandle: true)
    {
        SetHandle(handle);
        _version = (delegate* unmanaged[Cdecl]<byte*>)NativeLibrary.GetExport(handle, "nblg_loadgen_version");
        _run = (delegate* unmanaged[Cdecl]<nblg_callbacks*, nblg_settings*, nblg_log_settings*, byte*, ulong, int>)NativeLibrary.GetExport(handle, "nblg_run");
        _complete = (delegate* unmanaged[Cdecl]<QuerySampleResponse*, ulong, int>)NativeLibrary.GetExport(handle, "nblg_samples_complete");
        _firstToken = (delegate* unmanaged[Cdecl]<QuerySampleResponse*, ulong, int>)NativeLibrary.GetExport(handle, "nblg_first_token_complete");
    }

    /// <summary>Loads a bridge and makes sure that it is one of this version.</summary>
    /// <exception cref="LoadGenException">It isn't, or can't be loaded.</exception>
    public static BridgeLibrary Open(string path)
    {
        nint handle;
        try
        {
            handle = NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            // The runtime puts advice before the loader's own reason, which is the last line.
            throw new LoadGenException($"'{path}' can't be loaded: {e.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[^1]}");
        }

        if (!NativeLibrary.TryGetExport(handle, "nblg_abi_version", out nint abi))
        {
            throw new LoadGenException($"'{path}' isn't a bridge to the official LoadGen: it has no function nblg_abi_version. "
                + "Build native/loadgen_bridge against your LoadGen (docs/submission.md) and name its libnativebench_loadgen_bridge.so.");
        }

        uint version = ((delegate* unmanaged[Cdecl]<uint>)abi)();
        return version == BridgeNative.NBLG_ABI_VERSION ? new BridgeLibrary(handle)
            : throw new LoadGenException($"'{path}' has ABI version {version}; expected {BridgeNative.NBLG_ABI_VERSION}: build native/loadgen_bridge of this version.");
    }

    public string LoadGenVersion => Marshal.PtrToStringUTF8((nint)_version()) ?? "";

    public int Run(nblg_callbacks* callbacks, nblg_settings* settings, nblg_log_settings* logs, byte* error, ulong errorSize) =>
        _run(callbacks, settings, logs, error, errorSize);

    public int Complete(ReadOnlySpan<QuerySampleResponse> responses)
    {
        fixed (QuerySampleResponse* first = responses)
            return _complete(first, (ulong)responses.Length);
    }

    public int FirstToken(ReadOnlySpan<QuerySampleResponse> responses)
    {
        fixed (QuerySampleResponse* first = responses)
            return _firstToken(first, (ulong)responses.Length);
    }

    protected override bool ReleaseHandle() => true;
}
