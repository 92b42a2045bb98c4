using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>
/// One benchmark as its catalog file states it. What a source doesn't tell is null or listed in <see cref="Unknown"/>; nothing is
/// filled in by guessing. <c>benchmark.schema.json</c> describes the file, <c>docs/catalog.md</c> how to write one.
/// </summary>
public sealed record BenchmarkFacts
{
    /// <summary>Version of the file's form; 1.</summary>
    public required int CatalogVersion { get; init; }

    /// <summary>As <c>--benchmark</c> takes it: lower-case letters, digits, dots and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>Vision, Language, …; null if it belongs to none.</summary>
    public string? Area { get; init; }

    /// <summary>The kind of task, one of <see cref="BenchmarkTasks"/>; null where this program has none for it.</summary>
    public string? Task { get; init; }

    /// <summary>Whether it was retired or replaced, in words.</summary>
    public string? Status { get; init; }

    /// <summary>Why this build can't run it; null if it can.</summary>
    public string? NotRunnable { get; init; }

    /// <summary>Suites and rounds, such as <c>inference-v2.0 edge</c>; empty for a benchmark of the user's own.</summary>
    public ImmutableArray<string> Suites { get => field.IsDefault ? [] : field; init; }

    /// <summary>What others call it.</summary>
    public BenchmarkNames Names { get => field ?? new BenchmarkNames(); init; }

    /// <summary>The reference model.</summary>
    public required ModelFacts Model { get; init; }

    /// <summary>The model's inputs.</summary>
    public ImmutableArray<TensorFacts> Inputs { get => field.IsDefault ? [] : field; init; }

    /// <summary>The model's outputs.</summary>
    public ImmutableArray<TensorFacts> Outputs { get => field.IsDefault ? [] : field; init; }

    /// <summary>From a record to the inputs, in words.</summary>
    public ProcessingFacts? Preprocessing { get; init; }

    /// <summary>From the outputs to the accuracy log, in words.</summary>
    public ProcessingFacts? Postprocessing { get; init; }

    /// <summary>The data.</summary>
    public required DatasetFacts Dataset { get; init; }

    /// <summary>What a response's bytes in the accuracy log are.</summary>
    public AccuracyLogFacts? AccuracyLog { get; init; }

    /// <summary>Sizes of the sample library.</summary>
    public required SampleLibraryFacts Qsl { get; init; }

    /// <summary>Constraints by round, such as <c>v6.1</c>.</summary>
    public ImmutableSortedDictionary<string, RoundFacts> Rounds { get => field ?? ImmutableSortedDictionary<string, RoundFacts>.Empty; init; }

    /// <summary>Metric and targets.</summary>
    public required QualityFacts Quality { get; init; }

    /// <summary>How this program runs it: reader, preprocessing, responses, metric. Null where it can't.</summary>
    public PipelineFacts? Pipeline { get; init; }

    /// <summary>Whatever else is worth knowing.</summary>
    public string? Note { get; init; }

    /// <summary>What the sources don't tell, in words.</summary>
    public ImmutableArray<string> Unknown { get => field.IsDefault ? [] : field; init; }

    /// <summary>The benchmark's name in mlperf.conf and user.conf: its own there, else its id.</summary>
    public string ConfName => Names.Conf ?? Id;

    /// <summary>The benchmark with the sample counts of a round, where those differ from today's.</summary>
    /// <param name="round">The round's name; null or an unknown one: today's.</param>
    public BenchmarkFacts ForRound(string? round) => round is not null && Rounds.GetValueOrDefault(round)?.SampleCount is { } count
        ? this with { Dataset = Dataset with { SampleCount = count }, Qsl = Qsl with { TotalSampleCount = count, PerformanceSampleCount = count } }
        : this;

    /// <summary>The file that is taken if none is named: the one marked so, or the only one that runs here; null if there's none.</summary>
    public CatalogFile? DefaultModelFile =>
        Model.Files.FirstOrDefault(static f => f.Default) ?? Model.Files.FirstOrDefault(static f => f.RunsHere);

    /// <summary>Samples of a whole accuracy run; null if nobody knows.</summary>
    /// <param name="round">The round, which may have had another number; null: today's.</param>
    public long? AccuracySamples(string? round)
    {
        var facts = ForRound(round);
        return facts.Qsl.AccuracySampleCount ?? facts.Qsl.TotalSampleCount ?? facts.Dataset.SampleCount;
    }
}
