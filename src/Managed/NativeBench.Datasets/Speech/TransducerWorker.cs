using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// Answers a clip with RNN-T's labels as int64: features, encoder, greedy decoding, all within the measured time, as in the official
/// program.
/// </summary>
/// <param name="slab">Samples of a <see cref="SpeechSource"/>; stays the caller's.</param>
/// <param name="networks">They become this worker's.</param>
public sealed class TransducerWorker(SampleSlab slab, ITransducer networks) : ISampleWorker
{
    private readonly List<long> _labels = [];
    private float[] _features = [];
    private NativeBuffer _response = NativeBuffer.Allocate(4096);

    /// <inheritdoc/>
    public SampleResponse Run(long sample)
    {
        var slot = slab.SlotOf(sample);
        if (slot < 0)
            throw new InferenceException($"Sample {sample} was issued and isn't loaded.");
        var length = (int)MemoryMarshal.Read<long>(slab.Rows(1, slot));
        var clip = MemoryMarshal.Cast<byte, float>(slab.Rows(0, slot))[..length];
        var frames = LogMelFrontEnd.FrameCount(length);
        if (_features.Length < frames * LogMelFrontEnd.FeatureCount)
            _features = new float[frames * LogMelFrontEnd.FeatureCount];
        var features = _features.AsSpan(0, frames * LogMelFrontEnd.FeatureCount);
        LogMelFrontEnd.Compute(clip, features);
        GreedyTransducerDecoder.Decode(networks, features, frames, _labels);

        var bytes = _labels.Count * sizeof(long);
        if (_response.Bytes < bytes)
        {
            _response.Dispose();
            _response = NativeBuffer.Allocate(bytes);
        }
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_labels)).CopyTo(_response.Slice(0, bytes));
        return new SampleResponse(_response.Address, bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        networks.Dispose();
        _response.Dispose();
    }
}
