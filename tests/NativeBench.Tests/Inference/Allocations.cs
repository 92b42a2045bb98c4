namespace NativeBench.Tests.Inference;

/// <summary>Counts the managed bytes that all threads allocate.</summary>
internal static class Allocations
{
    /// <summary>
    /// The fewest bytes of several repetitions: the test runner's own threads allocate now and then, an allocation per query
    /// shows up in every repetition.
    /// </summary>
    public static long LeastOf(Action work, int repetitions = 10)
    {
        var least = long.MaxValue;
        for (var i = 0; i < repetitions && least > 0; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            work();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least;
    }
}
