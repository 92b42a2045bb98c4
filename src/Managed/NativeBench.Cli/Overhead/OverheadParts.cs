using NativeBench.Cli.Parsing;

namespace NativeBench.Cli.Overhead;

/// <summary>Parts of an overhead measurement that can be asked for alone.</summary>
[Flags]
internal enum OverheadParts
{
    None = 0,

    /// <summary>Memory, start and end of long Server runs.</summary>
    LongRun = 1,

    /// <summary>SingleStream and MultiStream.</summary>
    Streams = 2,

    /// <summary>Offline.</summary>
    Offline = 4,

    /// <summary>The highest Server rate kept.</summary>
    Rate = 8,

    /// <summary>Lag of Server's issue thread.</summary>
    Lag = 16,

    /// <summary>What watching a run costs it.</summary>
    View = 32,

    All = LongRun | Streams | Offline | Rate | Lag | View,
}

/// <summary>The parts' names on the command line.</summary>
internal static class OverheadPartNames
{
    private static readonly (string Name, OverheadParts Part)[] s_names =
    [
        ("long-run", OverheadParts.LongRun), ("streams", OverheadParts.Streams), ("offline", OverheadParts.Offline),
        ("rate", OverheadParts.Rate), ("lag", OverheadParts.Lag), ("view", OverheadParts.View),
    ];

    /// <summary>All of them, for a help page.</summary>
    public static string List => string.Join(", ", s_names.Select(static n => n.Name));

    /// <summary>The parts that a user lists; all without a list.</summary>
    public static OverheadParts Parse(string option, string? text)
    {
        if (text is null)
            return OverheadParts.All;
        var parts = OverheadParts.None;
        foreach (var word in OptionValue.List([text]))
        {
            var name = OptionValue.Choice(option, word, [.. s_names.Select(static n => n.Name)]);
            parts |= s_names.First(n => n.Name == name).Part;
        }

        return parts == OverheadParts.None ? throw new UsageException($"{option} needs at least one of {List}.") : parts;
    }
}
