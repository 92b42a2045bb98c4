using NativeBench.Cli.Run;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>
/// A value of --backend that computes: loads models, says how they are best executed, and puts the system under test around
/// them. The only place where workloads and commands meet a particular library.
/// </summary>
internal interface IInferenceBackend
{
    /// <summary>Which one it is and why it was taken.</summary>
    BackendChoice Choice { get; }

    /// <summary>Library and version.</summary>
    string Version { get; }

    /// <summary>Throws a sentence for what was asked of the execution that this backend doesn't have.</summary>
    void Check(ExecutionRequest execution);

    /// <summary>What suits the scenario, with what the user chose put over it. Not yet checked against the model.</summary>
    ExecutionPlan Plan(TestScenario scenario, ModelInfo model, int samplesPerQuery, ExecutionRequest execution);

    /// <summary>What a model takes and gives, where that can be told without loading it; null where it has to be loaded.</summary>
    /// <exception cref="InvalidInputException">The model, or what is asked of it, can't be used.</exception>
    ModelInfo? Inspect(ModelSource model, IReadOnlyDictionary<string, long> dimensions);

    /// <summary>The plan to load a model with when there's only the model to be asked.</summary>
    ExecutionPlan PlanForInspection { get; }

    /// <summary>What of a plan is fixed when a model is loaded: plans with equal keys can share an engine.</summary>
    object EngineKey(ExecutionPlan plan);

    /// <summary>Loads a model.</summary>
    /// <param name="model">What to load.</param>
    /// <param name="plan">How it will be run.</param>
    /// <param name="dimensions">Values of dynamic dimensions other than the batch, by name.</param>
    /// <exception cref="InvalidInputException">The model, or what is asked of it, can't be used.</exception>
    IInferenceEngine Load(ModelSource model, ExecutionPlan plan, IReadOnlyDictionary<string, long> dimensions);

    /// <summary>
    /// Loads a model of which a sample takes several inferences, with tensors of any shape where the backend can do that; else the
    /// model's shapes have to be fixed but for the batch.
    /// </summary>
    /// <param name="model">What to load.</param>
    /// <param name="plan">How it will be run; its batch is ours.</param>
    /// <param name="mostRows">Rows of the largest run.</param>
    /// <exception cref="InvalidInputException">The model can't be used.</exception>
    INetworkModel LoadNetwork(ModelSource model, ExecutionPlan plan, int mostRows) =>
        new EngineNetworkModel(Load(model, plan with { BatchSize = mostRows }, new Dictionary<string, long>()), mostRows);

    /// <summary>Makes the system under test around an engine of this backend.</summary>
    /// <param name="engine">From <see cref="Load"/>, with a plan of the same key.</param>
    /// <param name="slab">Where the samples are.</param>
    /// <param name="plan">A checked plan.</param>
    /// <param name="scenario">What will be run.</param>
    /// <param name="responses">What goes back to LoadGen.</param>
    IWorkloadSystem OpenSystem(IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, TestScenario scenario, IResponseFormat responses);
}
