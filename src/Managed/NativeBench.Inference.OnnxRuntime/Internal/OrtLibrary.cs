using Microsoft.ML.OnnxRuntime;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>The native library of ONNX Runtime: loaded once, told to print nothing, its errors turned into sentences.</summary>
internal static class OrtLibrary
{
    private static readonly Lock s_turn = new();

    /// <summary>The library's version, such as <c>1.31.1</c>.</summary>
    /// <exception cref="InvalidInputException">The native library can't be loaded on this machine.</exception>
    public static string Initialize()
    {
        lock (s_turn)
        {
            try
            {
                // What goes wrong comes back as a status; the library's own log would only mix with our output.
                OrtNativeFile.Use();
                if (!OrtEnv.IsCreated)
                {
                    var options = new EnvironmentCreationOptions
                    {
                        logId = "nativebench",
                        logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                    };
                    OrtEnv.CreateInstanceWithOptions(ref options);
                }
                return OrtEnv.Instance().GetVersionString();
            }
            catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
            {
                throw new InvalidInputException(
                    $"ONNX Runtime's native library can't be loaded: {FirstLine((error.InnerException ?? error).Message)}", error);
            }
        }
    }

    /// <summary>The library's own text without the error code in front of it, on one line, without a final stop.</summary>
    public static string Explain(OnnxRuntimeException error)
    {
        var text = FirstLine(error.Message);
        if (text.StartsWith("[ErrorCode:", StringComparison.Ordinal) && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
            text = text[(end + 1)..];
        return text.Trim().TrimEnd('.');
    }

    private static string FirstLine(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }
}
