using NativeBench.Cli.Parsing;
using NativeBench.Cli.Run;
using NativeBench.Cli.Commands;

namespace NativeBench.Cli.Validate;

/// <summary>Reads <c>--reference-set</c> and <c>--candidate-set</c>: the execution options of <c>run</c>, for one side.</summary>
internal static class SideOptions
{
    /// <summary>What the assignments ask for; a key that no option of <c>run</c> has is the backend's own.</summary>
    public static ExecutionRequest Read(string role, IEnumerable<string>? texts)
    {
        var execution = new ExecutionRequest();
        foreach (var text in texts ?? [])
        {
            var (key, value) = OptionValue.Pair($"--{role}-set", text, "threads=1");
            var option = $"--{role}-set {key}";
            execution = key switch
            {
                "batch" => execution with { Batch = OptionValue.Count(option, value) },
                "instances" => execution with { Instances = OptionValue.Count(option, value) },
                "threads" => execution with { Threads = OptionValue.Count(option, value) },
                "batch-delay" => execution with { BatchDelayUs = OptionValue.Count(option, value, least: 0) },
                "streams" => execution with { Streams = OptionValue.Count(option, value) },
                "device" => execution with { Devices = RunCommand.Devices(option, value) },
                "precision" => execution with { Precision = RunCommand.Precision(option, value) },
                "dla-core" => execution with { DlaCore = OptionValue.Count(option, value, least: 0) },
                _ => execution with { BackendOptions = execution.BackendOptions.With(key, value) },
            };
        }

        return execution;
    }
}
