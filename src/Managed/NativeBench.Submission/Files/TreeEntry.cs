namespace NativeBench.Submission.Files;

/// <summary>What lies at a path once links are followed.</summary>
internal enum EntryKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A file with bytes to read, or none.</summary>
    File,

    /// <summary>A pipe, socket or device: reading it may never end.</summary>
    Special,

    /// <summary>Something that can't be reached: no permission, a link to nothing or in a circle, a path that is too long.</summary>
    Unreachable,
}

/// <summary>What lies at a path.</summary>
/// <param name="Kind">Links followed.</param>
/// <param name="Length">Bytes of a file.</param>
/// <param name="Why">Of <see cref="EntryKind.Unreachable"/> and <see cref="EntryKind.Special"/>: a clause that says what it is.</param>
internal readonly record struct TreeEntry(EntryKind Kind, long Length = 0, string Why = "")
{
    public bool IsFile => Kind == EntryKind.File;

    public bool IsFolder => Kind == EntryKind.Folder;
}

/// <summary>An entry of a folder.</summary>
/// <param name="Name">Its name; bytes that are no UTF-8 became U+FFFD.</param>
/// <param name="IsFolder">Whether it's a folder or a link to one.</param>
/// <param name="IsLink">Whether it's a link.</param>
internal readonly record struct TreeChild(string Name, bool IsFolder, bool IsLink);
