using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NativeBench.Inference;
using NativeBench.Inference.TensorRT;

namespace NativeBench.Benchmarks.Lanes;

/// <summary>
/// The GPU path's own figures on an emulated device, as docs/gpu.md has them: what a batch costs us from submit to completion,
/// calls into native code, managed memory, and the time from start to ready lanes.
/// </summary>
internal static class LaneFigures
{
    private const int Repetitions = 5;
    private const int Batches = 20_000;

    /// <summary>Measures and prints; <paramref name="arguments"/> may name the number of batches.</summary>
    public static int Run(string[] arguments)
    {
        var batches = arguments is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : Batches;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Emulated device, zero device time, batch 1, {batches} batches, median of {Repetitions}; {Environment.ProcessorCount} cores, load {Load()}. No figure is a GPU's."));
        using (var device = new EmulatedDevice(maxBatchSize: 1))
        {
            OwnTime(device, batches);
            Calls(device, batches, onIssuingThread: true);
            Calls(device, batches / 4, onIssuingThread: false);
        }

        StartTime();
        return 0;
    }

    /// <summary>
    /// Submit to completion on the issuing thread, without what the emulation takes: its driver's functions, and the time from
    /// the end of submit until its device has written the completion word.
    /// </summary>
    private static void OwnTime(EmulatedDevice device, int batches)
    {
        var engine = new TimedEngine(device);
        using var system = new LaneSystemUnderTest(
            [engine], device.Slab, new ExecutionPlan(), new LaneOptions { RunInline = true });
        var sink = new AwaitingSink();
        system.StartTest(sink);
        var query = EmulatedDevice.Query(1);
        double[] own = new double[batches], all = new double[batches], driver = new double[batches], submit = new double[batches], complete = new double[batches];
        var toNs = 1e9 / Stopwatch.Frequency;
        List<double> p50 = [], p99 = [], parts = [], takes = [], drivers = [], totals = [];
        for (var repetition = -1; repetition < Repetitions; repetition++)
        {
            for (var i = 0; i < batches; i++)
            {
                var begin = Stopwatch.GetTimestamp();
                system.IssueQuery(query);
                var submitted = engine.SubmittedAt * toNs;
                driver[i] = engine.DriverNs;
                submit[i] = submitted - (begin * toNs) - driver[i];
                complete[i] = (sink.LastAt * toNs) - Math.Max(device.WordNs, submitted);
                own[i] = submit[i] + complete[i];
                all[i] = (sink.LastAt - begin) * toNs;
            }

            if (repetition < 0)
                continue; // until everything is compiled
            p50.Add(Percentile(own, 0.5));
            p99.Add(Percentile(own, 0.99));
            parts.Add(Percentile(submit, 0.5));
            takes.Add(Percentile(complete, 0.5));
            drivers.Add(Percentile(driver, 0.5));
            totals.Add(Percentile(all, 0.5));
        }

        Print("submit to completion, our own, p50", Median(p50) / 1e3, "µs", "goal: 5 µs");
        Print("  of that until submit returns", Median(parts) / 1e3, "µs");
        Print("  of that from the device's word to the completing call", Median(takes) / 1e3, "µs");
        Print("submit to completion, our own, p99", Median(p99) / 1e3, "µs");
        Print("left out: the emulated driver's functions, p50", Median(drivers) / 1e3, "µs");
        Print("all included, p50", Median(totals) / 1e3, "µs");
    }

    private static void Calls(EmulatedDevice device, int batches, bool onIssuingThread)
    {
        var where = onIssuingThread ? "on the issuing thread" : "with threads, 2 streams";
        var before = new TensorRtCounters();
        using var system = new LaneSystemUnderTest(
            [device.Engine], device.Slab, new ExecutionPlan { Instances = onIssuingThread ? 1 : 2 },
            new LaneOptions { RunInline = onIssuingThread, TestStarting = () => before = device.Engine.Counters });
        var sink = new AwaitingSink();
        var query = EmulatedDevice.Query(1);
        system.StartTest(sink);
        for (var i = 0; i < batches; i++)
        {
            system.IssueQuery(query);
            sink.Wait(1);
        }

        system.StartTest(sink);
        var calls = sink.Calls;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < batches; i++)
        {
            system.IssueQuery(query);
            sink.Wait(1);
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        calls = sink.Calls - calls;
        var counters = device.Engine.Counters - before;
        Print($"calls to submit a batch, {where}", (double)counters.SubmitCalls / counters.Batches, "", "goal: 1");
        Print($"calls for a completion, {where}", (double)counters.OtherCalls / calls, "", "goal: 0");
        Print($"calls to wait a batch, while nothing was done, {where}", (double)counters.WaitCalls / counters.Batches, "");
        Print($"managed memory of {batches} batches, {where}", allocated, "bytes", "goal: 0 a batch");
    }

    /// <summary>The program itself, with an engine from the cache.</summary>
    private static void StartTime()
    {
        var folder = Directory.CreateTempSubdirectory("nativebench-figures-").FullName;
        try
        {
            List<double> starts = [], own = [];
            for (var i = 0; i <= Repetitions; i++)
            {
                var (start, vendor) = Start(folder, i);
                if (i == 0)
                    continue; // builds the engine
                starts.Add(start);
                own.Add(start - vendor);
            }

            Print("start of the program to ready lanes, engine cached", Median(starts), "s");
            Print("  without opening libraries and engines", Median(own), "s", "goal: 0.5 s");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double Start, double Vendor) Start(string folder, int number)
    {
        var program = Path.Combine(EmulatedDevice.Root, "artifacts", "bin", "NativeBench.Cli", "release", "nativebench.dll");
        if (!File.Exists(program))
            throw new FileNotFoundException($"{program} isn't there: ./nativebench builds it.");
        var output = Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture));
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [
            program, "run", "--backend", "tensorrt", "--scenario", "SingleStream", "--mode", "accuracy", "--set", "min_query_count=1", "--output", output, "--quiet",
        ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["NATIVEBENCH_CUDA_LIBRARY"] = EmulatedDevice.Find("NATIVEBENCH_CUDA_LIBRARY", "nb_emulated_cuda");
        start.Environment["NATIVEBENCH_TENSORRT_LIBRARY"] = EmulatedDevice.Find("NATIVEBENCH_TENSORRT_LIBRARY", "nb_emulated_engine");
        start.Environment["NATIVEBENCH_ENGINE_CACHE"] = Path.Combine(folder, "engines");
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode > 1)
            throw new InvalidOperationException($"nativebench ended with {process.ExitCode}: {text}");
        using var result = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "result.json")));
        var settings = Find(result.RootElement, "from the program's start to lanes ready")!.Value;
        return (Seconds(settings, "from the program's start to lanes ready"), Seconds(settings, "of that in opening libraries and engines"));
    }

    /// <summary>The object that has a property.</summary>
    private static JsonElement? Find(JsonElement element, string property) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty(property, out _) => element,
        JsonValueKind.Object => element.EnumerateObject().Select(p => Find(p.Value, property)).FirstOrDefault(static found => found is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(e => Find(e, property)).FirstOrDefault(static found => found is not null),
        _ => null,
    };

    private static double Seconds(JsonElement settings, string name) =>
        double.Parse(settings.GetProperty(name).GetString()!.Split(' ')[0], CultureInfo.InvariantCulture);

    private static void Print(string what, double value, string unit, string goal = "") =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-72} {value,10:0.###} {unit,-6} {goal}").TrimEnd());

    private static double Percentile(double[] values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)(share * (sorted.Length - 1))];
    }

    private static double Median(List<double> values) => Percentile([.. values], 0.5);

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
