namespace NativeBench.Submission.Files;

/// <summary>How a tree that anybody may have made is read: nothing hangs, whatever lies there.</summary>
internal interface ITreeFiles
{
    /// <summary>What lies at a path. Never throws.</summary>
    TreeEntry Look(string path);

    /// <summary>The entries of a folder, in ordinal order of their names.</summary>
    /// <exception cref="IOException">It can't be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be listed.</exception>
    IReadOnlyList<TreeChild> Entries(string folder);

    /// <summary>Opens a file to read it; one without bytes isn't touched.</summary>
    /// <exception cref="IOException">It's missing, no file, or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    Stream Open(string path);
}
