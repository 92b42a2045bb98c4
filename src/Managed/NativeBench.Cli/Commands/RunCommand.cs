using System.CommandLine;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Run;
using NativeBench.Cli.Settings;
using NativeBench.Inference;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;
using NativeBench.Results;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench run</c>: options in, <see cref="RunRequest"/> out.</summary>
internal static class RunCommand
{
    private static readonly string[] s_modes = ["performance", "accuracy", "find-peak"];
    private static readonly string[] s_precisions = ["fp32", "tf32", "fp16", "bf16", "int8", "fp8"];
    private static readonly string[] s_gpuBackends = ["tensorrt", "ort-cuda", "ort-tensorrt"];

    public static Command Create(CommandContext context)
    {
        var options = new RunOptions();
        var command = new ExampleCommand("run", "Runs one benchmark, or any ONNX model, in one or more scenarios: performance, accuracy or both.")
        {
            Examples =
            {
                "nativebench run",
                "nativebench run --scenario Server --set target_qps=500 --set target_latency=5",
                "nativebench run --model model.onnx --data folder --mode accuracy",
                "nativebench run --benchmark resnet50 --model resnet50_v1.onnx --data imagenet --mode performance,accuracy",
                "nativebench run --benchmark resnet50 --weights synthetic --data synthetic",
            },
        };
        foreach (var option in options.All)
            command.Options.Add(option);
        command.SetAction(parsed => RunSession.Execute(Read(parsed, options), context));
        return command;
    }

    internal static RunRequest Read(ParseResult parsed, RunOptions options)
    {
        var adaptive = "auto".Equals(parsed.GetValue(options.BatchDelay), StringComparison.OrdinalIgnoreCase);
        var request = new RunRequest
        {
            Benchmark = parsed.GetValue(options.Benchmark),
            ModelPath = parsed.GetValue(options.Model),
            DataPath = IsSynthetic(parsed.GetValue(options.Data)) ? null : parsed.GetValue(options.Data),
            SyntheticData = IsSynthetic(parsed.GetValue(options.Data)),
            SyntheticSamples = SyntheticSamples(parsed.GetValue(options.Data)),
            SyntheticWeights = parsed.GetValue(options.Weights) is { } weights && OptionValue.Choice("--weights", weights, Synthetic) == Synthetic,
            GroundTruthPath = parsed.GetValue(options.GroundTruth),
            Preprocessing = Pairs("--preprocess", parsed.GetValue(options.Preprocess) ?? [], "fit=centre-crop"),
            Postprocessing = Pairs("--postprocess", parsed.GetValue(options.Postprocess) ?? [], "max_overlap=0.65"),
            CatalogPaths = parsed.GetValue(options.Catalog.Catalog) ?? [],
            HomePath = parsed.GetValue(options.Catalog.Home),
            SystemType = parsed.GetValue(options.SystemType) is { } type ? OptionValue.Choice("--system-type", type, "edge", "datacenter") : null,
            Dimensions = Dimensions(parsed.GetValue(options.Dim) ?? []),
            Scenarios = Scenarios(parsed.GetValue(options.Scenario)),
            Modes = Modes(parsed.GetValue(options.Mode)),
            Rules = Rules.Find(parsed.GetValue(options.Rules)),
            Division = OptionValue.Choice("--division", parsed.GetValue(options.Division), "open", "closed"),
            Backend = Backend("--backend", parsed.GetValue(options.Backend)),
            Execution = new ExecutionRequest(
                OptionValue.Count("--batch", parsed.GetValue(options.Batch)),
                OptionValue.Count("--instances", parsed.GetValue(options.Instances)),
                OptionValue.Count("--threads", parsed.GetValue(options.Threads)),
                adaptive ? null : OptionValue.Count("--batch-delay", parsed.GetValue(options.BatchDelay), least: 0),
                OptionValue.Count("--streams", parsed.GetValue(options.Streams)),
                parsed.GetValue(options.Device) is { } devices ? Devices("--device", devices) : null,
                parsed.GetValue(options.Precision) is { } precision ? Precision("--precision", precision) : null,
                OptionValue.Count("--dla-core", parsed.GetValue(options.DlaCore), least: 0))
            {
                Adaptive = adaptive ? true : null,
                Order = parsed.GetValue(options.QueueOrder) is { } order
                    ? OptionValue.Choice("--queue-order", order, "arrival", "late-last") == "arrival" ? QueueOrder.Arrival : QueueOrder.LateLast
                    : null,
                Pinning = parsed.GetValue(options.Pin) is { } pin
                    ? Enum.Parse<CpuPinning>(OptionValue.Choice("--pin", pin, "none", "cores", "nodes"), ignoreCase: true)
                    : null,
                BackendOptions = BackendOptions.From((parsed.GetValue(options.BackendOption) ?? []).Select(static text =>
                {
                    var (key, value) = OptionValue.Pair("--backend-option", text, "sessions=own");
                    return KeyValuePair.Create(key, value);
                })),
            },
            PlanPath = parsed.GetValue(options.Plan),
            UserConfPath = parsed.GetValue(options.UserConf),
            MlperfConfPath = parsed.GetValue(options.MlperfConf),
            AuditConfPath = parsed.GetValue(options.AuditConf),
            Assignments = [.. (parsed.GetValue(options.Set) ?? []).Select(static text => SettingAssignment.Parse(text))],
            Trace = parsed.GetValue(options.Trace),
            LogCompatibility = Enum.Parse<LogCompatibility>(
                OptionValue.Choice("--log-compat", parsed.GetValue(options.LogCompat), "official", "strict"), ignoreCase: true),
            IssueWait = parsed.GetValue(options.IssueWait) is { } wait
                ? Enum.Parse<IssueWait>(OptionValue.Choice("--issue-wait", wait, "hybrid", "spin", "sleep"), ignoreCase: true)
                : null,
            IssueCore = IssueCore(parsed.GetValue(options.IssueCore)),
            SpillPath = parsed.GetValue(options.Spill),
            UsesOfficialLoadGen = OptionValue.Choice("--loadgen", parsed.GetValue(options.Loadgen), "nativebench", "official") == "official",
            LoadGenLibraryPath = parsed.GetValue(options.LoadgenLibrary),
            Timeout = OptionValue.Seconds("--timeout", parsed.GetValue(options.Timeout)),
            Assertions = [.. (parsed.GetValue(options.Assert) ?? []).Select(Assertion)],
            OutputPath = parsed.GetValue(options.Output),
            Json = parsed.GetValue(options.Json),
            Quiet = parsed.GetValue(options.Quiet),
            RawRecords = parsed.GetValue(options.RawRecords),
            PowerLog = parsed.GetValue(options.PowerLog),
            Otlp = Address("--otlp", parsed.GetValue(options.Otlp)),
            Live = Enum.Parse<LiveMode>(OptionValue.Choice("--live", parsed.GetValue(options.Live), "auto", "json", "off"), ignoreCase: true),
        };
        return request.Consistent();
    }

