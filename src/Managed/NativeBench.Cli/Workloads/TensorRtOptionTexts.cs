using NativeBench.Cli.Parsing;
using NativeBench.Inference;
using NativeBench.Inference.TensorRT;

namespace NativeBench.Cli.Workloads;

/// <summary>The backend options of tensorrt, as <c>--backend-option KEY=VALUE</c> writes them.</summary>
internal static class TensorRtOptionTexts
{
    private static readonly string[] s_keys =
    [
        "graphs", "completion", "gather", "workspace_mib", "optimization_level", "rebuild", "hang_timeout", "strongly_typed", "sparse_weights",
        "version_compatible", "hardware_compatible", "aux_streams",
    ];

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
                "rebuild" => options with { Rebuild = YesNo(name, value) },
                "hang_timeout" => WithHangTimeout(options, OptionValue.Count(name, value)!.Value),
                "strongly_typed" => options with { StronglyTyped = YesNo(name, value) },
                "sparse_weights" => options with { SparseWeights = YesNo(name, value) },
                "version_compatible" => options with { VersionCompatible = YesNo(name, value) },
                "hardware_compatible" => options with { HardwareCompatible = YesNo(name, value) },
                "aux_streams" => options with { AuxiliaryStreams = OptionValue.Count(name, value, least: 0) },
                _ => throw new UsageException($"--backend-option knows {string.Join(", ", s_keys)} for tensorrt; found '{key}'.{NearestName.Hint(key, s_keys)}"),
            };
        }

        return options;
    }

    private static bool YesNo(string name, string value) => OptionValue.Choice(name, value, "yes", "no") == "yes";

    /// <summary>A warm-up is given up after twelve times the time to drain, so that has to grow with it.</summary>
    private static TensorRtOptions WithHangTimeout(TensorRtOptions options, int seconds)
    {
        var timeout = TimeSpan.FromSeconds(seconds);
        return options with { HangTimeout = timeout, DrainTimeout = options.DrainTimeout > timeout / 12 ? options.DrainTimeout : timeout / 12 };
    }
}
