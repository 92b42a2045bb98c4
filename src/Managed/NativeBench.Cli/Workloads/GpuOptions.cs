using NativeBench.Cli.Run;

namespace NativeBench.Cli.Workloads;

/// <summary>The options that only GPU backends have.</summary>
internal static class GpuOptions
{
    /// <summary>Throws if one of them was given to a backend without a GPU.</summary>
    public static void Refuse(BackendChoice backend, ExecutionRequest execution)
    {
        foreach (var (option, given) in new[]
                 {
                     ("--streams", execution.Streams is not null), ("--device", execution.Device is not null),
                     ("--precision", execution.Precision is not null), ("--dla-core", execution.DlaCore is not null),
                 })
        {
            if (given)
                throw new UsageException($"{option} is for the GPU backends; this runs on {backend.Name} ({backend.Reason}).");
        }
    }
}
