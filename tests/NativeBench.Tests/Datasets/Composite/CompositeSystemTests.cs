using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Datasets.Medical;
using NativeBench.Datasets.Speech;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Datasets.Composite;

public class CompositeSystemTests
{
    [TestCase(TestScenario.SingleStream)]
    [TestCase(TestScenario.Offline)]
    [TestCase(TestScenario.Server)]
    public void Every_sample_is_answered_once_in_every_scenario(TestScenario scenario)
    {
        using var folder = new TemporaryFolder();
        using var library = new VariableLibrary("numbers", new NumberSource(20));
        using var system = new CompositeSystem("composite", [new DoublingWorker(library), new DoublingWorker(library)]);
        var result = LoadGenerator.StartTest(
            system, library, new TestSettings { Scenario = scenario, Mode = TestMode.AccuracyOnly, ServerTargetQps = 10_000 },
            new LogSettings { OutputDirectory = folder.Path });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
        using var log = new NativeBench.Datasets.AccuracyLogReader(folder.Combine("mlperf_log_accuracy.json"));
        var seen = new HashSet<long>();
        while (log.Read())
        {
            Assert.That(MemoryMarshal.Read<long>(log.Data), Is.EqualTo(2 * log.SampleIndex));
            Assert.That(seen.Add(log.SampleIndex), Is.True);
        }
        Assert.That(seen, Has.Count.EqualTo(20));
    }

    [Test]
    public void A_worker_that_fails_ends_the_test_with_its_sentence()
    {
        using var folder = new TemporaryFolder();
        using var library = new VariableLibrary("numbers", new NumberSource(20));
        using var system = new CompositeSystem("composite", [new DoublingWorker(library) { FailsAt = 7 }]);
        var result = LoadGenerator.StartTest(
            system, library, new TestSettings { Scenario = TestScenario.Offline, Mode = TestMode.AccuracyOnly }, new LogSettings { OutputDirectory = folder.Path });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
        Assert.That(result.Reason, Does.Contain("sample 7 broke"));
        Assert.That(() => system.StartTest(null!), Throws.TypeOf<InferenceException>().With.Message.Contains("in an earlier test"));
    }

