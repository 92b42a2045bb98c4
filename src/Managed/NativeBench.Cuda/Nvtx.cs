using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using NativeBench.Cuda.Internal;

namespace NativeBench.Cuda;

/// <summary>
/// Named ranges on the timeline of NVIDIA's profilers (NVTX). The profiler says by NVTX_INJECTION64_PATH which library takes
/// them, as for programs with NVTX's headers compiled in (NVIDIA/NVTX, <c>nvtxInit.h</c> and <c>nvtxTypes.h</c>, version 3); where
/// it doesn't, libnvToolsExt is asked, which CUDA had up to 12. Without either, ranges cost a comparison. Thread-safe.
/// </summary>
public sealed unsafe class Nvtx
{
    /// <summary>Names the file of a libnvToolsExt; when it is set, no other is tried.</summary>
    public const string EnvironmentVariable = "NATIVEBENCH_NVTX_LIBRARY";

    /// <summary>What a profiler sets, and NVTX's headers read.</summary>
    public const string InjectionVariable = "NVTX_INJECTION64_PATH";

    private static readonly Lazy<Nvtx> s_current = new(static () => Open());

    private readonly delegate* unmanaged[Cdecl]<byte*, ulong> _start;
    private readonly delegate* unmanaged[Cdecl]<ulong, void> _end;

    private Nvtx(LibraryStatus status, delegate* unmanaged[Cdecl]<byte*, ulong> start = null, delegate* unmanaged[Cdecl]<ulong, void> end = null)
    {
        Status = status;
        _start = start;
        _end = end;
    }

    /// <summary>What this process has; looked for at the first use.</summary>
    public static Nvtx Current => s_current.Value;

    /// <summary>What became of looking for it.</summary>
    public LibraryStatus Status { get; }

    /// <summary>Looks for somebody who takes ranges.</summary>
    /// <param name="injection">The profiler's library; null: what NVTX_INJECTION64_PATH names.</param>
    /// <param name="library">A libnvToolsExt; null: what NATIVEBENCH_NVTX_LIBRARY names, else the usual names.</param>
    public static Nvtx Open(string? injection = null, string? library = null)
    {
        var attempts = new List<LibraryAttempt>();
        if ((injection ?? Environment.GetEnvironmentVariable(InjectionVariable)) is { Length: > 0 } named && Inject(named, attempts) is { } injected)
            return injected;
        string[] usual = OperatingSystem.IsWindows() ? ["nvToolsExt64_1.dll"] : ["libnvToolsExt.so.1"];
        var found = OptionalLibrary.TryOpen(OptionalLibrary.Candidates(library, EnvironmentVariable, usual), out var opened, out var tried);
        attempts.AddRange(tried);
        if (!found)
            return new Nvtx(new LibraryStatus { Reason = $"No profiler asks for ranges ({InjectionVariable} isn't set, or its library can't be used), and libnvToolsExt isn't there.", Tried = attempts });
        var (start, end) = (opened!.Find("nvtxRangeStartA"), opened.Find("nvtxRangeEnd"));
        return start == 0 || end == 0
            ? new Nvtx(new LibraryStatus { Reason = $"'{opened.Name}' lacks nvtxRangeStartA or nvtxRangeEnd: it is no libnvToolsExt.", Tried = attempts })
            : new Nvtx(
                new LibraryStatus { Available = true, Path = opened.Name, Tried = attempts, IsEmulated = opened.IsEmulated },
                (delegate* unmanaged[Cdecl]<byte*, ulong>)start, (delegate* unmanaged[Cdecl]<ulong, void>)end);
    }

    /// <summary>Begins a range, which may end on another thread; 0 where nobody listens.</summary>
    public ulong Start(string name)
    {
        if (_start == null)
            return 0;
        var bytes = Encoding.UTF8.GetBytes(name + '\0');
        fixed (byte* text = bytes)
            return _start(text);
    }

    /// <summary>Ends a range.</summary>
    public void End(ulong range)
    {
        if (_end != null)
            _end(range);
    }

