namespace NativeBench.Inference;

/// <summary>
/// Lanes of a device: each takes one batch at a time, in its own buffers, and they run side by side. One thread submits and
/// one thread reaps; they may be the same. Neither allocates managed memory.
/// </summary>
public interface IInferenceLanes : IDisposable
{
    /// <summary>Batches that may be in flight.</summary>
    int LaneCount { get; }

    /// <summary>Samples of the largest batch.</summary>
    int MaxBatchSize { get; }

    /// <summary>
    /// Hands a batch to a free lane and returns without waiting for it. The submitting thread's; there must be a free lane:
    /// fewer than <see cref="LaneCount"/> batches that were submitted and not released.
    /// </summary>
    /// <param name="slots">1 to <see cref="MaxBatchSize"/> slots of the slab that hold samples; row i of every output belongs to <c>slots[i]</c>.</param>
    /// <param name="token">Comes back in <see cref="CompletedBatch.Token"/>.</param>
    /// <returns>Whether the samples are read where they lie; false if they are gathered.</returns>
    /// <exception cref="InferenceException">The device didn't take it. Then it is not in flight.</exception>
    bool Submit(ReadOnlySpan<int> slots, int token);

    /// <summary>Finds batches that are done, in any order, without calling into native code. The reaping thread's.</summary>
    /// <param name="batches">Receives them; room for <see cref="LaneCount"/> is always enough.</param>
    /// <returns>How many; 0 if none. A batch is found once.</returns>
    int Reap(Span<CompletedBatch> batches);

    /// <summary>The outputs of a lane's last batch in the model's order, from <see cref="Reap"/> to <see cref="Release"/>.</summary>
    ReadOnlySpan<OutputRows> Outputs(int lane);

    /// <summary>Gives a reaped lane back; its outputs are then gone. The reaping thread's.</summary>
    void Release(int lane);

    /// <summary>
    /// Sleeps until a batch is done, or the time is over; the device's failures come to light here. The reaping thread's.
    /// </summary>
    /// <returns>False when the time is over.</returns>
    /// <exception cref="InferenceException">The device failed. Batches in flight are then reaped as failed.</exception>
    bool Wait(TimeSpan timeout);

    /// <summary>
    /// Runs every lane with zeros and makes ready what a batch of this size needs, so that no measured one has to. Before
    /// the first <see cref="Submit"/>.
    /// </summary>
    /// <param name="batchSize">1 to <see cref="MaxBatchSize"/>.</param>
    /// <exception cref="InferenceException">The device failed.</exception>
    void WarmUp(int batchSize);

    /// <summary>Called once by every thread that submits or reaps: keeps it near the device, where the machine has such places.</summary>
    void EnterThread();

    /// <summary>
    /// The device doesn't answer any more: <see cref="IDisposable.Dispose"/> must not wait for it, and leaves to the end of
    /// the process what can't be freed safely.
    /// </summary>
    void Abandon();
}
