using NativeBench.Inference;
using NativeBench.LoadGen;
using NativeBench.Tests.Cli;
using NativeBench.Tests.LoadGen.Simulation;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Submission;

/// <summary>
/// The command line with a benchmark that the rounds know as resnet: 50 000 labelled samples, and a system under test on virtual time
/// that answers every one right. A whole closed submission takes as long as writing its logs.
/// </summary>
internal sealed class SubmissionHost : IDisposable
{
    public const int SampleCount = 50_000;

    private readonly CliHost _cli = new();

    public SubmissionHost()
    {
        _cli.File("catalog.json", Catalog);
        File.WriteAllBytes(At("m.onnx"), new SyntheticModel().Input("x", ElementType.Float32, "N", 2).Floats("w", [2, 2], 1, 0, 0, 1)
            .Node("MatMul", ["x", "w"], ["y"]).Output("y", ElementType.Float32, "N", 2).ToBytes());
        Directory.CreateDirectory(At("set"));
        File.WriteAllBytes(At("set/inputs.npy"), Datasets.TemporaryFolder.Npy("<f4", [SampleCount, 2], new byte[SampleCount * 8]));
        File.WriteAllText(At("set/labels.txt"), string.Concat(Enumerable.Repeat("0\n", SampleCount)));
        _cli.Context = _cli.Context with { StartTest = Start };
    }

    /// <summary>Tests that were started, as scenario and mode.</summary>
    public List<string> Started { get; } = [];

    /// <summary>The time that the system takes for a query; a script can make it slower.</summary>
    public Func<TestSettings, long> ServiceNs { get; set; } = static settings => settings.Scenario == TestScenario.MultiStream ? 16_000_000 : 2_000_000;

    /// <summary>The class that the system answers for a sample, and the name of the audit.config that the test reads, if it does; 0 is right.</summary>
    public Func<string?, long, float> Answer { get; set; } = static (_, _) => 0;

    /// <summary>Called before each test.</summary>
    public Action<TestSettings> BeforeTest { get; set; } = static _ => { };

    /// <summary>Called when a test has written its logs, and nothing else was written yet.</summary>
    public Action AfterTest { get; set; } = static () => { };

    /// <summary>What the scenarios are told of the system, which the warm-up of the real one can't know.</summary>
    public string[] Rates { get; set; } = ["SingleStream.target_latency=2", "MultiStream.target_latency=16", "Offline.target_qps=60"];

    public CliHost Cli => _cli;

    public string At(string path) => Path.Combine(_cli.Folder, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Runs <c>submission run</c> for closed, edge, v6.1, with more options.</summary>
    public int Run(params string[] more) =>
        _cli.Run(["submission", "run", "--catalog", "catalog.json", "--benchmark", "toy", "--model", "m.onnx", "--data", "set", "--output", "sub", "--live", "off", .. Rates.SelectMany(static r => new[] { "--set", r }), .. more]);

    /// <summary>Runs <c>submission pack</c> on <c>sub</c>, with more options.</summary>
    public int Pack(params string[] more) => _cli.Run(["submission", "pack", "sub", "--catalog", "catalog.json", .. more]);

    public void Dispose() => _cli.Dispose();

    private TestResult Start(ISystemUnderTest sut, IQuerySampleLibrary library, TestSettings settings, LogSettings logs, StartTestOptions options)
    {
        Started.Add($"{settings.Scenario} {settings.Mode}");
        BeforeTest(settings);
        var time = new VirtualTime();
        var result = LoadGenerator.StartTest(
            new VirtualSystem(time, ServiceNs(settings), sample => Answer(Path.GetFileName(options.AuditConfigPath), sample)), new SimulatedLibrary(SampleCount, 1024), settings, logs, options with { TimeSource = time });
        AfterTest();
        return result;
    }

    /// <summary>Answers after a fixed time a query; Offline's samples take 20 ms each.</summary>
    private sealed class VirtualSystem(VirtualTime time, long serviceNs, Func<long, float> answerOf) : ISystemUnderTest
    {
        private readonly float[] _answer = GC.AllocateArray<float>(1, pinned: true);
        private IResponseSink? _sink;

        public string Name => "Virtual";

        public void StartTest(IResponseSink responses) => _sink = responses;

        public unsafe void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            time.Set(time.NowNs + (samples.Length > 8 ? 20_000_000L * samples.Length : serviceNs));
            fixed (float* answer = _answer)
            {
                foreach (var sample in samples)
                {
                    *answer = answerOf(sample.Index);
                    _sink!.QuerySamplesComplete([new QuerySampleResponse(sample.Id, (nint)answer, sizeof(float))]);
                }
            }
        }

        public void FlushQueries() { }
    }

    private static readonly string s_round = """
        {
          "scenarios": {
            "SingleStream": { "min_duration_ms": 600000, "percentile": 90, "samples_per_query": 1 },
            "MultiStream": { "min_duration_ms": 600000, "min_query_count": 662, "percentile": 99, "samples_per_query": 8 },
            "Offline": { "min_duration_ms": 600000, "min_sample_count": 24576 }
          },
          "required_scenarios": { "edge": [["SingleStream"], ["MultiStream"], ["Offline"]] },
          "compliance_tests": ["TEST01", "TEST04"]
        }
        """;

    /// <summary>The catalog file.</summary>
    public static string Catalog { get; } = """
        {
          "catalog_version": 1, "id": "toy", "title": "A toy", "task": "image-classification",
          "names": { "conf": "resnet50", "checker": { "v2.0": ["resnet"], "v5.1": ["resnet"], "v6.0": ["resnet"], "v6.1": ["resnet"] } },
          "model": { "name": "gives back its input" }, "dataset": { "name": "zeros", "sample_count": 50000 },
          "qsl": { "performance_sample_count": 1024, "total_sample_count": 50000 },
          "quality": { "metric": "top1", "unit": "percent", "targets": [{ "figure": "top1", "threshold": 75.6954 }] },
          "pipeline": { "reader": { "kind": "tensors" }, "responses": { "kind": "top1", "type": "float32" }, "metric": { "kind": "top1", "type": "float32" } },
          "rounds": {
            "v2.0": {
              "scenarios": {
                "SingleStream": { "min_duration_ms": 600000, "min_query_count": 1024, "percentile": 90, "samples_per_query": 1 },
                "MultiStream": { "min_duration_ms": 600000, "min_query_count": 662, "percentile": 99, "samples_per_query": 8 },
                "Server": { "min_duration_ms": 600000, "min_query_count": 662, "percentile": 99, "samples_per_query": 1, "latency_bound_ms": 15 },
                "Offline": { "min_duration_ms": 600000, "min_sample_count": 24576 }
              },
              "required_scenarios": { "datacenter": [["Server"], ["Offline"]], "edge": [["SingleStream"], ["MultiStream"], ["Offline"]] },
              "compliance_tests": ["TEST01", "TEST04-A", "TEST04-B", "TEST05"]
            },
            "v5.1": ROUND,
            "v6.0": ROUND,
            "v6.1": ROUND
          }
        }
        """.Replace("ROUND", s_round, StringComparison.Ordinal);
}
