using NativeBench.Catalog;
using NativeBench.Cli.Run;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>What is run: a model with its data in a backend. One object serves all runs of a session.</summary>
internal interface IWorkload : IDisposable
{
    /// <summary>The benchmark's id, or the model file's name without its extension.</summary>
    string Name { get; }

    /// <summary>The benchmark's facts; null for a model of the user's own.</summary>
    BenchmarkFacts? Facts { get; }

    /// <summary>Where the benchmark was treated otherwise than the catalog says, a sentence each.</summary>
    IReadOnlyList<string> Changes { get; }

    /// <summary>What no source gives about the benchmark, with the values that are used; null where there's nothing of the kind.</summary>
    string? Assumed => null;

    /// <summary>How the backend was chosen.</summary>
    BackendChoice Backend { get; }

    /// <summary>Library and version of the backend, null when there's no library behind it.</summary>
    string? BackendVersion { get; }

    /// <summary>The loaded model, null when none is.</summary>
    ModelInfo? Model { get; }

    /// <summary>Where the samples come from.</summary>
    DataSource Data { get; }

    /// <summary>The samples.</summary>
    IQuerySampleLibrary Library { get; }

    /// <summary>What goes back to LoadGen, and into an accuracy log; null where nothing is computed, or a sample takes several inferences.</summary>
    IResponseFormat? Responses { get; }

    /// <summary>How outputs are judged; null when nothing tells right from wrong.</summary>
    IScorer? Scorer { get; }

    /// <summary>Why nothing is judged though there is ground truth, with what to do; null where there's nothing to say.</summary>
    string? NoScorer => null;

    /// <summary>The latency bound that the benchmark itself sets for Server in ns, or null.</summary>
    long? ServerBoundNs { get; }

    /// <summary>Throws if a scenario can't be executed as asked.</summary>
    void Check(TestScenario scenario, TestSettings settings, ExecutionRequest execution);

    /// <summary>
    /// Makes the system under test for a scenario; <paramref name="responses"/> replaces what the benchmark itself answers.
    /// </summary>
    IWorkloadSystem OpenSystem(TestScenario scenario, TestSettings settings, ExecutionRequest execution, IResponseFormat? responses = null);
}

/// <summary>A system under test that is ready for a scenario.</summary>
internal interface IWorkloadSystem : IDisposable
{
    /// <summary>What LoadGen talks to.</summary>
    ISystemUnderTest Sut { get; }

    /// <summary>How it executes; null if there's nothing to tell.</summary>
    ExecutionDescription? Description { get; }

    /// <summary>Says with which settings the next test will be made.</summary>
    void Expect(TestSettings settings) { }

    /// <summary>Where it runs otherwise than asked, a sentence each.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>What its workers did in the last test; null if it has none.</summary>
    BatchStatistics? Statistics { get; }
}

/// <summary>How a system executes.</summary>
/// <param name="Plan">Batch, instances, threads, delay.</param>
/// <param name="RunsOnIssuingThread">Without any hand-off between threads.</param>
/// <param name="Responses">What goes back to LoadGen.</param>
/// <param name="BackendSettings">The backend's own settings, in the order in which a report lists them.</param>
internal sealed record ExecutionDescription(
    ExecutionPlan Plan, bool RunsOnIssuingThread, string Responses, IReadOnlyList<KeyValuePair<string, string>> BackendSettings);

/// <summary>How outputs are judged.</summary>
internal interface IScorer
{
    /// <summary>Scores an accuracy log.</summary>
    AccuracyScore Score(string accuracyLogPath);
}

/// <summary>Where samples come from.</summary>
/// <param name="Kind">embedded, dataset (read and preprocessed here), folder (prepared tensors), random or none.</param>
/// <param name="Description">For people.</param>
/// <param name="Path">The folder, if it is one.</param>
/// <param name="Sha256">Of all that is read from it, if it's files.</param>
/// <param name="Seed">Of random data.</param>
internal sealed record DataSource(string Kind, string Description, string? Path = null, string? Sha256 = null, ulong? Seed = null);

/// <summary>The backend that runs, and why this one.</summary>
/// <param name="Requested">As --backend said.</param>
/// <param name="Name">What was taken.</param>
/// <param name="Reason">Why, in one clause.</param>
/// <param name="IsEmulated">What it runs on is a stand-in for tests: nothing measured is a result.</param>
internal sealed record BackendChoice(string Requested, string Name, string Reason, bool IsEmulated = false);
