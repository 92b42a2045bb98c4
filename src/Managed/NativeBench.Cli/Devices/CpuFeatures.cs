using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NativeBench.Cli.Devices;

/// <summary>The instruction sets that decide how fast a network runs on this CPU.</summary>
internal static class CpuFeatures
{
    // Those that .NET doesn't know are read from the kernel's list.
    private static readonly string[] s_kernelFlags = ["avx512_vnni", "avx512_bf16", "avx512_fp16", "avx_vnni", "sve", "amx_tile", "amx_int8", "amx_bf16"];

    /// <summary>Names of those that are there.</summary>
    public static IReadOnlyList<string> Read()
    {
        var features = new List<string>();
        foreach (var (name, supported) in new[]
                 {
                     ("sse4.2", Sse42.IsSupported), ("avx", Avx.IsSupported), ("avx2", Avx2.IsSupported), ("fma", Fma.IsSupported),
                     ("bmi2", Bmi2.IsSupported), ("avx512f", Avx512F.IsSupported), ("avx512bw", Avx512BW.IsSupported),
                     ("avx512vbmi", Avx512Vbmi.IsSupported), ("neon", AdvSimd.IsSupported), ("dotprod", Dp.IsSupported),
                 })
        {
            if (supported)
                features.Add(name);
        }

        features.AddRange(KernelFlags().Intersect(s_kernelFlags));
        return features;
    }

    private static string[] KernelFlags()
    {
        try
        {
            var line = File.Exists("/proc/cpuinfo")
                ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(static l => l.StartsWith("flags", StringComparison.Ordinal))
                : null;
            return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
