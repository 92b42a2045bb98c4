namespace NativeBench.Results;

/// <summary>What a comparison may say.</summary>
public enum ComparisonVerdict
{
    /// <summary>The whole interval lies on the better side.</summary>
    Faster,

    /// <summary>The whole interval lies on the worse side.</summary>
    Slower,

    /// <summary>The interval holds "equal": no difference that can be told.</summary>
    NoDifference,

    /// <summary>There's no interval, or one so wide that it says nothing: too little was measured.</summary>
    CannotTell,
}

/// <summary>One figure of two results side by side.</summary>
public sealed record ComparedFigure
{
    /// <summary>Its key in result.json, with the unit.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public required string Label { get; init; }

    /// <summary>Unit of both values.</summary>
    public required string Unit { get; init; }

    /// <summary>The first result's value.</summary>
    public required double First { get; init; }

    /// <summary>The second result's value.</summary>
    public required double Second { get; init; }

    /// <summary>Whether more is better.</summary>
    public required bool HigherIsBetter { get; init; }

    /// <summary>Whether the verdict on the scenario is this figure's.</summary>
    public bool IsHeadline { get; init; }

    /// <summary>The ratio with its interval; null when there's no telling.</summary>
    public RatioInterval? Interval { get; init; }

    /// <summary>Second over first.</summary>
    public double Ratio => Interval?.Ratio ?? (Second / First);

    /// <summary>An interval of more than ±50 % that holds "equal" holds "half" or "twice" as well: no reason to say that there's no difference.</summary>
    private const double WidestTelling = 0.5;

    /// <summary>What the interval says.</summary>
    public ComparisonVerdict Verdict => Interval switch
    {
        null => ComparisonVerdict.CannotTell,
        { HoldsOne: true, Resolution: > WidestTelling } when First != Second => ComparisonVerdict.CannotTell,
        { HoldsOne: true } => ComparisonVerdict.NoDifference,
        _ => Interval.Ratio > 1 == HigherIsBetter ? ComparisonVerdict.Faster : ComparisonVerdict.Slower,
    };

    /// <summary>By how much the second is slower than the first, as a fraction; negative when it's faster.</summary>
    public double SlowerBy => HigherIsBetter ? (First / Second) - 1 : Ratio - 1;
}

/// <summary>Something about two results that isn't the same, and could be why their figures aren't.</summary>
/// <param name="Scope">session, or the scenario and mode.</param>
/// <param name="Name">Path of the key in result.json.</param>
/// <param name="First">The first result's value as text; empty when it has none.</param>
/// <param name="Second">The second result's.</param>
public sealed record ResultDifference(string Scope, string Name, string First, string Second);

/// <summary>One scenario and mode of two results.</summary>
public sealed record ComparedRun
{
    /// <summary>The scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>performance, accuracy or find-peak.</summary>
    public required string Mode { get; init; }

    /// <summary>Whether each of them is VALID, or meets its target.</summary>
    public required (bool First, bool Second) Met { get; init; }

    /// <summary>The figures.</summary>
    public required IReadOnlyList<ComparedFigure> Figures { get; init; }

    /// <summary>Pairs of runs that the headline's interval is from; 0 when it's from slices.</summary>
    public int Pairs { get; init; }

    /// <summary>The figure that decides; null when nothing can be compared.</summary>
    public ComparedFigure? Headline => Figures.FirstOrDefault(static f => f.IsHeadline);
}

/// <summary>Two results side by side.</summary>
public sealed record ResultComparison
{
    /// <summary>What isn't the same in settings, machine and versions.</summary>
    public required IReadOnlyList<ResultDifference> Differences { get; init; }

    /// <summary>The scenarios and modes that both have.</summary>
    public required IReadOnlyList<ComparedRun> Runs { get; init; }

    /// <summary>Scenarios and modes that only one has, as "Server performance is only in the first".</summary>
    public required IReadOnlyList<string> Unmatched { get; init; }
}
