namespace NativeBench.Inference;

/// <summary>
/// A model loaded onto a device that works on several batches at once without a thread for each: batches are submitted, and
/// their completions are found later by looking at memory. Thread-safe.
/// </summary>
public interface IAsynchronousEngine : IInferenceEngine
{
    /// <summary>The device, for messages: <c>GPU 0 (NVIDIA H100)</c>.</summary>
    string DeviceName { get; }

    /// <summary>
    /// Makes lanes with their own buffers. They follow the slab when its memory changes, and must be disposed before the
    /// slab and the engine.
    /// </summary>
    /// <param name="slab">Where the samples of all batches are.</param>
    /// <param name="maxBatchSize">Samples of the largest batch, 1 or more; not above <see cref="ModelInfo.FixedBatch"/>.</param>
    /// <param name="laneCount">Batches that may be in flight, 1 to <see cref="ExecutionPlan.MaxParallelism"/>.</param>
    /// <exception cref="InvalidInputException">The model can't run with this batch size, or the device has no room for it.</exception>
    IInferenceLanes CreateLanes(SampleSlab slab, int maxBatchSize, int laneCount);
}
