namespace NativeBench.Inference;

/// <summary>
/// One lane of an asynchronous engine behind the synchronous face: a run is submitted and waited for. For comparing and
/// validating; measurements use the lanes themselves.
/// </summary>
public sealed class LaneInstance : IInferenceInstance
{
    private const int NoLane = -1;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly IInferenceLanes _lanes;
    private readonly CompletedBatch[] _done = new CompletedBatch[1];
    private int _lane = NoLane;

    /// <summary>Takes over lanes of which there is one.</summary>
    public LaneInstance(IInferenceLanes lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(lanes.LaneCount, 1, nameof(lanes));
        _lanes = lanes;
    }

    /// <inheritdoc/>
    public int MaxBatchSize => _lanes.MaxBatchSize;

    /// <inheritdoc/>
    public ReadOnlySpan<OutputRows> Outputs => _lane == NoLane ? [] : _lanes.Outputs(_lane);

    /// <inheritdoc/>
    /// <exception cref="HangException">The device hasn't finished within a minute.</exception>
    public bool Run(ReadOnlySpan<int> slots)
    {
        Release();
        var zeroCopy = _lanes.Submit(slots, 0);
        while (_lanes.Reap(_done) == 0)
        {
            if (!_lanes.Wait(s_patience))
            {
                _lanes.Abandon();
                throw new HangException($"The device hasn't finished a batch of {slots.Length} within {s_patience.TotalSeconds} s.");
            }
        }
        _lane = _done[0].Lane;
        if (_done[0].Failed)
        {
            _lanes.Wait(TimeSpan.Zero);
            throw new InferenceException($"The device failed on a batch of {slots.Length}.");
        }
        return zeroCopy;
    }

    /// <inheritdoc/>
    public void WarmUp(int batchSize)
    {
        Release();
        _lanes.WarmUp(batchSize);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _lanes.Dispose();
    }

    private void Release()
    {
        if (_lane == NoLane)
            return;
        _lanes.Release(_lane);
        _lane = NoLane;
    }
}
