using System.Text;
using NativeBench.Submission.Files;

namespace NativeBench.Tests.Submission;

/// <summary>A tree in memory: fast, and able to hold what a test may not make on the disk.</summary>
internal sealed class MemoryFiles : ITreeFiles
{
    public const string Root = "/tree";

    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);

    public MemoryFiles(IReadOnlyDictionary<string, string> files)
    {
        foreach (var (path, text) in files)
            this[path] = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Paths of files and of what stands in their place.</summary>
    public string[] Paths => [.. _nodes.Keys];

    public byte[] this[string path]
    {
        get => _nodes[path].Bytes;
        set => _nodes[path] = new Node(EntryKind.File, value);
    }

    /// <summary>A copy that can be changed by itself.</summary>
    public MemoryFiles Copy()
    {
        var copy = new MemoryFiles(new Dictionary<string, string>());
        foreach (var (path, node) in _nodes)
            copy._nodes[path] = node;
        return copy;
    }

    public void Remove(string path) => _nodes.Remove(path);

    /// <summary>Puts something else than a file somewhere: a pipe, what can't be reached, a file or folder that may not be read.</summary>
    public void Put(string path, EntryKind kind, bool isDenied = false, bool isLink = false) => _nodes[path] = new Node(kind, [], isDenied, isLink);

    public void Swap(string a, string b) => (_nodes[a], _nodes[b]) = (_nodes[b], _nodes[a]);

    public TreeEntry Look(string path)
    {
        string at = Relative(path);
        if (_nodes.TryGetValue(at, out var node))
            return new TreeEntry(node.Kind, node.Bytes.Length, node.Kind is EntryKind.Special ? "a named pipe" : "Permission denied");
        return at.Length == 0 || _nodes.Keys.Any(key => key.StartsWith(at + "/", StringComparison.Ordinal)) ? new TreeEntry(EntryKind.Folder) : new TreeEntry(EntryKind.Missing);
    }

    public IReadOnlyList<TreeChild> Entries(string folder)
    {
        string at = Relative(folder);
        if (_nodes.TryGetValue(at, out var self) && self.IsDenied)
            throw new UnauthorizedAccessException($"Access to the path '{folder}' is denied.");
        string start = at.Length == 0 ? "" : at + "/";
        return [.. _nodes.Keys.Where(key => key.StartsWith(start, StringComparison.Ordinal) && key.Length > start.Length).Select(key => key[start.Length..].Split('/')[0]).Distinct()
            .Select(name => new TreeChild(name, Look(Root + "/" + start + name).IsFolder, _nodes.TryGetValue(start + name, out var node) && node.IsLink))];
    }

    public Stream Open(string path)
    {
        var node = _nodes.GetValueOrDefault(Relative(path));
        if (node is not { Kind: EntryKind.File })
            throw new UnreadableFileException("it's no file");
        return node.IsDenied ? throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.") : new MemoryStream(node.Bytes, writable: false);
    }

    private static string Relative(string path) => path.Replace('\\', '/')[Root.Length..].Trim('/');

    private sealed record Node(EntryKind Kind, byte[] Bytes, bool IsDenied = false, bool IsLink = false);
}
