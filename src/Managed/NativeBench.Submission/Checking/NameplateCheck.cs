using System.Text.RegularExpressions;

namespace NativeBench.Submission.Checking;

/// <summary>
/// A systems/*_power.yaml. The official checker of v6.1 reads it for every system that has one, and breaks off where it's no YAML; it isn't
/// read for its figures here. Plain mappings and lists are known to be YAML; of anything else that isn't known, and said.
/// </summary>
internal static partial class NameplateCheck
{
    public static void Run(CheckContext tree, string path)
    {
        if (tree.ReadLines(path, "The nameplate power") is not { } lines)
            return;
        if (IsPlain(lines))
            tree.Odd(path, null, null, null, "Nameplate power isn't verified by NativeBench.");
        else
            tree.AgainstRules(path, null, null, "plain mappings and lists", "Whether this is YAML, without which the official checker breaks off, isn't known: NativeBench knows its plain forms only.");
    }

    /// <summary>Whether a text is mappings, lists and plain or quoted values in the usual indentation.</summary>
    internal static bool IsPlain(IEnumerable<string> lines)
    {
        var levels = new Stack<(int Indent, bool IsList)>();
        bool mayDeepen = true;
        foreach (string line in lines)
        {
            string rest = line.TrimEnd(' ');
            if (rest.TrimStart(' ') is "" or ['#', ..])
                continue;
            int indent = rest.Length - rest.TrimStart(' ').Length;
            rest = rest[indent..];
            while (rest.StartsWith("- ", StringComparison.Ordinal))
            {
                if (!Enter(levels, indent, isList: true, mayDeepen))
                    return false;
                string item = rest[1..].TrimStart(' ');
                indent += rest.Length - item.Length;
                (rest, mayDeepen) = (item, true);
            }

            if (Entry().Match(rest) is { Success: true } entry)
            {
                if (!Enter(levels, indent, isList: false, mayDeepen))
                    return false;
                mayDeepen = !entry.Groups[1].Success;
            }
            else if (levels.TryPeek(out var top) && top.IsList && top.Indent < indent && mayDeepen && Value().IsMatch(rest))
            {
                mayDeepen = false;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Goes to the level of an indentation; a new one has to be allowed, an old one to be of the same kind.</summary>
    private static bool Enter(Stack<(int Indent, bool IsList)> levels, int indent, bool isList, bool mayDeepen)
    {
        while (levels.TryPeek(out var top) && top.Indent > indent)
            levels.Pop();
        if (levels.TryPeek(out var level) && level.Indent == indent)
            return level.IsList == isList;
        if (!mayDeepen || (levels.Count == 0 && indent > 0 && !isList))
            return false;
        levels.Push((indent, isList));
        return true;
    }

    [GeneratedRegex("""\A[A-Za-z0-9_][A-Za-z0-9_ .()/-]*:(?: +([A-Za-z0-9_.+(/][A-Za-z0-9_ .,()/+%-]*|"[^"\\]*"|'[^']*'))?\z""")]
    private static partial Regex Entry();

    [GeneratedRegex("""\A(?:[A-Za-z0-9_.+(/][A-Za-z0-9_ .,()/+%-]*|"[^"\\]*"|'[^']*')\z""")]
    private static partial Regex Value();
}
