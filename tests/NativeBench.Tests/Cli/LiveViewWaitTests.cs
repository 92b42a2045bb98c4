using NativeBench.Cli.Output;

namespace NativeBench.Tests.Cli;

/// <summary>Waits of the live view.</summary>
public sealed class LiveViewWaitTests
{
    [TestCase(0.001, 1)]
    [TestCase(999.2, 1000)]
    [TestCase(5000, 5000)]
    [TestCase(0, 0)]
    [TestCase(-3, 0)]
    public void A_wait_ends_at_its_time_or_after_it(double leftMs, double expectedMs) =>
        Assert.That(LiveView.Left(TimeSpan.FromMicroseconds(leftMs * 1000)).TotalMilliseconds, Is.EqualTo(expectedMs));
}
