using NativeBench.Cli.Machine;

namespace NativeBench.Tests.Cli.Machine;

public sealed class ProcessorTimesTests
{
    [Test]
    public void The_kernel_s_line_is_busy_idle_and_stolen_time() =>
        Assert.That(ProcessorTimes.Parse("cpu  10 20 30 400 5 6 7 8 9 0\ncpu0 1 1 1"u8), Is.EqualTo(new ProcessorTimes(Busy: 73, Idle: 405, Steal: 8)));

    [TestCase("")]
    [TestCase("cpu0 1 2 3 4 5 6 7 8")]
    [TestCase("cpu  1 2 3")]
    [TestCase("cpu  a b c d e f g h")]
    public void Anything_else_is_nothing(string text) => Assert.That(ProcessorTimes.Parse(System.Text.Encoding.UTF8.GetBytes(text)), Is.Null);
}
