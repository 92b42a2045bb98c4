using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// Answers a clip with RNN-T's labels as int64: features, encoder, greedy decoding, all within the measured time, as in the official
/// program.
/// </summary>
/// <param name="library">Of <see cref="SpeechClips"/>; stays the caller's.</param>
/// <param name="networks">They become this worker's.</param>
public sealed class TransducerWorker(VariableLibrary library, ITransducer networks) : ISampleWorker
{
    private readonly List<long> _labels = [];
    private readonly LogMelScratch _scratch = new();
    private readonly ResponseBuffer _response = new();
    private float[] _features = [];

    /// <inheritdoc/>
    public SampleResponse Run(long sample, CancellationToken cancellation = default)
    {
        var clip = SpeechClips.SoundOf(library[sample]);
        var frames = LogMelFrontEnd.FrameCount(clip.Length);
        if (_features.Length < frames * LogMelFrontEnd.FeatureCount)
            _features = new float[frames * LogMelFrontEnd.FeatureCount];
        var features = _features.AsSpan(0, frames * LogMelFrontEnd.FeatureCount);
        LogMelFrontEnd.Compute(clip, features, _scratch);
        GreedyTransducerDecoder.Decode(networks, features, frames, _labels, cancellation);
        CollectionsMarshal.AsSpan(_labels).CopyTo(_response.Take<long>(_labels.Count));
        return _response.Response<long>(_labels.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        networks.Dispose();
        _response.Dispose();
    }
}
