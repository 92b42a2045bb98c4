using System.Runtime.InteropServices;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;

namespace NativeBench.Tests.OnnxRuntime;

/// <summary>A model that is run with another shape each time; it doubles every row's numbers and tells them in two ways.</summary>
public sealed class OnnxRuntimeNetworkTests
{
    private Datasets.TemporaryFolder _folder = null!;
    private OnnxRuntimeNetworkModel _model = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new Datasets.TemporaryFolder();
        var bytes = new SyntheticModel().Input("x", ElementType.Float32, "rows", "columns").Input("y", ElementType.Float32, "rows", "columns")
            .Node("Add", ["x", "y"], ["sum"]).Node("Concat", ["x", "y"], ["both"], ("axis", 1))
            .Output("sum", ElementType.Float32, "rows", "columns").Output("both", ElementType.Float32, "rows", "twice").ToBytes();
        _model = OnnxRuntimeNetworkModel.Load(_folder.Bytes("m.onnx", bytes));
    }

    [TearDown]
    public void TearDown()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Shapes_grow_shrink_and_come_again()
    {
        using var network = _model.CreateNetwork();
        foreach (var (rows, columns) in new[] { (1, 3), (4, 5), (1, 3), (2, 2), (4, 5), (3, 5), (1, 3), (64, 70), (4, 5) })
        {
            var x = Fill(network, 0, rows, columns, 1);
            var y = Fill(network, 1, rows, columns, 1000);
            network.Run();
            Assert.That(network.OutputShape(0).ToArray(), Is.EqualTo(new long[] { rows, columns }));
            Assert.That(network.OutputShape(1).ToArray(), Is.EqualTo(new long[] { rows, 2 * columns }));
            Assert.That(Floats(network.Output(0)), Is.EqualTo(x.Zip(y).Select(static p => p.First + p.Second)));
            Assert.That(Floats(network.Output(1))[..(2 * columns)], Is.EqualTo(x[..columns].Concat(y[..columns])));
        }
    }

    [Test]
    public void An_input_that_is_left_alone_keeps_its_numbers()
    {
        using var network = _model.CreateNetwork();
        Fill(network, 0, 1, 2, 1);
        Fill(network, 1, 1, 2, 1);
        network.Run();
        MemoryMarshal.Cast<byte, float>(network.Input(0, 1, 2))[0] = 50;
        network.Run();
        Assert.That(Floats(network.Output(0)), Is.EqualTo(new[] { 51f, 4 }));
    }

    [Test]
    public void Shapes_that_were_run_before_allocate_nothing()
    {
        using var network = _model.CreateNetwork();
        void RunBoth()
        {
            for (var columns = 2; columns <= 3; columns++)
            {
                network.Input(0, 1, columns);
                network.Input(1, 1, columns);
                network.Run();
            }
        }

        for (var i = 0; i < 3; i++)
            RunBoth();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            RunBoth();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void What_the_model_does_not_take_is_named()
    {
        using var network = _model.CreateNetwork();
        Assert.That(() => network.Input(0, 1, 2, 3), Throws.TypeOf<InferenceException>().With.Message.EqualTo("'m.onnx' takes x float32 [?,?]; found [1,2,3]."));
        Fill(network, 0, 1, 2, 1);
        Fill(network, 1, 1, 3, 1);
        Assert.That(network.Run, Throws.TypeOf<InferenceException>().With.Message.Contains("'m.onnx' failed on x [1,2], y [1,3]. ONNX Runtime says"));
        Assert.That(() => OnnxRuntimeNetworkModel.Load(_folder.Combine("none.onnx")), Throws.TypeOf<InvalidInputException>().With.Message.Contains("There is no file"));
        Assert.That(() => OnnxRuntimeNetworkModel.Load(_folder.Text("text.onnx", "no model")), Throws.TypeOf<InvalidInputException>().With.Message.Contains("can't be loaded as an ONNX model"));
    }

    private static float[] Fill(INetwork network, int input, int rows, int columns, float factor)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(network.Input(input, rows, columns));
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (i + 1) * factor;
        return numbers.ToArray();
    }

    private static float[] Floats(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
