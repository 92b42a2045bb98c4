using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace NativeBench.LoadGen.Recording;

/// <summary>
/// Records in files of a folder, mapped into memory: a run of any length then needs only as much memory as the system has to
/// spare, and writes the rest out. Space on the disk is reserved before it is used, so that a full one is an error where the
/// block is asked for and not a crash in the middle of a run. The files have no names any more once they are open (on Windows:
/// are deleted when closed); nothing stays behind.
/// </summary>
internal sealed unsafe partial class MappedRecordMemory(string folder) : RecordMemory, IDisposable
{
    /// <summary>Small blocks are cut from files of this size.</summary>
    private const nuint SegmentBytes = 64 << 20;

    private const int MadviseDontNeed = 4;

    private readonly List<Segment> _segments = [];
    private Segment? _current;
    private nuint _used;

    public override bool CanRetire => true;

    public override void* Allocate(nuint bytes, bool cleared)
    {
        nuint size = (Math.Max(bytes, 1) + Alignment - 1) / Alignment * Alignment;
        if (size > SegmentBytes / 4)
            return Add(size).Address;
        if (_current is null || _used + size > SegmentBytes)
        {
            _current = Add(SegmentBytes);
            _used = 0;
        }

        byte* block = _current.Address + _used;
        _used += size;

        // They are zeros already; writing them makes the pages the process's.
        if (cleared)
            NativeMemory.Clear(block, size);
        return block;
    }

    /// <summary>Blocks go with the whole memory: a series gives all of its records back at once.</summary>
    public override void Free(void* block)
    {
    }

    public override void Retire(void* block, nuint bytes)
    {
        // On other systems the kernel finds out by itself. The pages are the file's: dropping them from this process loses nothing.
        if (OperatingSystem.IsLinux())
            _ = Madvise(block, bytes, MadviseDontNeed);
    }

    public void Dispose()
    {
        foreach (var segment in _segments)
            segment.Dispose();
        _segments.Clear();
        _current = null;
    }

    private Segment Add(nuint bytes)
    {
        var segment = new Segment(folder, (long)bytes);
        _segments.Add(segment);
        return segment;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* address, nuint length, int advice);

    private sealed class Segment : IDisposable
    {
        private readonly FileStream _file;
        private readonly MemoryMappedFile _map;
        private readonly MemoryMappedViewAccessor _view;

        public Segment(string folder, long bytes)
        {
            string path = Path.Combine(folder, $"loadgen-records-{Environment.ProcessId}-{Guid.NewGuid():N}.tmp");
            try
            {
                Directory.CreateDirectory(folder);
                _file = new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    Options = FileOptions.DeleteOnClose,
                    BufferSize = 0,
                    PreallocationSize = bytes,
                });
                _file.SetLength(bytes);
                if (!OperatingSystem.IsWindows())
                    File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _file?.Dispose();
                throw new LoadGenException($"Records can't be kept in '{folder}': {bytes >> 20} MiB more were asked for, and: {e.Message}", e);
            }

            _map = MemoryMappedFile.CreateFromFile(_file, mapName: null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, bytes);
            byte* address = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
            Address = address;
        }

        public byte* Address { get; }

        public void Dispose()
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _map.Dispose();
            _file.Dispose();
        }
    }
}
