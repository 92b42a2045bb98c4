using Microsoft.Win32.SafeHandles;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>An <c>.npy</c> file whose first dimension is the sample. Reads rows straight to where they are wanted. Thread-safe.</summary>
public sealed class NpyFile : IDisposable
{
    private readonly SafeFileHandle _file;

    private NpyFile(string path, NpyHeader header, SafeFileHandle file)
    {
        Path = path;
        Header = header;
        _file = file;
        SampleCount = header.Shape[0];
        BytesPerSample = SampleCount == 0 ? 0 : header.DataBytes / SampleCount;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Type and shape.</summary>
    public NpyHeader Header { get; }

    /// <summary>The first dimension.</summary>
    public long SampleCount { get; }

    /// <summary>Bytes of one sample.</summary>
    public long BytesPerSample { get; }

    /// <summary>Opens a file and checks its header and length.</summary>
    /// <exception cref="InvalidInputException">It can't be read, isn't an .npy file with a first dimension, or is cut off.</exception>
    public static NpyFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            NpyHeader header;
            using (var stream = File.OpenRead(path))
                header = NpyHeader.Read(stream, path);
            if (header.Shape.IsEmpty)
                throw new InvalidInputException($"'{path}' holds a single number; expected samples along a first dimension.");
            return new NpyFile(path, header, File.OpenHandle(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    /// <summary>Reads consecutive samples.</summary>
    /// <param name="firstSample">The first of them.</param>
    /// <param name="target">Receives as many samples as it holds; a multiple of <see cref="BytesPerSample"/> long.</param>
    /// <exception cref="InvalidInputException">The file can't be read any more, or became shorter.</exception>
    public void ReadSamples(long firstSample, Span<byte> target)
    {
        var offset = Header.DataOffset + checked(firstSample * BytesPerSample);
        try
        {
            while (!target.IsEmpty)
            {
                var read = RandomAccess.Read(_file, target, offset);
                if (read == 0)
                    throw new InvalidInputException($"'{Path}' became shorter while it was being read.");
                target = target[read..];
                offset += read;
            }
        }
        catch (IOException error)
        {
            throw new InvalidInputException($"'{Path}' can't be read: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
