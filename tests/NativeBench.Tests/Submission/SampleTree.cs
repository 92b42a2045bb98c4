using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NativeBench.LoadGen;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.Submission;

/// <summary>
/// A closed resnet50 submission for edge systems, round v6.1, of a made-up machine: logs by LoadGen on virtual time, everything
/// else by hand. Made once; each test changes a copy.
/// </summary>
public sealed class SampleTree : IDisposable
{
    public const string Submitter = "closed/Example";
    public const string Benchmark = Submitter + "/results/box/resnet50";

    private static readonly Lazy<Dictionary<string, string>> s_files = new(Make);

    private readonly TemporaryFolder _folder = new();

    public SampleTree() : this(s_files.Value)
    {
    }

    /// <summary>A tree of other files.</summary>
    public SampleTree(IReadOnlyDictionary<string, string> files)
    {
        foreach (var (path, text) in files)
            Write(path, text);
    }

    /// <summary>The files of the tree that passes, by their paths.</summary>
    public static IReadOnlyDictionary<string, string> Made => s_files.Value;

    public string Root => _folder.Path;

    public static string In(string scenario, string path) => $"{Benchmark}/{scenario}/{path}";

    public string Read(string path) => File.ReadAllText(At(path));

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    public void Delete(string path)
    {
        if (Directory.Exists(At(path)))
            Directory.Delete(At(path), recursive: true);
        else
            File.Delete(At(path));
    }

    public void Move(string from, string to)
    {
        // By way of another name, as two names may differ in their case alone.
        Directory.Move(At(from), At(from) + ".moving");
        Directory.Move(At(from) + ".moving", At(to));
    }

