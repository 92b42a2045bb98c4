using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// Answers a clip with the indices of its transcript's letters as int64 (<c>reference_SUT.py</c>): features, encoder, greedy decoding
/// token by token, all within the measured time. Tokens that were generated are counted, the one that ends the text included.
/// </summary>
/// <param name="library">Of <see cref="SpeechClips"/>; stays the caller's.</param>
/// <param name="networks">They become this worker's.</param>
/// <param name="vocabulary">What the tokens stand for.</param>
/// <param name="maxTokens">Tokens at most.</param>
public sealed class WhisperWorker(VariableLibrary library, WhisperNetworks networks, WhisperVocabulary vocabulary, int maxTokens = WhisperWorker.MlperfMaxTokens) : ISampleWorker
{
    /// <summary>The official program's limit.</summary>
    public const int MlperfMaxTokens = 200;

    private readonly WhisperFrontEnd _frontEnd = new(networks.Bands);
    private readonly float[] _features = new float[networks.Bands * WhisperFrontEnd.Frames];
    private readonly List<long> _tokens = [];
    private readonly List<long> _labels = [];
    private readonly ResponseBuffer _response = new();

    /// <inheritdoc/>
    public SampleResponse Run(long sample, CancellationToken cancellation = default)
    {
        _frontEnd.Compute(SpeechClips.SoundOf(library[sample]), _features);
        cancellation.ThrowIfCancellationRequested();
        var (prompt, end) = (networks.Tokens.Prompt.Length, networks.Tokens.End);
        _tokens.Clear();
        _tokens.Add(networks.Start(_features));
        while (_tokens[^1] != end && _tokens.Count < maxTokens)
        {
            cancellation.ThrowIfCancellationRequested();
            _tokens.Add(networks.Next(_tokens[^1], prompt + _tokens.Count - 1));
        }

        vocabulary.ToLabels(CollectionsMarshal.AsSpan(_tokens), end, _labels);
        CollectionsMarshal.AsSpan(_labels).CopyTo(_response.Take<long>(_labels.Count));
        return _response.Response<long>(_labels.Count, _tokens.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        networks.Dispose();
        _response.Dispose();
    }
}
