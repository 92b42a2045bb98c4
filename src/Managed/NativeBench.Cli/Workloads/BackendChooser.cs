using NativeBench.Cli.Devices;
using NativeBench.Cli.Run;
using NativeBench.Inference.TensorRT;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>Which backend runs. A named one is taken or refused, never replaced; auto says what it took and why.</summary>
internal static class BackendChooser
{
    /// <summary>The backend for what --backend says.</summary>
    public static BackendChoice Choose(string requested) => requested == "auto" ? Auto() : new BackendChoice(requested, requested, "asked for");

    /// <summary>Makes ready what was chosen, which is not "null".</summary>
    /// <param name="choice">From <see cref="Choose"/>.</param>
    /// <param name="execution">What was asked of the execution: a GPU backend opens the device that it names.</param>
    /// <param name="context">Where a backend tells what takes long.</param>
    /// <param name="likely">The scenario that is likely to be run first.</param>
    /// <param name="quiet">Whether it tells nothing.</param>
    /// <exception cref="CannotRunException">What it needs isn't there.</exception>
    public static IInferenceBackend Open(
        BackendChoice choice, ExecutionRequest execution, CommandContext context, TestScenario likely = TestScenario.SingleStream, bool quiet = false)
    {
        IInferenceBackend backend = choice.Name switch
        {
            "ort-cpu" => new OrtCpuBackend(choice, likely, execution),
            "ort-cuda" or "ort-tensorrt" => new OrtGpuBackend(choice, execution),
            "tensorrt" => new TensorRtBackend(choice, execution, context, quiet),
            _ => throw new ArgumentOutOfRangeException(nameof(choice), choice, null),
        };
        backend.Check(execution);
        return backend;
    }

    private static BackendChoice Auto()
    {
        var probe = GpuProbe.Current;
        return GpuTrouble.WhyNotAuto(probe) is { } reason
            ? new BackendChoice("auto", "ort-cpu", reason)
            : new BackendChoice("auto", "tensorrt", $"{probe.Cuda.Devices[0].Name} with TensorRT {probe.TensorRt.Version}");
    }
}
