using System.Globalization;
using NativeBench.Results;

namespace NativeBench.Cli.Commands;

/// <summary>Which of the results <c>history</c> shows; null lets everything pass.</summary>
internal sealed record HistoryFilter(string? Kind, string? Benchmark, string? Scenario, string? Backend, string? Verdict, DateOnly? Since, int? Last)
{
    /// <summary>A day as 2026-05-31; null stays null.</summary>
    public static DateOnly? Day(string option, string? text)
    {
        if (text is null)
            return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new UsageException($"{option} takes a day as 2026-05-31; found '{text}'.");
    }

    /// <summary>Those that pass, in their order.</summary>
    public IReadOnlyList<HistoryEntry> Apply(IReadOnlyList<HistoryEntry> entries)
    {
        var passed = entries.Where(Passes).ToArray();
        if (Last is not { } last)
            return passed;
        var newest = passed.Select(static e => e.Folder).Distinct().TakeLast(last).ToHashSet();
        return [.. passed.Where(e => newest.Contains(e.Folder))];
    }

    private bool Passes(HistoryEntry entry) =>
        (Benchmark is null || Holds(entry.Benchmark, Benchmark) || (entry.Model is { } model && Holds(model, Benchmark)))
        && Is(entry.Kind, Kind) && Is(entry.Scenario, Scenario) && Is(entry.Backend, Backend) && Is(VerdictName(entry), Verdict)
        && (Since is not { } since || string.CompareOrdinal(entry.DateUtc, since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) >= 0);

    /// <summary>The verdict without how many samples it would have needed.</summary>
    private static string VerdictName(HistoryEntry entry) =>
        entry.Verdict.StartsWith(RunInsights.NotJudged, StringComparison.Ordinal) ? RunInsights.NotJudged : entry.Verdict;

    private static bool Holds(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static bool Is(string? text, string? wanted) => wanted is null || string.Equals(text, wanted, StringComparison.OrdinalIgnoreCase);
}
