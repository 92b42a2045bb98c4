using NativeBench.Cli.Parsing;
using NativeBench.Inference;
using NativeBench.Inference.TensorRT;

namespace NativeBench.Cli.Workloads;

/// <summary>The backend options of tensorrt, as <c>--backend-option KEY=VALUE</c> writes them.</summary>
internal static class TensorRtOptionTexts
{
    private static readonly string[] s_keys = ["graphs", "completion", "gather", "workspace_mib", "optimization_level", "rebuild"];

    /// <summary>The options with those of the texts put over them.</summary>
    /// <exception cref="UsageException">A key that there isn't, or a value that it doesn't take.</exception>
    public static TensorRtOptions Apply(TensorRtOptions options, BackendOptions texts)
    {
        foreach (var (key, value) in texts.Values)
        {
            var name = $"--backend-option {key}";
            options = key switch
            {
                "graphs" => options with { Graphs = OptionValue.Choice(name, value, "on", "off") == "on" },
                "completion" => options with { CompleteByHostFunction = OptionValue.Choice(name, value, "device", "host") == "host" },
                "gather" => options with
                {
                    Gather = OptionValue.Choice(name, value, "auto", "runs", "batch", "cpu") switch
                    {
                        "runs" => TensorRtGather.Runs,
                        "batch" => TensorRtGather.BatchCopy,
                        "cpu" => TensorRtGather.Cpu,
                        _ => TensorRtGather.Auto,
                    },
                },
                "workspace_mib" => options with { WorkspaceBytes = (long)OptionValue.Count(name, value)!.Value << 20 },
                "optimization_level" => options with { OptimizationLevel = OptionValue.Count(name, value, least: 0) },
                "rebuild" => options with { Rebuild = OptionValue.Choice(name, value, "yes", "no") == "yes" },
                _ => throw new UsageException($"--backend-option knows {string.Join(", ", s_keys)} for tensorrt; found '{key}'.{NearestName.Hint(key, s_keys)}"),
            };
        }

        return options;
    }
}
