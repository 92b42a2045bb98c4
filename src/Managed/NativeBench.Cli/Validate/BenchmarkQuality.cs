using System.Globalization;
using NativeBench.Cli.Output;
using NativeBench.Cli.Workloads;
using NativeBench.Inference;

namespace NativeBench.Cli.Validate;

/// <summary>
/// The benchmark's own metric on both sides: what each would have answered goes into an accuracy log in a temporary folder, which the
/// metric reads as it reads a run's.
/// </summary>
internal sealed class BenchmarkQuality : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nativebench-validate-");
    private readonly (ValidationSide Side, StreamWriter Log, string Path)[] _sides;
    private bool _any;

    public BenchmarkQuality(ValidationSide reference, ValidationSide candidate) => _sides = [Open(reference), Open(candidate)];

    /// <summary>Why there's no quality figure; null if there may be one.</summary>
    public static string? WhyNot(ValidationSide reference, ValidationSide candidate)
    {
        if ((reference.Model.WeightsNote ?? candidate.Model.WeightsNote) is { } note)
            return $"none: {note}";
        return reference.Workload.Scorer is null || candidate.Workload.Scorer is null ? "none: nothing tells right from wrong answers to these samples" : null;
    }

    /// <summary>Adds both answers to a sample of the last run.</summary>
    public void Add(long sample, int id)
    {
        foreach (var (side, log, _) in _sides)
        {
            log.WriteLine(_any ? "," : "");
            log.Write(string.Create(CultureInfo.InvariantCulture, $$"""{ "seq_id" : {{sample}}, "qsl_idx" : {{sample}}, "data" : "{{Convert.ToHexString(side.Answer(id))}}" }"""));
        }

        _any = true;
    }

    /// <summary>The metric's figures, or why there are none.</summary>
    /// <param name="isWhole">Whether all samples of the data were compared.</param>
    public (QualityPair? Quality, string? Note) Result(bool isWhole)
    {
        var scores = new AccuracyScore[2];
        for (var i = 0; i < scores.Length; i++)
        {
            var (side, log, path) = _sides[i];
            log.WriteLine();
            log.WriteLine(']');
            log.Close();
            try
            {
                scores[i] = side.Workload.Scorer!.Score(path);
            }
            catch (InvalidInputException) when (!isWhole)
            {
                return (null, "none: the metric needs all samples (--samples)");
            }
        }

        // Only a count of right answers means the same for a part as for the whole.
        if (!isWhole && scores.Any(static s => s.Correct is null))
            return (null, $"none: {AccuracyText.Name(scores[0].Metric)} is a figure of all samples (--samples)");
        return (new QualityPair(AccuracyText.Name(scores[0].Metric), scores[0].Quality.Main.Unit, Text(scores[0]), Text(scores[1]), Value(scores[0]), Value(scores[1])), null);
    }

    public void Dispose()
    {
        foreach (var (_, log, _) in _sides)
            log.Dispose();
        _folder.Delete(recursive: true);
    }

    private (ValidationSide Side, StreamWriter Log, string Path) Open(ValidationSide side)
    {
        var path = Path.Combine(_folder.FullName, side.Request.Role + ".json");
        var log = new StreamWriter(path);
        log.Write('[');
        return (side, log, path);
    }

    private static double Value(AccuracyScore score) => score.Quality.Main.Value;

    private static string Text(AccuracyScore score) => score.Correct is null
        ? AccuracyText.Value(score.Quality.Main)
        : $"{AccuracyText.Counted(score)} ({AccuracyText.Value(score.Quality.Main)})";
}
