using System.Security.Cryptography;
using NativeBench.Catalog;
using NativeBench.Catalog.Tasks;
using NativeBench.Cli.Run;
using NativeBench.Cli.Workloads;
using NativeBench.Datasets;
using NativeBench.Submission;
using NativeBench.Submission.Rounds;

namespace NativeBench.Cli.Submission;

/// <summary>The lines of accuracy.txt for an accuracy log, which is another file for each run and compliance test.</summary>
internal static class SubmissionScoring
{
    /// <summary>By the benchmark's own metric and ground truth.</summary>
    public static Func<string, IReadOnlyList<string>?> ByMetric(RunRequest request, BenchmarkFacts facts, CommandContext context)
    {
        var scorer = new Lazy<TargetScorer>(() => Open(request, facts, context));
        return log => [scorer.Value.Score(log).Quality.OfficialLine];
    }

    /// <summary>A rehearsal's stand-in: the share of answers that are those of a reference log.</summary>
    /// <param name="reference">The accuracy log that the others are compared with.</param>
    /// <param name="figures">The figures that the round asks for.</param>
    public static Func<string, IReadOnlyList<string>?> ByAgreement(string reference, IReadOnlyList<string> figures)
    {
        var known = new Lazy<Dictionary<long, UInt128>>(() => Answers(reference).GroupBy(static a => a.Sample).ToDictionary(static g => g.Key, static g => g.First().Hash));
        return log =>
        {
            long equal = 0, total = 0;
            foreach (var (sample, hash) in Answers(log))
            {
                total++;
                if (known.Value.TryGetValue(sample, out var expected) && expected == hash)
                    equal++;
            }

            return StandInAccuracy.Lines(figures, equal, total);
        };
    }

    /// <summary>What a round's checker calls a benchmark: its only name there, the first of several, or its id.</summary>
    public static string OfficialName(BenchmarkFacts facts, string round) =>
        facts.Names.Checker.GetValueOrDefault(round) is { IsDefaultOrEmpty: false } names ? names[0] : facts.Id;

    /// <summary>The figures that a round wants to read in accuracy.txt; without rules of ours, those of the benchmark's metric.</summary>
    public static IReadOnlyList<string> Figures(RoundRules? rules, string officialName, string scenario, BenchmarkFacts facts)
    {
        if (rules?.Benchmarks.GetValueOrDefault(officialName) is { } benchmark)
            return [.. benchmark.AccuracyOf(scenario).Select(static f => f.Figure)];
        return [facts.Quality.Metric switch { "top1" => "acc", "f1" => "F1", "map" => "mAP", "auc" => "AUC", "mean_dice" => "DICE", "word_accuracy" => "ACCURACY", var other => other }];
    }

    private static TargetScorer Open(RunRequest request, BenchmarkFacts facts, CommandContext context)
    {
        var store = request.HomePath is { } home ? new LocalStore(context.Resolve(home)) : LocalStore.Default();
        var scorer = BenchmarkTask.Create(new TaskRequest
        {
            Facts = facts.WithPreprocessing(request.Preprocessing),
            Folder = BenchmarkWorkloads.FindData(facts, request, store, context),
            GroundTruth = request.GroundTruthPath is { } truth ? context.Resolve(truth) : null,
        }).OpenScorer();
        return new TargetScorer(scorer, facts, request.Rules.Name);
    }

    private static IEnumerable<(long Sample, UInt128 Hash)> Answers(string path)
    {
        using var log = new AccuracyLogReader(path);
        while (log.Read())
            yield return (log.SampleIndex, Hash(log.Data));
    }

    private static UInt128 Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
