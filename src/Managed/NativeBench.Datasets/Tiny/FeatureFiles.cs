using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using NativeBench.Datasets.Internal;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;

namespace NativeBench.Datasets.Tiny;

/// <summary>
/// MLPerf Tiny's files of features (keyword spotting: 490 int8 a file; anomaly detection: float32 spectrograms) as samples: a file
/// each, or the windows of every file as the benchmark's runner sends them, one file's behind the other's. Numbers are quantised or
/// dequantised to what the model takes, as the reference firmware does: round(x / scale), halves away from zero, plus the zero
/// point, cut to the type's range (<c>benchmark/util/quantization_helpers.h</c>).
/// </summary>
public sealed class FeatureFiles : ISampleSource
{
    private readonly ImmutableArray<string> _paths;
    private readonly ImmutableArray<Window> _windows;
    private readonly FeatureForm _stored;
    private readonly FeatureForm _wanted;
    private readonly int _bytes;
    private readonly Lazy<string> _fingerprint;

    /// <summary>Makes a source; all files are there and have a size that fits.</summary>
    /// <param name="description">What it is, for reports.</param>
    /// <param name="labels">The list.</param>
    /// <param name="paths">A file a line of it.</param>
    /// <param name="stored">What the files hold.</param>
    /// <param name="input">The model's input, static.</param>
    /// <param name="quantization">What an integer input stands for.</param>
    /// <exception cref="InvalidInputException">The model takes another type, or a file or a line's window another size.</exception>
    public FeatureFiles(string description, TinyLabels labels, ImmutableArray<string> paths, FeatureForm stored, TensorSpec input, Quantization quantization)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(input);
        if (!FeatureForm.IsKnown(input.ElementType))
        {
            throw new InvalidInputException(
                $"Input '{input.Name}' takes {input.ElementType.Name()} {input.ShapeText}; {description} has features for float32, int8 or uint8.");
        }


        Description = description;
        Tensors = [input];
        _paths = paths;
        _stored = stored;
        _wanted = new FeatureForm(input.ElementType, quantization);
        _bytes = checked((int)(input.ElementsPerSample * stored.Type.SizeInBytes()));
        _windows = [.. labels.Lines.SelectMany((line, file) => WindowsOf(labels, line, file))];
        _fingerprint = new Lazy<string>(MakeFingerprint);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public long Count => _windows.Length;

    /// <inheritdoc/>
    public ImmutableArray<TensorSpec> Tensors { get; }

    /// <inheritdoc/>
    public string Fingerprint => _fingerprint.Value;

    /// <summary>Which line of the list a sample is of, from 0.</summary>
    public int FileOf(long sample) => _windows[(int)sample].File;

    /// <inheritdoc/>
    public void Prepare(long sample, Span<byte> tensors)
    {
        var (file, offset) = _windows[(int)sample];
        if (_stored == _wanted)
        {
            Read(_paths[file], offset, tensors);
            return;
        }

        var stored = ArrayPool<byte>.Shared.Rent(_bytes);
        try
        {
            Read(_paths[file], offset, stored.AsSpan(0, _bytes));
            _stored.ConvertTo(_wanted, stored.AsSpan(0, _bytes), tensors);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    /// <inheritdoc/>
    public void Dispose() { }

    private IEnumerable<Window> WindowsOf(TinyLabels labels, TinyLine line, int file)
    {
        var size = new FileInfo(_paths[file]).Length;
        FormattableString expected = $"the model takes {Tensors[0].ElementsPerSample} numbers, so expected {_bytes} of {_stored.Type.Name()}.";
        if (line.WindowBytes == 0)
            return size == _bytes ? [new Window(file, 0)] : throw Wrong(labels, line, $"'{_paths[file]}' has {size} bytes; {expected}");
        if (line.WindowBytes != _bytes)
            throw Wrong(labels, line, $"a window of {line.WindowBytes} bytes; {expected}");
        return size >= _bytes && (size - _bytes) % line.StrideBytes == 0
            ? Enumerable.Range(0, (int)((size - _bytes) / line.StrideBytes) + 1).Select(i => new Window(file, (long)i * line.StrideBytes))
            : throw Wrong(labels, line, $"'{_paths[file]}' has {size} bytes; expected {_bytes} and any multiple of {line.StrideBytes} more. Make it again.");
    }

    private static void Read(string path, long offset, Span<byte> target)
    {
        try
        {
            using var file = File.OpenHandle(path);
            while (!target.IsEmpty)
            {
                var read = RandomAccess.Read(file, target, offset);
                if (read == 0)
                    throw new InvalidInputException($"'{path}' became shorter after it was opened.");
                target = target[read..];
                offset += read;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    private string MakeFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in _paths)
            hash.AppendData(Encoding.UTF8.GetBytes(FileStamp.Of(path) + "\n"));
        hash.AppendData(MemoryMarshal.AsBytes(_windows.SelectMany(static w => new long[] { w.File, w.Offset }).ToArray().AsSpan()));
        return string.Create(CultureInfo.InvariantCulture,
            $"tiny features v1 {_stored.Text} to {_wanted.Text} {Tensors[0].ShapeText}; {Count} samples {Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }

    private static InvalidInputException Wrong(TinyLabels labels, TinyLine line, FormattableString what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{labels.Path}:{line.Number}: ") + what.ToString(CultureInfo.InvariantCulture));

    private readonly record struct Window(int File, long Offset);
}
