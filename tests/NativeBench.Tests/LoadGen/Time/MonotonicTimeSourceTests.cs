using NativeBench.LoadGen.Time;

namespace NativeBench.Tests.LoadGen.Time;

public sealed class MonotonicTimeSourceTests
{
    [TestCase(IssueWait.Hybrid)]
    [TestCase(IssueWait.Spin)]
    [TestCase(IssueWait.Sleep)]
    public void A_sleep_never_ends_early(IssueWait wait)
    {
        var time = new MonotonicTimeSource(wait);
        using (Assert.EnterMultipleScope())
        {
            foreach (long length in new long[] { -1, 0, 1, 1_000, 50_000, 1_000_000 })
            {
                for (int i = 0; i < 20; i++)
                {
                    long deadline = time.NowNs + length;
                    time.SleepUntil(deadline);
                    Assert.That(time.NowNs, Is.GreaterThanOrEqualTo(deadline));
                }
            }
        }
    }

    [Test]
    public void Only_those_spin_that_are_asked_to()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(new MonotonicTimeSource(IssueWait.Sleep).SpinNs, Is.Zero);
            Assert.That(new MonotonicTimeSource(IssueWait.Spin).SpinNs, Is.EqualTo(long.MaxValue));
            Assert.That(new MonotonicTimeSource(IssueWait.Hybrid).SpinNs, Is.InRange(0, 60_000), "a longer one would take the core from others");
        }
    }
}
