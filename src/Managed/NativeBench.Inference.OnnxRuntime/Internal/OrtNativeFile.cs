using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>Which native library is loaded: the one that came with the program, or the user's own build of it.</summary>
internal static class OrtNativeFile
{
    /// <summary>Names the file; when it is set, no other is tried.</summary>
    public const string EnvironmentVariable = "NATIVEBENCH_ONNXRUNTIME";

    private const string Library = "onnxruntime";

    private static bool s_done;

    /// <summary>The user's file, or null.</summary>
    public static string? Named => Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } file ? file : null;

    /// <summary>Before ONNX Runtime is used at all: has its calls go to the user's file, if one is named.</summary>
    /// <exception cref="InferenceException">It can't be loaded.</exception>
    public static void Use()
    {
        if (s_done || Named is not { } file)
            return;
        nint handle;
        try
        {
            handle = NativeLibrary.Load(file);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            // The runtime puts advice before the loader's own reason, which is the last line.
            var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            throw new InferenceException($"ONNX Runtime's library '{file}', which {EnvironmentVariable} names, can't be loaded: {lines[^1]}", error);
        }
        OrtEnv.DisableDllImportResolver = true;
        NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, (name, _, _) => name.StartsWith(Library, StringComparison.Ordinal) ? handle : 0);
        s_done = true;
    }
}
