using System.Collections.Immutable;
using System.Globalization;

namespace NativeBench.Cli.Submission.Running;

/// <summary>What a submission's folder doesn't count any more: moved out of the way, never deleted.</summary>
internal sealed class SetAsides(string root, IEnumerable<SetAside> before)
{
    private const string Folder = "set-aside";

    private readonly List<SetAside> _all = [.. before];

    /// <summary>All of them, in their order.</summary>
    public ImmutableArray<SetAside> All => [.. _all];

    /// <summary>Moves a folder and returns where it is now, relative to the submission's.</summary>
    /// <param name="folder">The folder, relative to the submission's.</param>
    /// <param name="reason">Why it doesn't count.</param>
    public string Move(string folder, string reason)
    {
        string name = $"{Folder}/{folder.Replace('/', '-')}-";
        int number = 1;
        while (Directory.Exists(Path.Combine(root, name + number.ToString(CultureInfo.InvariantCulture))))
            number++;
        string target = name + number.ToString(CultureInfo.InvariantCulture);
        Directory.CreateDirectory(Path.Combine(root, Folder));
        Directory.Move(Path.Combine(root, folder), Path.Combine(root, target));
        _all.Add(new SetAside(folder, target, reason));
        return target;
    }
}
