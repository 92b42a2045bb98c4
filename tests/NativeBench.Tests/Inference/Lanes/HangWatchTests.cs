using System.Diagnostics;
using NativeBench.Inference;
using NativeBench.Inference.Internal;

namespace NativeBench.Tests.Inference.Lanes;

public sealed class HangWatchTests
{
    private readonly LaneBatch[] _batches = [new LaneBatch(1) { Count = 1 }];
    private HangWatch _watch = null!;

    private static long At(double seconds) => 1 + (long)(seconds * Stopwatch.Frequency);

    [SetUp]
    public void SetUp() => _watch = new HangWatch(TimeSpan.FromSeconds(10));

    [Test]
    public void A_batch_that_takes_too_long_hangs()
    {
        _batches[0].SubmittedAt = At(0);
        Assert.That(() => Watch(0.5, 10), Throws.Nothing);
        Assert.That(() => Watch(10.5, 10.5), Throws.TypeOf<HangException>().With.Message.Contains("for 10.5 s"));
    }

    [Test]
    public void A_process_that_was_stopped_for_minutes_is_no_hang_of_the_device()
    {
        _batches[0].SubmittedAt = At(0);
        Watch(0.5, 2);
        Assert.That(() => Watch(302, 311), Throws.Nothing);
        Assert.That(() => Watch(311.5, 313), Throws.TypeOf<HangException>());
    }

    [Test]
    public void Nor_is_one_that_was_stopped_before_the_first_look()
    {
        _batches[0].SubmittedAt = At(0);
        Assert.That(() => Watch(60, 69.5), Throws.Nothing);
        Assert.That(() => Watch(70.5, 70.5), Throws.TypeOf<HangException>());
    }

    [Test]
    public void A_pause_of_the_load_gives_no_later_batch_more_time()
    {
        _batches[0].SubmittedAt = At(0);
        Watch(0.5, 1);
        _batches[0].SubmittedAt = At(100);
        Watch(100.5, 110);
        Assert.That(() => Watch(110.5, 110.5), Throws.TypeOf<HangException>());
    }

    [Test]
    public void A_model_that_was_slow_while_warming_up_may_be_slow()
    {
        _watch.WarmedUp(At(22));
        _batches[0].SubmittedAt = At(0);
        Assert.That(() => Watch(0.5, 88), Throws.Nothing);
        Assert.That(() => Watch(88.5, 90), Throws.TypeOf<HangException>().With.Message.Contains("warming up 22000 ms; the limit is 88 s"));
    }

    private void Watch(double from, double to)
    {
        for (var at = from; at <= to; at += 0.5)
            _watch.Check("GPU 0", _batches, At(at));
    }
}
