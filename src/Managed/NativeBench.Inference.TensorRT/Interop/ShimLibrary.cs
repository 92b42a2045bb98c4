using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using NativeBench.Cuda;

namespace NativeBench.Inference.TensorRT.Interop;

/// <summary>
/// Finds the shim, loads it and checks that it is the one this assembly was written for. The only place that knows where
/// the shim may be.
/// </summary>
internal sealed class ShimLibrary
{
    /// <summary>Names the file; when it is set, no other is tried.</summary>
    public const string EnvironmentVariable = "NATIVEBENCH_SHIM";

    public const string FileName = "lib" + ShimNative.Library + ".so";

    private static readonly Lazy<ShimLibrary> s_default = new(OpenDefault);

    private readonly nint _handle;

    private ShimLibrary(ShimStatus status, nint handle = 0) => (Status, _handle) = (status, handle);

    /// <summary>The one that all calls of this process go to.</summary>
    public static ShimLibrary Default => s_default.Value;

    public ShimStatus Status { get; }

    /// <summary>Answers the runtime's question for the library behind a P/Invoke of this assembly.</summary>
    public static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != ShimNative.Library)
            return 0;
        return Default.Status.Available ? Default._handle : throw new DllNotFoundException(Default.Status.Reason);
    }

    /// <summary>Where the shim may be, the first one to be taken first; the last one leaves it to the operating system.</summary>
    public static IReadOnlyList<string> Candidates(string? explicitFile, string? assemblyDirectory, string baseDirectory)
    {
        if (!string.IsNullOrEmpty(explicitFile))
            return [explicitFile];

        // The assembly's own RID, and the portable one for distributions that build .NET with theirs.
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string[] rids = [RuntimeInformation.RuntimeIdentifier, $"linux-{architecture}"];
        var paths =
            from directory in new[] { assemblyDirectory, baseDirectory }
            where !string.IsNullOrEmpty(directory)
            from folder in rids.Select(rid => Path.Combine(directory, "runtimes", rid, "native")).Append(directory)
            select Path.GetFullPath(Path.Combine(folder, FileName));
        return [.. paths.Distinct(), FileName];
    }

    /// <summary>Loads the first candidate that can be loaded. One that loads but doesn't fit is refused, not passed over.</summary>
    public static ShimLibrary Open(IReadOnlyList<string> candidates)
    {
        var tried = new List<LibraryAttempt>();
        foreach (var candidate in candidates)
        {
            if (!TryLoad(candidate, out var handle, out var failure))
            {
                tried.Add(new(candidate, failure));
                continue;
            }
            var refusal = Refusal(handle, candidate);
            tried.Add(new(candidate, refusal));
            var status = new ShimStatus
            {
                Available = refusal is null,
                Path = candidate,
                Version = VersionOf(handle),
                Reason = refusal,
                Tried = tried,
            };
            return new(status, handle);
        }
        return new(new ShimStatus
        {
            Reason = candidates is [var only]
                ? $"The native shim can't be loaded from '{only}': {tried[0].Failure}"
                : $"The native shim, {FileName}, isn't there. It is built with NativeBench when CMake 3.21 or newer, make and a "
                    + $"C++ compiler are on PATH: install them and build again, or set {EnvironmentVariable} to the file.",
            Tried = tried,
        });
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "In a single file it is empty, and then left out.")]
    private static ShimLibrary OpenDefault()
    {
        if (!OperatingSystem.IsLinux())
            return new(new ShimStatus { Reason = "The native shim exists for Linux only so far." });
        var assemblyDirectory = Path.GetDirectoryName(typeof(ShimLibrary).Assembly.Location);
        return Open(Candidates(Environment.GetEnvironmentVariable(EnvironmentVariable), assemblyDirectory ?? UnpackedDirectory(), AppContext.BaseDirectory));
    }

    /// <summary>Where a program in a single file has unpacked what is native in it; null if it has not.</summary>
    private static string? UnpackedDirectory() =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();

    private static bool TryLoad(string candidate, out nint handle, [NotNullWhen(false)] out string? failure)
    {
        handle = 0;
        failure = null;
        if (Path.IsPathRooted(candidate) && !File.Exists(candidate))
        {
            failure = "There is no such file.";
            return false;
        }
        try
        {
            handle = NativeLibrary.Load(candidate);
            return true;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            // The runtime puts advice before the loader's own reason, which is the last line.
            failure = exception.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[^1];
            return false;
        }
    }

    /// <summary>Why a loaded library isn't used; null if it fits. Asked before any other function is called.</summary>
    private static unsafe string? Refusal(nint handle, string path)
    {
        if (!NativeLibrary.TryGetExport(handle, "nb_abi_version", out var abiVersion)
            || !NativeLibrary.TryGetExport(handle, "nb_struct_size", out var structSize))
            return $"'{path}' is no NativeBench shim: it lacks nb_abi_version or nb_struct_size.";

        var version = ((delegate* unmanaged[Cdecl]<uint>)abiVersion)();
        var (major, minor) = (version >> 16, version & 0xFFFF);
        if (major != ShimNative.NB_ABI_VERSION_MAJOR || minor < ShimNative.NB_ABI_VERSION_MINOR)
        {
            return $"The native shim '{path}' has ABI version {major}.{minor}, but this NativeBench needs "
                + $"{ShimNative.NB_ABI_VERSION_MAJOR}.{ShimNative.NB_ABI_VERSION_MINOR} or a newer {ShimNative.NB_ABI_VERSION_MAJOR}.x. "
                + "Build both from the same sources.";
        }

        foreach (var (which, name, expected) in ShimStructs.All)
        {
            // A newer minor version may have grown a struct at its end; a smaller one can't be of this ABI.
            var actual = ((delegate* unmanaged[Cdecl]<int, uint>)structSize)(which);
            var grown = minor > ShimNative.NB_ABI_VERSION_MINOR && actual > expected;
            if (actual != expected && !grown)
            {
                return $"The native shim '{path}' has a {name} of {actual} bytes, but this NativeBench knows one of {expected} bytes. "
                    + "Build both from the same sources.";
            }
        }
        return null;
    }

    private static unsafe string? VersionOf(nint handle) =>
        NativeLibrary.TryGetExport(handle, "nb_version", out var version)
            ? Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)version)())
            : null;
}
