using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Prepared;

/// <summary>
/// A memory-mapped file of prepared samples. While it's being filled it's called <c>….partial</c>; complete, it gets its name in one
/// step, so that a file of that name is always whole. Reading is thread-safe, and so is writing different samples.
/// </summary>
internal sealed unsafe class PreparedFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private PreparedFile(string path, PreparedHeader header, FileStream stream, bool writable)
    {
        Path = path;
        Header = header;
        _stream = stream;
        var access = writable ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read;
        _map = MemoryMappedFile.CreateFromFile(stream, null, 0, access, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, 0, access);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public string Path { get; }

    public PreparedHeader Header { get; }

    private Span<ulong> Checksums => new(_start + PreparedHeader.ChecksumsAt, checked((int)Header.Samples));

    /// <summary>Opens a complete file for reading; null if there's none, or it's one of other samples or another version.</summary>
    public static PreparedFile? TryOpen(string path, PreparedHeader header) => TryOpen(path, header, writable: false);

    /// <summary>Opens a file that was left unfinished, or makes an empty one.</summary>
    public static PreparedFile OpenOrCreatePartial(string path, PreparedHeader header)
    {
        if (TryOpen(path, header, writable: true) is { } left)
            return left;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        // Exclusive: two runs don't prepare into the same file. Reserved, where the file system can, so that a full disk is an error here and
        // not a fault in the middle, and no write has to look for room.
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = FileShare.None, PreallocationSize = header.FileBytes,
        });
        try
        {
            stream.SetLength(header.FileBytes);
            Span<byte> start = stackalloc byte[PreparedHeader.Bytes];
            header.Write(start);
            stream.Write(start);
            stream.Flush();
            return new PreparedFile(path, header, stream, writable: true);
        }
        catch
        {
            stream.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>A sample's bytes, its tensors one behind the other.</summary>
    public Span<byte> Sample(long sample) => new(_start + Header.SamplesAt + (sample * Header.BytesPerSample), checked((int)Header.BytesPerSample));

    /// <summary>Neighbouring samples in memory of their own address, without a copy; null where that's not possible.</summary>
    public NativeBuffer? TryMap(long first, long count)
        => MappedRows.TryMap(_stream.SafeFileHandle, Header.SamplesAt + (first * Header.BytesPerSample), count * Header.BytesPerSample);

    /// <summary>Whether a copy of a sample's bytes is as they were written.</summary>
    public bool Matches(long sample, ReadOnlySpan<byte> bytes) => Checksum.Of(bytes) == Checksums[(int)sample];

    /// <summary>Whether a sample was written, and is as it was written.</summary>
    public bool IsIntact(long sample) => Checksums[(int)sample] is not 0 and var expected && Checksum.Of(Sample(sample)) == expected;

    /// <summary>Whether a sample was written.</summary>
    public bool IsThere(long sample) => Checksums[(int)sample] != 0;

    /// <summary>
    /// Writes a sample and declares it written. By a call, not through the mapping: there each page of 4 KiB would be a fault, and they'd
    /// cost more than a small picture's decoding.
    /// </summary>
    public void Write(long sample, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_stream.SafeFileHandle, bytes, Header.SamplesAt + (sample * Header.BytesPerSample));
        Checksums[(int)sample] = Checksum.Of(bytes);
    }

    /// <summary>Reads a whole sample and says whether it's as it was written.</summary>
    public bool Read(long sample, Span<byte> bytes)
    {
        var at = Header.SamplesAt + (sample * Header.BytesPerSample);
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_stream.SafeFileHandle, bytes[done..], at + done);
            if (read == 0)
                return false;
            done += read;
        }

        return Matches(sample, bytes);
    }

    /// <summary>Declares a sample not written.</summary>
    public void Forget(long sample) => Checksums[(int)sample] = 0;

    /// <summary>
    /// Marks the file complete and gives it its name. The system writes it to disk when it likes: whatever a power failure leaves is found
    /// by the checksums, and waiting for the disk would take as long as preparing small pictures.
    /// </summary>
    public void Complete(string finalPath)
    {
        *(int*)(_start + PreparedHeader.CompleteAt) = 1;
        File.Move(Path, finalPath, overwrite: true);
    }

    /// <summary>A sentence for a sample whose bytes changed on disk.</summary>
    public InvalidInputException Damaged(long sample) => new(string.Create(CultureInfo.InvariantCulture,
        $"'{Path}' is damaged: sample {sample} isn't as it was written. Delete the file; the samples are then prepared again."));

    public void Dispose()
    {
        if (_start != null)
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        _stream.Dispose();
    }

    private static PreparedFile? TryOpen(string path, PreparedHeader header, bool writable)
    {
        if (!File.Exists(path))
            return null;
        var stream = new FileStream(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, writable ? FileShare.None : FileShare.Read);
        try
        {
            Span<byte> start = stackalloc byte[PreparedHeader.Bytes];
            var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            var isComplete = read == start.Length && MemoryMarshal.Read<int>(start[PreparedHeader.CompleteAt..]) == 1;
            if (read == start.Length && header.Matches(start) && stream.Length == header.FileBytes && isComplete != writable)
                return new PreparedFile(path, header, stream, writable);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
        stream.Dispose();
        return null;
    }
}
