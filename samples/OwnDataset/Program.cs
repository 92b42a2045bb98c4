using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;

// How fast and how well does a model read digits that lie in a CSV file, a label and 64 pixels a line?
// OwnDataset MODEL.onnx [DIGITS.csv]; the model takes float32 [N,1,32,32] and gives ten scores.
var lines = File.ReadAllLines(args.Length > 1 ? args[1] : Path.Combine(AppContext.BaseDirectory, "digits.csv"))[1..];
var labels = lines.Select(static line => int.Parse(line[..line.IndexOf(',')], CultureInfo.InvariantCulture)).ToImmutableArray();
using var engine = OnnxRuntimeEngine.Load(args[0]);
using var library = new SourceLibrary("digits.csv", new CsvDigits(lines, engine.Model));
var plan = ExecutionPlan.For(TestScenario.Offline, engine.Model, samplesPerQuery: 1, Environment.ProcessorCount);
using var system = new BatchingSystemUnderTest(engine, library.Slab, plan, new BatchingOptions { Responses = Top1Responses.For(engine.Model, labels.AsSpan()) });
var logs = new LogSettings { OutputDirectory = Directory.CreateDirectory("logs").FullName, EnableTrace = false };

// Every sample once, for the accuracy; then as fast as it goes.
LoadGenerator.StartTest(system, library, new TestSettings { Scenario = TestScenario.Offline, Mode = TestMode.AccuracyOnly }, logs);
Console.WriteLine($"Top-1: {ClassificationScorer.Score(Path.Combine(logs.OutputDirectory, "mlperf_log_accuracy.json"), labels.AsSpan())}");
var settings = new TestSettings { Scenario = TestScenario.Offline, MinDurationMs = 500, OfflineExpectedQps = 20_000 };
var result = LoadGenerator.StartTest(system, library, settings, logs).Performance!;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(result.IsValid ? "VALID" : "INVALID")}: {result.SamplesPerSecond:0} digits a second"));

/// <summary>Makes a sample's tensor of a line: every pixel, 0 to 16, becomes a square of 4 by 4 between 0 and 1.</summary>
internal sealed class CsvDigits(string[] lines, ModelInfo model) : ISampleSource
{
    public string Description => "digits from a CSV file";
    public long Count => lines.Length;
    public ImmutableArray<TensorSpec> Tensors => model.Inputs;
    public string Fingerprint => Description;

    public void Prepare(long sample, Span<byte> tensors)
    {
        var pixels = lines[sample].Split(',');
        if (pixels.Length != 65)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"line {sample + 2} has {pixels.Length} fields; expected a label and 64 pixels."));
        var picture = MemoryMarshal.Cast<byte, float>(tensors);
        for (var i = 0; i < picture.Length; i++)
            picture[i] = int.Parse(pixels[1 + (i / 32 / 4 * 8) + (i % 32 / 4)], CultureInfo.InvariantCulture) / 16f;
    }

    public void Dispose() { }
}
