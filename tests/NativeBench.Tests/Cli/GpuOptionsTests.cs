using NativeBench.Cli;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Run;
using NativeBench.Cli.Workloads;
using NativeBench.Inference;

namespace NativeBench.Tests.Cli;

public sealed class GpuOptionsTests
{
    private static readonly BackendChoice s_tensorRt = new("tensorrt", "tensorrt", "asked for");

    [TestCase("0", new[] { 0 })]
    [TestCase("1, 0", new[] { 1, 0 })]
    [TestCase("all", new int[0])]
    public void Devices_are_a_list_of_numbers(string text, int[] expected) =>
        Assert.That(RunCommand.Devices("--device", text), Is.EqualTo(expected));

    [TestCase("0,0", "--device names GPU 0 twice")]
    [TestCase("a", "--device")]
    [TestCase("-1", "--device")]
    [TestCase(",", "--device takes GPUs' numbers, such as 0 or 0,1, or all; found ','.")]
    public void What_is_no_list_of_devices_is_refused(string text, string sentence) =>
        Assert.That(() => RunCommand.Devices("--device", text), Throws.TypeOf<UsageException>().With.Message.Contains(sentence));

    [Test]
    public void All_devices_are_those_that_there_are()
    {
        Assert.That(GpuOptions.Devices(new ExecutionRequest(), 3), Is.EqualTo(new[] { 0 }));
        Assert.That(GpuOptions.Devices(new ExecutionRequest { Devices = [] }, 3), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(
            () => GpuOptions.Devices(new ExecutionRequest { Devices = [0, 3] }, 3),
            Throws.TypeOf<CannotRunException>().With.Message.EqualTo("--device 3: the CUDA driver shows 3 GPU(s), numbered from 0."));
    }

    [Test]
    public void What_lanes_do_not_have_is_refused_from_the_command_line_and_from_a_plan()
    {
        foreach (var (execution, sentence) in new[]
                 {
                     (new ExecutionRequest { Adaptive = true }, "--batch-delay auto isn't for tensorrt"),
                     (new ExecutionRequest { Plan = new ExecutionPlan { AdaptiveBatching = true } }, "--batch-delay auto isn't for tensorrt"),
                     (new ExecutionRequest { Order = QueueOrder.LateLast }, "--queue-order late-last isn't for tensorrt"),
                     (new ExecutionRequest { Pinning = CpuPinning.Nodes }, "--pin isn't for tensorrt"),
                     (new ExecutionRequest { Plan = new ExecutionPlan { Pinning = CpuPinning.Cores } }, "--pin isn't for tensorrt"),
                 })
        {
            Assert.That(() => GpuOptions.RefuseWorkersOptions(s_tensorRt, execution), Throws.TypeOf<UsageException>().With.Message.Contains(sentence));
        }

        Assert.That(
            () => GpuOptions.RefuseWorkersOptions(s_tensorRt, new ExecutionRequest { BatchDelayUs = 200, Order = QueueOrder.Arrival, Pinning = CpuPinning.None }),
            Throws.Nothing);
    }
}
