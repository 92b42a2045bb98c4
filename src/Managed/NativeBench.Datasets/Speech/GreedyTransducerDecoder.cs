namespace NativeBench.Datasets.Speech;

/// <summary>Greedy decoding of RNN-T as the official <c>decoders.py</c> does it.</summary>
public static class GreedyTransducerDecoder
{
    /// <summary>Labels at most that one step of the encoder may add.</summary>
    public const int MaxSymbolsPerStep = 30;

    /// <summary>
    /// Decodes a clip. At each step the most likely label is taken, the lowest among equals, until it's "nothing more"; the prediction
    /// network's state only moves with labels.
    /// </summary>
    /// <param name="networks">The networks, at the start of a clip.</param>
    /// <param name="features">Rows of <see cref="LogMelFrontEnd.FeatureCount"/> values.</param>
    /// <param name="frames">Rows.</param>
    /// <param name="labels">Receives the labels; cleared before. Steps × 30 are the most there can be.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public static void Decode(ITransducer networks, ReadOnlySpan<float> features, int frames, List<long> labels, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(labels);
        labels.Clear();
        var steps = networks.Encode(features, frames);
        // The prediction only changes with a label: what it gave for the last one is used again. (The reference computes it anew.)
        networks.Predict(null);
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var added = 0; added < MaxSymbolsPerStep; added++)
            {
                var label = ArgMax(networks.Join(step));
                if (label == SpeechLabels.RnntBlank)
                    break;
                labels.Add(label);
                networks.KeepState();
                networks.Predict(label);
            }
        }
    }

    private static int ArgMax(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
            if (scores[i] > scores[best])
                best = i;
        return best;
    }
}
