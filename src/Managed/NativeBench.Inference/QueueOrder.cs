namespace NativeBench.Inference;

/// <summary>Which of the waiting samples runs next: the option <c>--queue-order</c>.</summary>
public enum QueueOrder
{
    /// <summary>In the order in which they came.</summary>
    Arrival,

    /// <summary>
    /// In the order in which they came, but those that can't be done within Server's latency bound any more come after those
    /// that can. All of them are run and reported; fewer become late. Has no effect where no bound is set.
    /// </summary>
    LateLast,
}
