using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>
/// Where the model as ONNX Runtime has rewritten it lies on disk: a file whose name is a hash of everything that the rewriting
/// depends on. Files appear complete or not at all, so any number of processes may share a folder.
/// </summary>
internal sealed class RewrittenModelCache(string folder, string modelSha256, OnnxRuntimeOptions options)
{
    private readonly string _file = Path.Combine(folder, Key(modelSha256, options) + ".onnx");

    /// <summary>Why the cache wasn't used.</summary>
    public string? Problem { get; private set; }

    /// <summary>The file, or null if it isn't there.</summary>
    public string? Find() => File.Exists(_file) ? _file : null;

    /// <summary>Takes away a file that can't be loaded.</summary>
    public void Remove() => Try(() => File.Delete(_file));

    /// <summary>A path to write a new file to; null if the folder can't be made.</summary>
    public string? Begin() => Try(() => Directory.CreateDirectory(folder))
        ? string.Create(CultureInfo.InvariantCulture, $"{_file}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp")
        : null;

    /// <summary>Makes what was written there the file; whether it worked.</summary>
    public bool Complete(string written) => Try(() => File.Move(written, _file, overwrite: true)) || !GiveUp(written);

    /// <summary>Takes away what may have been written there.</summary>
    public bool GiveUp(string written)
    {
        var problem = Problem;
        Try(() => File.Delete(written));
        Problem = problem;
        return true;
    }

    private bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problem = $"not written: {error.Message}";
            return false;
        }
    }

    private static string Key(string modelSha256, OnnxRuntimeOptions options)
    {
        var text = new StringBuilder();
        text.Append(modelSha256).Append('\n').Append(OrtLibrary.Initialize()).Append('\n').Append(options.Optimization).Append('\n').Append(Processor());
        foreach (var (name, value) in options.Dimensions.Where(d => d.Key != options.Buckets?.Dimension).OrderBy(static d => d.Key, StringComparer.Ordinal))
            text.Append('\n').Append(name).Append('=').Append(value.ToString(CultureInfo.InvariantCulture));
        foreach (var (key, value) in options.SessionEntries.Values)
            text.Append('\n').Append(key).Append('=').Append(value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Layouts are chosen for the processor: its kind and features.</summary>
    private static string Processor()
    {
        var text = RuntimeInformation.ProcessArchitecture.ToString();
        if (!X86Base.IsSupported)
            return text;
        var (signature, _, features, moreFeatures) = X86Base.CpuId(1, 0);
        var extended = X86Base.CpuId(7, 0);
        // Bits 24 to 31 of EBX are the number of the core that answers; the others are the same on all.
        return string.Create(CultureInfo.InvariantCulture, $"{text} {signature:x} {features:x} {moreFeatures:x} {extended.Ebx:x} {extended.Ecx:x} {extended.Edx:x}");
    }
}
