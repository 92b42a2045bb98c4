using System.CommandLine;

namespace NativeBench.Cli.Commands;

/// <summary>
/// The options of <c>run</c>. All are read as text here; <see cref="Run.RunRequest"/> checks them, so that every message
/// is our own sentence.
/// </summary>
internal sealed class RunOptions
{
    public RunOptions()
    {
        // Words that a shell can offer; whatever else is typed is judged when it's read.
        Scenario.CompletionSources.Add("SingleStream", "MultiStream", "MultiStreamFixedInterval", "Server", "Offline", "all");
        Mode.CompletionSources.Add("performance", "accuracy", "find-peak");
        Backend.CompletionSources.Add("auto", "ort-cpu", "tensorrt", "ort-cuda", "ort-tensorrt", "null");
        Rules.CompletionSources.Add("quick", "v6.1", "v6.0", "v5.1", "v2.0", "mobile-v2.0", "tiny-v0.7");
        Live.CompletionSources.Add("auto", "json", "off");
    }

    public Option<string?> Benchmark { get; } = Text("--benchmark", "ID", "An id of the catalog (see 'list'). Default: digits, which is built in.");
    public Option<string?> Model { get; } = Text("--model", "PATH",
        "Any .onnx file. With --benchmark, the file that stands for the benchmark's model, or the folder of its networks where they are several; alone, what is run.");
    public Option<string?> Data { get; } = Text("--data", "PATH",
        "The benchmark's dataset folder (see 'list ID'), or one with prepared tensors: inputs*.npy and labels.txt. " +
        "synthetic, or synthetic:N for N samples: seeded inputs of the data's shape and statistics, never an accuracy. Default: what was fetched; for --model alone, random inputs.");
    public Option<string?> GroundTruth { get; } = Text("--ground-truth", "PATH", "The file with labels or annotations, where it isn't in the data's folder.");
    public Option<string[]> Preprocess { get; } = Texts("--preprocess", "KEY=VALUE",
        "Sets a parameter of the benchmark's preprocessing, such as fit=centre-crop (docs/catalog.md); recorded, and refused in the closed division; repeatable.");
    public Option<string[]> Postprocess { get; } = Texts("--postprocess", "KEY=VALUE",
        "Sets a parameter of the benchmark's responses, such as max_overlap=0.65 (docs/catalog.md); recorded, and refused in the closed division unless no source gives it; repeatable.");
    public Option<string?> Weights { get; } = Text("--weights", "NAME", "synthetic: the benchmark's architecture with seeded weights, for speed; never an accuracy.");
    public Option<string?> SystemType { get; } = Text("--system-type", "NAME", "edge or datacenter: runs the scenarios that the round requires of it, and says which are missing.");
    public Option<string[]> Dim { get; } = Texts("--dim", "NAME=N", "The size of one of the model's dynamic dimensions, for random inputs; repeatable.");
    public Option<string[]> Scenario { get; } = Texts("--scenario", "LIST",
        "SingleStream, MultiStream, Server, Offline; comma-separated, or all (default; Offline for accuracy alone). " +
        "MultiStreamFixedInterval, the rule of rounds 1.1 and earlier, only by name.");
    public Option<string[]> Mode { get; } = Texts("--mode", "LIST",
        "performance, accuracy, find-peak (the highest rate of Server, the most streams of MultiStreamFixedInterval); comma-separated. " +
        "Default: performance, and without --scenario one accuracy run where labels are known.");
    public Option<string?> Backend { get; } = Text("--backend", "NAME", "auto (default), tensorrt, ort-cuda, ort-tensorrt, ort-cpu, or null, which answers at once and computes nothing. What can run here, 'devices' tells.");
    public Option<string?> UserConf { get; } = Text("--user-conf", "PATH", "The official user.conf.");
    public Option<string?> MlperfConf { get; } = Text("--mlperf-conf", "PATH", "An mlperf.conf, below user.conf; v6.1's values are built in.");
    public Option<string?> AuditConf { get; } = Text("--audit-conf", "PATH", "A compliance test's audit.config, applied last by LoadGen itself.");
    public Option<string[]> Set { get; } = Texts("--set", "KEY=VALUE",
        "Any LoadGen setting by its official name, in the units of the configuration files (durations and latencies in ms); " +
        "Server.target_qps=340 for one scenario only. Highest precedence; repeatable.");
    public Option<string?> Rules { get; } = Text("--rules", "NAME",
        "quick (default: about 10 s a scenario, not an MLPerf result), or a round's full constraints: v6.1, v6.0, v5.1, v2.0, mobile-v2.0, tiny-v0.7.");
    public Option<string?> Division { get; } = Text("--division", "NAME",
        "open (default: what differs from the benchmark is recorded), or closed (what differs is refused, by name).");
    public Option<string?> Batch { get; } = Text("--batch", "N", "Most samples in one inference. Default: chosen by scenario; 1 for SingleStream.");
    public Option<string?> Instances { get; } = Text("--instances", "N", "Inferences that run side by side. Default: 1 for the streams, one a core for Server and Offline.");
    public Option<string?> Threads { get; } = Text("--threads", "N", "Threads of one inference. Default: the cores, shared out among the instances.");
    public Option<string?> Streams { get; } = Text("--streams", "N", "Batches in flight on each GPU. GPU backends only. Default: 4; 1 for the streams scenarios.");
    public Option<string?> Device { get; } = Text("--device", "LIST", "The GPUs' numbers, as 'devices' shows them: 0, or several (0,1 or all) on tensorrt, which share the samples. GPU backends only. Default: 0.");
    public Option<string?> Precision { get; } = Text("--precision", "NAME",
        "What TensorRT may compute in: fp32 (without TF32), tf32, fp16, bf16, int8, fp8. Default: TensorRT's own choice. From TensorRT 11 on the model itself decides.");
    public Option<string?> DlaCore { get; } = Text("--dla-core", "N", "Runs on this core of a Jetson's deep learning accelerator, with the GPU for what it can't do.");
    public Option<string?> BatchDelay { get; } = Text("--batch-delay", "US",
        "How long, in microseconds, a batch waits to fill (Server), or auto: size and wait follow the load, measured costs and the latency " +
        "bound. Default: auto on ort-cpu.");
    public Option<string?> QueueOrder { get; } = Text("--queue-order", "NAME",
        "What runs next (Server): arrival, or late-last, where samples that can't meet the latency bound any more let the others pass. " +
        "Default: late-last with --batch-delay auto.");
    public Option<string?> Pin { get; } = Text("--pin", "NAME",
        "Keeps every worker on cores of its own (cores) or on those of one NUMA node (nodes); none (default) leaves it to the system. Linux.");
    public Option<string[]> BackendOption { get; } = Texts("--backend-option", "KEY=VALUE",
        "The backend's own options; repeatable. ort-cpu: optimization=all|extended|basic|none, sessions=auto|shared|own, spinning, arena, " +
        "memory_pattern, flush_denormals=on|off, dynamic_block_base=N, buckets=seq=64,128,384 (lengths that samples of different length are run at), and ONNX Runtime's session.… entries.");
    public Option<string?> Plan { get; } = Text("--plan", "FILE", "What 'nativebench tune' found: a plan for each scenario. --batch and the like go over it.");
    public Option<string?> IssueWait { get; } = Text("--issue-wait", "NAME", "How the issuing thread waits for a Server query's time: hybrid (default), spin, sleep. Without it, where the workers leave no core free, sleep with pauses of up to 50 µs.");
    public Option<bool> Trace { get; } = new("--trace") { Description = "Fills mlperf_log_trace.json, a timeline of every query (about 650 bytes each); costs clock readings in the run." };
    public Option<string?> LogCompat { get; } = Text("--log-compat", "NAME", "official (default): log files byte for byte as LoadGen 6.0.17 writes them; strict: strings escaped, the trace valid JSON.");
    public Option<string?> IssueCore { get; } = Text("--issue-core", "N", "Binds the issuing thread to this core (from 0) while it issues.");
    public Option<string?> Spill { get; } = Text("--spill", "DIR", "Keeps the records of long runs in files in DIR, mapped into memory, instead of in memory alone: 28 bytes a Server query.");
    public Option<string?> Timeout { get; } = Text("--timeout", "SECONDS", "Gives up when samples stay missing this long after the last completion. Default: waits for ever.");
    public Option<string?> Loadgen { get; } = Text("--loadgen", "NAME", "nativebench (default), or official: your own build of the official LoadGen, as MLPerf's rules ask (docs/submission.md).");
    public Option<string?> LoadgenLibrary { get; } = Text("--loadgen-library", "PATH", "With --loadgen official: the libnativebench_loadgen_bridge.so that was built against it.");
    public Option<string[]> Assert { get; } = Texts("--assert", "EXPR",
        "Exit code 1 when it doesn't hold: p99<15ms, qps>800, Server.p99.9<=20ms, accuracy>=98.5%, gc<=0; repeatable.");
    public Option<string?> Output { get; } = Text("--output", "DIR", "Where the results go; must be new or empty. Default: results/<utc time>-<benchmark>.");
    public Option<bool> RawRecords { get; } = new("--raw-records") { Description = "Writes every sample's times to records.parquet in the run's folder, after the series (about 20 bytes a sample)." };
    public Option<bool> PowerLog { get; } = new("--power-log") { Description = "Writes the power that the machine itself tells to spl.txt in the run's folder, in the form of MLPerf Power's client." };
    public Option<string?> Otlp { get; } = Text("--otlp", "URL",
        "Sends metrics to this OpenTelemetry collector once a second: gRPC at port 4317, else HTTP with protobuf. Default: off.");
    public Option<string?> Live { get; } = Text("--live", "NAME",
        "How a run is shown while it's on, on standard error: auto (default: a view at a terminal, else a line every 5 s), json (one object a second), off.");
    public Option<bool> Json { get; } = new("--json") { Description = "Prints result.json's content instead of the table." };
    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Nothing on standard error but mistakes." };

    public CatalogOptions Catalog { get; } = new();

    /// <summary>All of them, in the order of the help page.</summary>
    public IEnumerable<Option> All =>
    [
        Benchmark, Model, Weights, Data, GroundTruth, Preprocess, Postprocess, Dim, Catalog.Catalog, Catalog.Home,
        Scenario, Mode, Rules, SystemType, Division,
        Set, UserConf, MlperfConf, AuditConf,
        Backend, Plan, Batch, Instances, Threads, BatchDelay, QueueOrder, Pin, BackendOption,
        Streams, Device, Precision, DlaCore,
        IssueWait, IssueCore, Spill, Timeout,
        Trace, LogCompat,
        Loadgen, LoadgenLibrary,
        Assert,
        Output, RawRecords, PowerLog, Otlp,
        Live, Json, Quiet,
    ];

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore };
}
