using System.Globalization;
using NativeBench.Submission.Files;
using NativeBench.Submission.Packing;

namespace NativeBench.Submission.Checking;

/// <summary>What the upload refuses, wherever it lies: blanks, hidden names, links, large files (<c>tools/submission/repository_checks.sh</c>).</summary>
internal static class UploadCheck
{
    private const long MaxFileBytes = 50L << 20;
    private const int MaxEntries = 1_000_000;
    private static readonly string[] s_divisions = ["closed", "open", "network"];

    public static void Run(CheckContext tree)
    {
        Root(tree);
        int entries = 0;
        var folders = new Stack<string>([""]);
        while (folders.TryPop(out string? folder))
        {
            foreach (var child in tree.Children(folder, rejected: false))
            {
                string path = CheckContext.Join(folder, child.Name);

                // The version control that the tree lies in.
                if (path == ".git")
                    continue;
                if (++entries > MaxEntries)
                {
                    tree.AgainstRules(folder, null, null, string.Create(CultureInfo.InvariantCulture, $"at most {MaxEntries} files and folders"), "The tree has more than are looked at.");
                    return;
                }

                if (Entry(tree, folder, path, child))
                    folders.Push(path);
            }
        }
    }

    /// <summary>Checks one; whether it's a folder to go into.</summary>
    private static bool Entry(CheckContext tree, string folder, string path, TreeChild child)
    {
        if (child.Name.Contains(' ', StringComparison.Ordinal))
            tree.AgainstRules(path, "name", child.Name, "no blanks", "The upload refuses names with blanks.");
        if (child.Name.StartsWith('.'))
            tree.AgainstRules(path, "name", child.Name, "a name that doesn't begin with a point", "The upload refuses hidden files and folders.");
        if (child.IsLink)
            tree.AgainstRules(path, null, "a link", "a file or folder", "The upload refuses links.");
        if (tree.IsUnnamed(folder, child))
        {
            tree.AgainstRules(path, "name", null, "a name in UTF-8", "The name is no UTF-8.");
            return false;
        }

        var entry = tree.Look(path);
        if (entry.Kind is EntryKind.Special or EntryKind.Unreachable && !child.IsLink)
            tree.AgainstRules(path, null, entry.Why, "a file or folder", "This can't be uploaded.");
        if (entry.IsFile && !child.IsLink && entry.Length > MaxFileBytes)
            tree.AgainstRules(path, "size", string.Create(CultureInfo.InvariantCulture, $"{entry.Length} bytes"), "at most 50 MiB", "The upload refuses files of that size.");

        // A link is never followed: it may lead back.
        return child.IsFolder && !child.IsLink;
    }

    private static void Root(CheckContext tree)
    {
        foreach (string folder in tree.Folders("").Except(s_divisions).Where(static f => !f.StartsWith('.')))
            tree.Odd(folder, null, folder, string.Join(", ", s_divisions), "Nobody reads this folder.");
        if (tree.HasFile(TreePacker.RehearsalFile))
            tree.AgainstRules(TreePacker.RehearsalFile, null, TreePacker.RehearsalFile, null, "The tree says itself that it is a rehearsal: it must not be submitted.");
        foreach (string file in tree.Files("").Where(static f => !f.StartsWith('.') && f != TreePacker.RehearsalFile))
            tree.Odd(file, null, file, string.Join(", ", s_divisions), "Nobody reads this file.");
    }
}