    /// <summary>Does what NVTX's headers do for a program: hands the profiler tables, into which it writes its functions.</summary>
    private static Nvtx? Inject(string path, List<LibraryAttempt> attempts)
    {
        if (!OptionalLibrary.TryOpen([path], out var library, out var tried))
        {
            attempts.AddRange(tried);
            return null;
        }

        var initialize = (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<uint, void*>, int>)library.Find("InitializeInjectionNvtx2");
        var failure = initialize == null ? "It has no InitializeInjectionNvtx2."
            : initialize(&Exports.Table) == 0 ? "InitializeInjectionNvtx2 answered 0."
            : null;
        attempts.Add(new LibraryAttempt(path, failure));
        if (failure is not null)
            return null;
        return new Nvtx(
            new LibraryStatus { Available = true, Path = path, Tried = attempts, IsEmulated = library.IsEmulated },
            (delegate* unmanaged[Cdecl]<byte*, ulong>)Exports.Function(Exports.RangeStartA), (delegate* unmanaged[Cdecl]<ulong, void>)Exports.Function(Exports.RangeEnd));
    }

    /// <summary>The tables of NVTX 3. They live as long as the process, since a profiler keeps their addresses.</summary>
    private static class Exports
    {
        // NvtxCallbackIdCore.
        public const int RangeStartA = 5;
        public const int RangeEnd = 7;

        // NvtxExportTableID.
        private const uint Callbacks = 1;
        private const uint VersionInfo = 3;
        private const int Core = 1;

        // Slots of each NvtxCallbackModule, by its number: CORE, CUDA, OPENCL, CUDART, CORE2, SYNC.
        private static readonly int[] s_slots = [0, 16, 9, 15, 7, 16, 7];
        private static readonly nint*[] s_functions = new nint*[s_slots.Length];
        private static readonly nint** s_tables = (nint**)NativeMemory.AllocZeroed((nuint)s_slots.Length, (nuint)sizeof(nint));
        private static readonly nint* s_callbacks = (nint*)NativeMemory.AllocZeroed(2, (nuint)sizeof(nint));
        private static readonly nint* s_version = (nint*)NativeMemory.AllocZeroed(3, (nuint)sizeof(nint));

        static Exports()
        {
            // A table is an array of pointers to slots, 0 before the first and after the last; a tool writes into the slots.
            for (var module = 1; module < s_slots.Length; module++)
            {
                var slots = s_functions[module] = (nint*)NativeMemory.AllocZeroed((nuint)s_slots[module] + 1, (nuint)sizeof(nint));
                var table = (nint*)NativeMemory.AllocZeroed((nuint)s_slots[module] + 1, (nuint)sizeof(nint));
                for (var i = 1; i < s_slots[module]; i++)
                    table[i] = (nint)(slots + i);
                s_tables[module] = table;
            }

            s_callbacks[0] = 2 * sizeof(nint);
            s_callbacks[1] = (nint)(delegate* unmanaged[Cdecl]<int, nint**, uint*, int>)&ModuleTable;
            s_version[0] = 3 * sizeof(nint);
            *(uint*)(s_version + 1) = 3;
            s_version[2] = (nint)(delegate* unmanaged[Cdecl]<uint, void>)&SetInjectionVersion;
        }

        public static nint Function(int core) => s_functions[Core][core];

        /// <summary>nvtxGetExportTable.</summary>
        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        public static void* Table(uint id) => id switch
        {
            Callbacks => s_callbacks,
            VersionInfo => s_version,
            _ => null,
        };

        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        private static int ModuleTable(int module, nint** table, uint* size)
        {
            if (module <= 0 || module >= s_slots.Length)
                return 0;
            if (table != null)
                *table = s_tables[module];
            if (size != null)
                *size = (uint)s_slots[module];
            return 1;
        }

        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        private static void SetInjectionVersion(uint version)
        {
            // Nothing depends on it.
        }
    }
}
