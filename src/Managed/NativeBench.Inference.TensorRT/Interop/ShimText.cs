using System.Runtime.InteropServices;
using System.Text;

namespace NativeBench.Inference.TensorRT.Interop;

/// <summary>Texts and failures across the boundary.</summary>
internal static unsafe class ShimText
{
    private const int FirstBuffer = 512;

    /// <summary>Copies a text out of the shim, as nb_probe_text does.</summary>
    public delegate int Copy(Span<byte> buffer, uint capacity, out uint required);

    /// <summary>A text of the shim; null for an empty one, which there means that it has none.</summary>
    public static string? Read(Copy copy)
    {
        Span<byte> buffer = stackalloc byte[FirstBuffer];
        var status = copy(buffer, (uint)buffer.Length, out var required);
        if (status == ShimNative.NB_E_BUFFER_TOO_SMALL)
        {
            buffer = new byte[required];
            status = copy(buffer, required, out required);
        }
        Check(status);
        return required > 1 ? Encoding.UTF8.GetString(buffer[..((int)required - 1)]) : null;
    }

    /// <summary>The text in a fixed buffer, up to its NUL.</summary>
    public static string Fixed(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>UTF-8 with a NUL at its end; null stays null.</summary>
    public static byte[]? NullTerminated(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>The sentence about this thread's last failed call.</summary>
    public static string LastError() => Marshal.PtrToStringUTF8((nint)ShimNative.nb_last_error()) ?? "";

    /// <summary>Throws the shim's own sentence unless a call went well.</summary>
    /// <exception cref="ShimException">It didn't.</exception>
    public static void Check(int status)
    {
        if (status != ShimNative.NB_OK)
            throw new ShimException(status, LastError());
    }

    /// <summary>Throws for the user: what he gave is at fault, or the machine is.</summary>
    /// <param name="status">What a call answered.</param>
    /// <param name="what">What was to be done, as the start of a sentence: <c>'model.onnx' can't be built</c>.</param>
    /// <exception cref="InvalidInputException">The model, a plan, a file or an option can't be used.</exception>
    /// <exception cref="InferenceException">A library, the device or its memory failed.</exception>
    public static void CheckFor(int status, string what)
    {
        if (status == ShimNative.NB_OK)
            return;
        var sentence = $"{what}: {LastError()}";
        throw status is ShimNative.NB_E_INVALID_ARGUMENT or ShimNative.NB_E_UNSUPPORTED or ShimNative.NB_E_MODEL or ShimNative.NB_E_PLAN or ShimNative.NB_E_FILE
            ? new InvalidInputException(sentence)
            : new InferenceException(sentence);
    }
}