    public void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.GetFiles(At(from), "*", SearchOption.AllDirectories))
            Write($"{to}/{Path.GetRelativePath(At(from), file).Replace('\\', '/')}", File.ReadAllText(file));
    }

    /// <summary>Gives a key of a detail log another value, as JSON text.</summary>
    public void Set(string log, string key, string json)
    {
        string[] lines = [.. File.ReadAllLines(At(log)).Select(line => line.Contains($"\"key\": \"{key}\"", StringComparison.Ordinal) ? Changed(line, json) : line)];
        Write(log, string.Join('\n', lines) + "\n");
    }

    public void SetSystem(string key, JsonNode? value, bool remove = false)
    {
        var system = JsonNode.Parse(Read(Submitter + "/systems/box.json"))!.AsObject();
        system.Remove(key);
        if (!remove)
            system[key] = value;
        Write(Submitter + "/systems/box.json", system.ToJsonString());
    }

    /// <summary>A line of a log, with another value.</summary>
    public static string Changed(string line, string json)
    {
        int start = line.IndexOf("\"value\": ", StringComparison.Ordinal) + 9;
        int end = line.LastIndexOf(", \"metadata\"", StringComparison.Ordinal);
        return line[..start] + json + line[end..];
    }

    public void Dispose() => _folder.Dispose();

    private string At(string path) => Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar));

    private static Dictionary<string, string> Make()
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Submitter + "/src/resnet50/README.md"] = "code\n",
            [Submitter + "/documentation/calibration.md"] = "none\n",
            [Submitter + "/systems/box.json"] = System().ToJsonString(),
        };
        foreach (var scenario in new[] { TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Offline })
        {
            string name = scenario.ToString();
            files[In(name, "measurements.json")] =
                """{"input_data_types": "fp32", "retraining": "No", "starting_weights_filename": "none", "weight_data_types": "fp32", "weight_transformations": "none"}""";
            files[In(name, "user.conf")] = "resnet50.Offline.target_qps = 480\n";
            files[In(name, "README.md")] = "how to run\n";
            Run(files, scenario, In(name, "performance/run_1"), settings => settings);
            Run(files, scenario, In(name, "accuracy"), settings => settings with { Mode = TestMode.AccuracyOnly });
            Truncate(files, In(name, "accuracy"), "accuracy=76.500%, good=38250, total=50000");
            Run(files, scenario, In(name, "TEST01/performance/run_1"), settings => settings with { AccuracyLogSamplingTarget = 4096, AccuracyLogRngSeed = 720381539243781796 });
            files[In(name, "TEST01/verify_accuracy.txt")] = "num_perf_log_data_mismatch = 0\nTEST PASS\n";
            files[In(name, "TEST01/verify_performance.txt")] = "Verifying performance.\nTEST PASS\n";
            files[In(name, "TEST01/accuracy/mlperf_log_accuracy.json")] = "[\n]\n";
            files[In(name, "TEST01/accuracy/accuracy.txt")] = $"accuracy=76.004%, good=757, total=996\nhash={Convert.ToHexStringLower(SHA256.HashData("[\n]\n"u8))}\n";
            Run(files, scenario, In(name, "TEST04/performance/run_1"), settings => settings with { PerformanceIssueSame = true, PerformanceIssueSameIndex = 3 });
            files[In(name, "TEST04/verify_performance.txt")] = "Verifying performance.\nTEST PASS\n";
        }

        return files;
    }

    private static void Run(Dictionary<string, string> files, TestScenario scenario, string folder, Func<TestSettings, TestSettings> change)
    {
        using var output = new TemporaryFolder();
        var time = new VirtualTime();
        var result = LoadGenerator.StartTest(
            new ScriptedSystem(time, (query, samples) => scenario == TestScenario.Offline ? 20_000_000L * samples : (2_000_000 + (query % 97 * 100)) * (long)samples, async: scenario == TestScenario.Offline),
            new SimulatedLibrary(50_000, 1024),
            change(new TestSettings
            {
                Scenario = scenario,
                MinDurationMs = 600_000,
                MinQueryCount = scenario == TestScenario.MultiStream ? 662 : 1,
                OfflineExpectedQps = 50,
                SingleStreamExpectedLatencyNs = 2_000_000,
                MultiStreamExpectedLatencyNs = 16_000_000,
                MultiStreamSamplesPerQuery = 8,
                QslRngSeed = 2085463073848966840,
                SampleIndexRngSeed = 2747215439041700203,
                ScheduleRngSeed = 16159082839903944936,
                PerformanceSampleCountOverride = 1024,
            }),
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { TimeSource = time });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);

        // What says that this LoadGen isn't the official one has a test of its own.
        files[folder + "/mlperf_log_detail.txt"] = File.ReadAllText(result.LogFiles.Detail).Replace("NativeBench.LoadGen", "made-up LoadGen", StringComparison.Ordinal);
        files[folder + "/mlperf_log_summary.txt"] = File.ReadAllText(result.LogFiles.Summary);
        if (folder.EndsWith("/accuracy", StringComparison.Ordinal))
            files[folder + "/mlperf_log_accuracy.json"] = File.ReadAllText(result.LogFiles.Accuracy);
    }

    private static void Truncate(Dictionary<string, string> files, string folder, string figures)
    {
        string log = files[folder + "/mlperf_log_accuracy.json"];
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(log)));
        files[folder + "/accuracy.txt"] = $"{figures}\n\nhash={hash}\n";
        files[folder + "/mlperf_log_accuracy.json"] = log[..4096] + "\n\n...\n\n" + log[^4096..];
    }

    private static JsonObject System()
    {
        var system = new JsonObject
        {
            ["division"] = "closed", ["submitter"] = "Example", ["status"] = "rdi", ["system_type"] = "edge", ["number_of_nodes"] = "1", ["accelerators_per_node"] = "0",
        };
        foreach (string key in new[]
                 {
                     "system_name", "host_processor_model_name", "host_processors_per_node", "host_processor_core_count", "host_memory_capacity",
                     "host_memory_configuration", "host_storage_capacity", "host_storage_type", "host_networking", "host_networking_topology",
                     "host_network_card_count", "accelerator_model_name", "accelerator_memory_capacity", "accelerator_memory_configuration",
                     "accelerator_host_interconnect", "accelerator_interconnect", "cooling", "framework", "operating_system", "other_software_stack",
                     "host_processor_frequency", "host_processor_caches", "host_processor_interconnect", "accelerator_frequency",
                     "accelerator_interconnect_topology", "accelerator_on-chip_memories", "hw_notes", "sw_notes", "system_type_detail",
                 })
        {
            system[key] = "made up";
        }

        return system;
    }

    /// <summary>For messages.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Root} ({s_files.Value.Count} files)");
}
