using NativeBench.Cli.Output;
using NativeBench.Results;

namespace NativeBench.Cli.Comparing;

/// <summary>Figures, ratios and verdicts in words.</summary>
internal static class FigureText
{
    /// <summary>A value with its unit.</summary>
    public static string Value(double value, string unit) => Format.Value(value, unit);

    /// <summary>A fraction as a signed percentage.</summary>
    public static string Change(double ratio) => Units.Invariant($"{(ratio - 1) * 100:+0.00;−0.00;0.00} %");

    /// <summary>The ratio's interval as percentages.</summary>
    public static string Interval(RatioInterval? interval) => interval is null ? "" : $"{Change(interval.Low)} to {Change(interval.High)}";

    /// <summary>The verdict on a figure.</summary>
    public static string Verdict(ComparedFigure figure) => figure.Verdict switch
    {
        ComparisonVerdict.Faster => "faster",
        ComparisonVerdict.Slower => "slower",
        ComparisonVerdict.NoDifference => "no difference that can be told",
        _ when Value(figure.First, figure.Unit) == Value(figure.Second, figure.Unit) => "the same",
        _ => figure.Unit == "%" ? ( figure.Second > figure.First ? "higher" : "lower") : "can't be told",
    };

    /// <summary>The verdict on a run as a sentence.</summary>
    public static string Sentence(ComparedRun run)
    {
        if (run.Headline is not { } headline)
            return $"{run.Scenario} {run.Mode}: nothing to compare.";
        var what = $"{run.Scenario} {run.Mode}: {headline.Label} {Value(headline.First, headline.Unit)} → {Value(headline.Second, headline.Unit)} ({Change(headline.Ratio)})";
        return headline.Verdict switch
        {
            ComparisonVerdict.NoDifference => Units.Invariant($"{what}: no difference that can be told") + (headline.Interval!.Resolution >= 0.0005 ? Units.Invariant($"; one of {headline.Interval.Resolution * 100:0.0} % could have been.") : "."),
            ComparisonVerdict.CannotTell when headline.Unit == "%" => $"{what}: {Verdict(headline)}.",
            ComparisonVerdict.CannotTell when headline.Interval is { } wide =>
                $"{what}: can't be told, it could be anything from {Interval(wide)}. Run longer: --set min_duration=60000, or compare with --interleave 5.",
            ComparisonVerdict.CannotTell => $"{what}: can't be told, too little was measured. Run longer: --set min_duration=60000, or compare with --interleave 5.",
            _ => Units.Invariant($"{what}: {Verdict(headline)}, by {Interval(headline.Interval)} at 99 %."),
        };
    }
}
