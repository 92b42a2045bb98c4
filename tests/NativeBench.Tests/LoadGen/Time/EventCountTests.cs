using NativeBench.LoadGen.Time;

namespace NativeBench.Tests.LoadGen.Time;

public sealed class EventCountTests
{
    /// <summary>Two threads wake each other in turn; each waits for an hour at most, so a wake-up that gets lost is seen.</summary>
    [Test, CancelAfter(60_000)]
    public void No_wake_up_is_lost_between_two_threads_that_hand_over(CancellationToken cancel)
    {
        const int Turns = 20_000;
        const int Hour = 3_600_000;
        var events = new[] { new EventCount(), new EventCount() };
        int turn = 0;

        void Play(int me)
        {
            for (int i = 0; i < Turns; i++)
            {
                for (int seen = events[me].Current; Volatile.Read(ref turn) % 2 != me; seen = events[me].Current)
                    events[me].Wait(seen, Hour);
                Interlocked.Increment(ref turn);
                events[1 - me].Signal();
            }
        }

        var players = new[] { new Thread(() => Play(0)) { IsBackground = true }, new Thread(() => Play(1)) { IsBackground = true } };
        foreach (var player in players)
            player.Start();
        foreach (var player in players)
        {
            while (!player.Join(100))
                cancel.ThrowIfCancellationRequested();
        }

        Assert.That(turn, Is.EqualTo(2 * Turns));
    }

    [Test]
    public void A_signal_before_the_wait_is_seen()
    {
        var events = new EventCount();
        int seen = events.Current;
        events.Signal();
        events.Wait(seen, 3_600_000);
        Assert.That(events.Current, Is.Not.EqualTo(seen));
    }
}
