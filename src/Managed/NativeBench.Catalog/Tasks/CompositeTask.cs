using System.Globalization;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// A benchmark with several inferences a sample, or samples of different sizes: it has a library of its own kind and makes the workers
/// that drive the networks. Its catalog file has <c>pipeline.execution</c>.
/// </summary>
/// <param name="request">The benchmark and where its data is.</param>
public abstract class CompositeTask(TaskRequest request) : BenchmarkTask(request)
{
    /// <summary>Seed of made-up samples: the same every time.</summary>
    protected const ulong SyntheticSeed = 1;

    /// <summary>Rows of the largest run of a network, for backends that have to know it when they load.</summary>
    public virtual int MostRows => 1;

    /// <summary>Whether a benchmark is one of these.</summary>
    public static bool Is(BenchmarkFacts facts) => facts?.Pipeline is { Execution: not null };

    /// <summary>Throws if networks aren't of the form that the task drives, before any data is read.</summary>
    /// <exception cref="InvalidInputException">What is wrong, with the file.</exception>
    public abstract void Check(IReadOnlyList<NetworkInfo> networks);

    /// <summary>Opens the dataset.</summary>
    /// <param name="networks">The model's networks, checked.</param>
    /// <exception cref="InvalidInputException">The data isn't what the benchmark describes; the message names the file.</exception>
    public abstract CompositeData Open(IReadOnlyList<NetworkInfo> networks);

    /// <summary>Makes up data of the same form, of which no accuracy can come.</summary>
    /// <param name="networks">The model's networks, checked.</param>
    /// <param name="count">How many samples; null: as many as do for a run of minutes.</param>
    public abstract CompositeData MakeUp(IReadOnlyList<NetworkInfo> networks, int? count = null);

    /// <inheritdoc/>
    public sealed override TaskData Open(ModelInfo model) => throw NotForOneModel();

    /// <inheritdoc/>
    protected sealed override IResponseFormat SyntheticResponses(ModelInfo model, long count) => throw NotForOneModel();

    /// <summary>A library of a source, which becomes its own.</summary>
    protected VariableLibrary MakeLibrary(IVariableSource source) => new(Request.Facts.Id, source, Request.PerformanceSampleCount);

    /// <summary>Throws unless there are so many networks.</summary>
    protected void RequireCount(IReadOnlyList<NetworkInfo> networks, int count)
    {
        ArgumentNullException.ThrowIfNull(networks);
        if (networks.Count != count)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{Request.Facts.Id}' has {networks.Count} networks; its task takes {count}: see 'model.networks' of its catalog file."));
    }

    private InvalidInputException NotForOneModel() => new($"'{Request.Facts.Id}' takes several inferences a sample and can't be opened for one model.");
}
