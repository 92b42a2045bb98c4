using System.IO.Enumeration;

namespace NativeBench.Submission.Files;

/// <summary>The files of this machine.</summary>
internal sealed class DiskFiles : ITreeFiles
{
    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private DiskFiles()
    {
    }

    public static DiskFiles Instance { get; } = new();

    public TreeEntry Look(string path)
    {
        try
        {
            var attributes = File.GetAttributes(path);
            long length = 0;
            if (attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                if (Directory.Exists(path))
                    return new TreeEntry(EntryKind.Folder);
                var target = File.ResolveLinkTarget(path, returnFinalTarget: true);
                if (target is not FileInfo { Exists: true } file)
                    return new TreeEntry(EntryKind.Unreachable, Why: $"a link to '{target?.FullName}', where nothing is");
                length = file.Length;
            }
            else if (attributes.HasFlag(FileAttributes.Directory))
            {
                return new TreeEntry(EntryKind.Folder);
            }
            else
            {
                length = new FileInfo(path).Length;
            }

            // Pipes, sockets and devices have no length, and opening one may wait for ever.
            return length == 0 && SpecialFiles.Describe(path) is { } special ? new TreeEntry(EntryKind.Special, Why: special) : new TreeEntry(EntryKind.File, length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new TreeEntry(EntryKind.Missing);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new TreeEntry(EntryKind.Unreachable, Why: UnreadableFileException.FirstLine(e));
        }
    }

    public IReadOnlyList<TreeChild> Entries(string folder)
    {
        var found = new FileSystemEnumerable<TreeChild>(
            folder, static (ref FileSystemEntry entry) => new TreeChild(entry.FileName.ToString(), entry.IsDirectory, entry.Attributes.HasFlag(FileAttributes.ReparsePoint)), s_everything);
        return [.. found.OrderBy(static child => child.Name, StringComparer.Ordinal)];
    }

    public Stream Open(string path)
    {
        var entry = Look(path);
        if (entry.Kind == EntryKind.File && entry.Length == 0)
            return Stream.Null;
        return entry.Kind == EntryKind.File ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : throw new UnreadableFileException(entry.Kind switch
            {
                EntryKind.Missing => "there is no such file",
                EntryKind.Folder => "it's a folder",
                _ => entry.Why,
            });
    }
}
