using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>Which backend runs. A named one is taken or refused, never replaced; auto says what it took and why.</summary>
internal static class BackendChooser
{
    /// <summary>The backend for what --backend says.</summary>
    public static BackendChoice Choose(string requested) => requested switch
    {
        "null" => new BackendChoice(requested, "null", "asked for"),
        "ort-cpu" => new BackendChoice(requested, "ort-cpu", "asked for"),
        "auto" => new BackendChoice(requested, "ort-cpu", "the GPU backends are not in this build yet"),
        _ => throw new CannotRunException(
            $"--backend {requested} is not in this build yet. It runs ort-cpu and null; 'nativebench devices' shows what this machine has."),
    };

    /// <summary>Makes ready what was chosen, which is not "null".</summary>
    /// <param name="choice">From <see cref="Choose"/>.</param>
    /// <param name="execution">What was asked of the execution: a GPU backend opens the device that it names.</param>
    /// <param name="likely">The scenario that is likely to be run first.</param>
    public static IInferenceBackend Open(BackendChoice choice, ExecutionRequest execution, TestScenario likely = TestScenario.SingleStream)
    {
        var backend = Create(choice, execution, likely);
        backend.Check(execution);
        return backend;
    }

    private static OrtCpuBackend Create(BackendChoice choice, ExecutionRequest execution, TestScenario likely) => choice.Name switch
    {
        "ort-cpu" => new OrtCpuBackend(choice, likely, execution),
        _ => throw new ArgumentOutOfRangeException(nameof(choice), choice, null),
    };
}