    [Test]
    public void An_interrupt_ends_the_sample_that_is_running_too()
    {
        using var folder = new TemporaryFolder();
        using var library = new VariableLibrary("numbers", new NumberSource(20));
        using var interrupt = new CancellationTokenSource();
        var worker = new EndlessWorker(interrupt.Cancel);
        using var system = new CompositeSystem("composite", [worker]);
        var result = LoadGenerator.StartTest(
            system, library, new TestSettings { Scenario = TestScenario.Offline, Mode = TestMode.AccuracyOnly }, new LogSettings { OutputDirectory = folder.Path },
            new StartTestOptions { CancellationToken = interrupt.Token });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Interrupted), result.Reason);
        Assert.That(worker.Cancelled, Is.EqualTo(1));
    }

    [Test]
    public void Samples_that_are_loaded_twice_are_there_once_and_go_with_the_last()
    {
        using var library = new VariableLibrary("numbers", new NumberSource(5));
        library.LoadSamplesToRam([1, 1]);
        var address = library[1].Address;
        library.LoadSamplesToRam([1, 2]);
        Assert.That(library[1].Address, Is.EqualTo(address));
        library.UnloadSamplesFromRam([1, 1]);
        Assert.That(MemoryMarshal.Read<long>(library[1].Slice(0, 8)), Is.EqualTo(1));
        library.UnloadSamplesFromRam([1, 2]);
        Assert.That(() => library[1], Throws.TypeOf<InferenceException>());
        Assert.That(() => library.UnloadSamplesFromRam([2]), Throws.InvalidOperationException);
    }

    [TestCase(true, 1)]
    [TestCase(false, 2)]
    public void Samples_that_are_costly_to_make_are_made_once(bool isCostly, int times)
    {
        var source = new NumberSource(3) { IsCostly = isCostly };
        using var library = new VariableLibrary("numbers", source);
        library.LoadSamplesToRam([0, 1]);
        library.UnloadSamplesFromRam([0, 1]);
        library.LoadSamplesToRam([1, 0]);
        Assert.That(MemoryMarshal.Read<long>(library[1].Slice(0, 8)), Is.EqualTo(1));
        Assert.That(source.Loads, Is.EqualTo(2 * times));
        library.UnloadSamplesFromRam([1, 0]);
        Assert.That(() => library[1], Throws.TypeOf<InferenceException>(), "unloaded all the same");
    }

    /// <summary>A network that calls everything above 0 kidney: the labels are those of the image itself.</summary>
    [Test]
    public void A_volume_is_segmented_window_by_window()
    {
        const int Window = 8;
        var engine = new FunctionEngine(
            [new("input", ElementType.Float32, [1, Window, Window, Window])], [new("output", ElementType.Float32, [3, Window, Window, Window])],
            static (inputs, outputs) => inputs[0].Span.CopyTo(outputs[0].Span[inputs[0].Length..]));
        using var library = new VariableLibrary("volumes", new VolumeSource());
        library.LoadSamplesToRam([0]);
        using var model = new EngineNetworkModel(engine);
        using var worker = new VolumeWorker(model.CreateNetwork(), library);
        var response = worker.Run(0);
        var labels = new byte[12 * 8 * 16];
        Marshal.Copy(response.Data, labels, 0, labels.Length);
        Assert.That(response.Size, Is.EqualTo(labels.Length));
        Assert.That(labels, Is.EqualTo(VolumeSource.Values.Select(static v => (byte)(v > 0 ? 1 : 0))));
    }

    /// <summary>
    /// Networks small enough to follow: the encoder passes feature 0 of every other frame on, the joint network says label (step + labels
    /// so far) until two labels are out, then blank.
    /// </summary>
    [Test]
    public void Engines_serve_as_a_transducer()
    {
        using var encoder = new EngineNetworkModel(new FunctionEngine(
            [new("features", ElementType.Float32, [10, 240])], [new("steps", ElementType.Float32, [5, 2])],
            static (inputs, outputs) =>
            {
                var features = MemoryMarshal.Cast<byte, float>(inputs[0].Span);
                var steps = MemoryMarshal.Cast<byte, float>(outputs[0].Span);
                for (var s = 0; s < 5; s++)
                    steps[2 * s] = features[2 * s * 240];
            }));
        using var prediction = new EngineNetworkModel(new FunctionEngine(
            [new("label", ElementType.Int64, [1]), new("start", ElementType.Float32, [1]), new("h", ElementType.Float32, [1])],
            [new("g", ElementType.Float32, [1]), new("h2", ElementType.Float32, [1])],
            static (inputs, outputs) =>
            {
                // The state counts the labels.
                var labels = MemoryMarshal.Read<float>(inputs[2].Span) + MemoryMarshal.Read<float>(inputs[1].Span);
                MemoryMarshal.Write(outputs[0].Span, labels);
                MemoryMarshal.Write(outputs[1].Span, labels);
            }));
        using var joint = new EngineNetworkModel(new FunctionEngine(
            [new("f", ElementType.Float32, [2]), new("g", ElementType.Float32, [1])], [new("scores", ElementType.Float32, [29])],
            static (inputs, outputs) =>
            {
                var label = (int)MemoryMarshal.Read<float>(inputs[0].Span) + (int)MemoryMarshal.Read<float>(inputs[1].Span);
                MemoryMarshal.Cast<byte, float>(outputs[0].Span)[MemoryMarshal.Read<float>(inputs[1].Span) < 2 ? label : 28] = 1;
            }));
        using var networks = new NetworkTransducer(encoder.CreateNetwork(), prediction.CreateNetwork(), joint.CreateNetwork());
        var features = new float[4 * 240];
        features[0] = 3;
        features[2 * 240] = 9;
        var labels = new List<long>();
        GreedyTransducerDecoder.Decode(networks, features, 4, labels);
        Assert.That(labels, Is.EqualTo(new long[] { 3, 4 }));
        Assert.That(() => NetworkTransducer.Check(joint.Info, prediction.Info, joint.Info), Throws.TypeOf<InvalidInputException>().With.Message.Contains("expected float32 [?,frames,240]"));
    }

    private sealed class NumberSource(int count) : IVariableSource
    {
        private int _loads;

        public string Description => "numbers";

        public long Count => count;

        public bool IsCostly { get; init; }

        public int Loads => _loads;

        public NativeBuffer Load(long sample)
        {
            Interlocked.Increment(ref _loads);
            var buffer = NativeBuffer.Allocate(8 + sample);
            MemoryMarshal.Write(buffer.Slice(0, 8), sample);
            return buffer;
        }

        public void Dispose() { }
    }

    private sealed class VolumeSource : IVariableSource
    {
        public static readonly float[] Values = [.. Enumerable.Range(0, 12 * 8 * 16).Select(static i => (i * 37 % 19) - 9.5f)];

        public string Description => "volume";

        public long Count => 1;

        public NativeBuffer Load(long sample)
        {
            var buffer = NativeBuffer.Allocate(16 + (Values.Length * 4));
            int[] shape = [12, 8, 16];
            MemoryMarshal.AsBytes(shape.AsSpan()).CopyTo(buffer.Slice(0, 16));
            MemoryMarshal.AsBytes(Values.AsSpan()).CopyTo(buffer.Slice(16, Values.Length * 4));
            return buffer;
        }

        public void Dispose() { }
    }

    /// <summary>A sample that would never be done: it ends when it's told to.</summary>
    private sealed class EndlessWorker(Action started) : ISampleWorker
    {
        public int Cancelled { get; private set; }

        public SampleResponse Run(long sample, CancellationToken cancellation = default)
        {
            started();
            cancellation.WaitHandle.WaitOne();
            Cancelled++;
            throw new OperationCanceledException(cancellation);
        }

        public void Dispose() { }
    }

    private sealed class DoublingWorker(VariableLibrary library) : ISampleWorker
    {
        private readonly NativeBuffer _response = NativeBuffer.Allocate(8);

        public long? FailsAt { get; init; }

        public SampleResponse Run(long sample, CancellationToken cancellation = default)
        {
            if (sample == FailsAt)
                throw new InferenceException($"sample {sample} broke");
            MemoryMarshal.Write(_response.Slice(0, 8), 2 * MemoryMarshal.Read<long>(library[sample].Slice(0, 8)));
            return new SampleResponse(_response.Address, 8);
        }

        public void Dispose() => _response.Dispose();
    }
}