    /// <summary>What --data and --weights take for stand-ins.</summary>
    internal const string Synthetic = "synthetic";

    private const string SyntheticWithCount = Synthetic + ":";

    /// <summary>Whether --data asks for stand-ins: synthetic, or synthetic:N.</summary>
    internal static bool IsSynthetic(string? data) => data == Synthetic || data?.StartsWith(SyntheticWithCount, StringComparison.Ordinal) == true;

    /// <summary>The N of synthetic:N; null without one.</summary>
    internal static int? SyntheticSamples(string? data) =>
        data?.StartsWith(SyntheticWithCount, StringComparison.Ordinal) == true ? OptionValue.Count("--data synthetic:N", data[SyntheticWithCount.Length..]) : null;

    /// <summary>What the official LoadGen can't do is refused, not left out.</summary>
    private static void RequireLoadGen(this RunRequest request)
    {
        if (!request.UsesOfficialLoadGen)
        {
            if (request.LoadGenLibraryPath is not null)
                throw new UsageException("--loadgen-library needs --loadgen official.");
            return;
        }

        if (request.LoadGenLibraryPath is null)
            throw new UsageException("--loadgen official needs --loadgen-library PATH: the libnativebench_loadgen_bridge.so that was built against your LoadGen (docs/submission.md).");
        foreach (var (option, given) in new[]
                 {
                     ("--issue-core", request.IssueCore is not null), ("--spill", request.SpillPath is not null), ("--raw-records", request.RawRecords),
                     ("--log-compat strict", request.LogCompatibility == LogCompatibility.Strict), ("--issue-wait", request.IssueWait is not null),
                     ("--mode find-peak", request.Modes?.Contains(RunMode.FindPeak) == true),
                     ("--scenario MultiStreamFixedInterval", request.Scenarios?.Contains(TestScenario.MultiStreamFixedInterval) == true),
                 })
        {
            if (given)
                throw new UsageException($"{option} isn't there with --loadgen official: it's a part of NativeBench's own LoadGen.");
        }
    }

    private static RunRequest Consistent(this RunRequest request)
    {
        if (request is { DataPath: not null, ModelPath: null, Benchmark: null })
            throw new UsageException("--data needs --benchmark or --model: the built-in benchmark brings its own data.");
        if (request is { Dimensions.Count: > 0, ModelPath: null, Benchmark: null })
            throw new UsageException("--dim needs --model or --benchmark: the built-in benchmark's shapes are fixed.");
        if (request is { SyntheticWeights: true, ModelPath: not null })
            throw new UsageException("--weights synthetic and --model exclude each other: one makes a model, the other names one.");
        if (request is { SyntheticWeights: true, Benchmark: null })
            throw new UsageException("--weights synthetic needs --benchmark: it makes that benchmark's architecture. For a file alone there's 'nativebench model synth'.");
        if (request is { GroundTruthPath: not null, Benchmark: null })
            throw new UsageException("--ground-truth needs --benchmark, which says how it's read.");
        if (request is { Preprocessing.Count: > 0, Benchmark: null })
            throw new UsageException("--preprocess needs --benchmark, whose preprocessing it changes.");
        if (request is { Postprocessing.Count: > 0, Benchmark: null })
            throw new UsageException("--postprocess needs --benchmark, whose postprocessing it changes.");
        request.RequireLoadGen();
        if (request is { SystemType: not null } && (request.Rules.IsQuick || request.Benchmark is null))
            throw new UsageException("--system-type needs --benchmark and --rules with a round: it's the round that requires scenarios of a system.");
        if (request.Modes?.Contains(RunMode.FindPeak) == true
            && request.Scenarios?.Where(static s => s is not (TestScenario.Server or TestScenario.MultiStreamFixedInterval)).ToArray() is { Length: > 0 } others)
        {
            throw new UsageException(
                $"--mode find-peak searches in Server and MultiStreamFixedInterval; found {string.Join(", ", others)}: name one of the two by --scenario.");
        }

        return request;
    }

    /// <summary>What --scenario says; null if nothing.</summary>
    internal static IReadOnlyList<TestScenario>? Scenarios(string[]? texts)
    {
        if (texts is not { Length: > 0 })
            return null;
        var names = OptionValue.List(texts);
        if (names.Count == 0)
            throw new UsageException("--scenario needs at least one scenario, or all.");
        return [.. names.SelectMany(Scenario).Distinct()];
    }

    private static IReadOnlyList<TestScenario> Scenario(string name)
    {
        if (name.Equals("all", StringComparison.OrdinalIgnoreCase))
            return SettingCatalog.CurrentScenarios;
        foreach (var scenario in SettingCatalog.AllScenarios)
        {
            if (scenario.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
                return [scenario];
        }

        var known = SettingCatalog.AllScenarios.Select(static s => s.ToString()).Append("all").ToArray();
        throw new UsageException($"--scenario knows {string.Join(", ", known)}; found '{name}'.{NearestName.Hint(name, known)}");
    }

    private static IReadOnlyList<RunMode>? Modes(string[]? texts)
    {
        if (texts is not { Length: > 0 })
            return null;
        var names = OptionValue.List(texts);
        if (names.Count == 0)
            throw new UsageException("--mode needs performance, accuracy, find-peak or several of them.");
        return [.. names.Select(Mode).Distinct()];
    }

    /// <summary>An address on the web; null stays null.</summary>
    private static Uri? Address(string option, string? text)
    {
        if (text is null)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UsageException($"{option} takes an http or https address, for example http://localhost:4317; found '{text}'.");
    }

    private static ResultAssertion Assertion(string text)
    {
        try
        {
            return ResultAssertion.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UsageException("--assert " + e.Message, e);
        }
    }

    private static RunMode Mode(string name) => OptionValue.Choice("--mode", name, s_modes) switch
    {
        "accuracy" => RunMode.Accuracy,
        "find-peak" => RunMode.FindPeak,
        _ => RunMode.Performance,
    };

    /// <summary>A backend's name, checked; also for the options of other commands.</summary>
    internal static string Backend(string option, string? name)
    {
        if (name is not null && s_gpuBackends.Contains(name, StringComparer.OrdinalIgnoreCase))
            return name.ToUpperInvariant() switch { "TENSORRT" => "tensorrt", "ORT-CUDA" => "ort-cuda", _ => "ort-tensorrt" };
        return OptionValue.Choice(option, name, "auto", "ort-cpu", "null");
    }

    /// <summary>The value of --issue-core, once this process was seen to be able to use that core.</summary>
    internal static int? IssueCore(string? text)
    {
        if (OptionValue.Count("--issue-core", text, least: 0) is not { } core)
            return null;
        try
        {
            using (ThreadAffinity.To(core))
                return core;
        }
        catch (LoadGenException e)
        {
            throw new UsageException($"--issue-core: {e.Message}");
        }
    }

    /// <summary>The GPUs of --device, by number; none for all of them.</summary>
    internal static IReadOnlyList<int> Devices(string option, string text)
    {
        if (text.Equals("all", StringComparison.OrdinalIgnoreCase))
            return [];
        var devices = OptionValue.List([text]).Select(number => OptionValue.Count(option, number, least: 0)!.Value).ToArray();
        if (devices.Length == 0)
            throw new UsageException($"{option} takes GPUs' numbers, such as 0 or 0,1, or all; found '{text}'.");
        return devices.GroupBy(static d => d).FirstOrDefault(static g => g.Count() > 1) is { } twice
            ? throw new UsageException(Units.Invariant($"{option} names GPU {twice.Key} twice; batches in flight on one are set by --streams."))
            : devices;
    }

    /// <summary>A precision's name, checked.</summary>
    internal static string Precision(string option, string name) => OptionValue.Choice(option, name, s_precisions);

    /// <summary>What --dim says.</summary>
    private static Dictionary<string, string> Pairs(string option, string[] texts, string example)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var (name, value) = OptionValue.Pair(option, text, example);
            pairs[name] = value;
        }

        return pairs;
    }

    internal static Dictionary<string, int> Dimensions(string[] texts)
    {
        var dimensions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var (name, value) = OptionValue.Pair("--dim", text, "height=224");
            dimensions[name] = OptionValue.Count($"--dim {name}", value)!.Value;
        }

        return dimensions;
    }
}
