namespace NativeBench.Datasets.Speech;

/// <summary>
/// The three networks of RNN-T as the greedy decoder drives them: the encoder over a whole clip, the prediction network over the labels
/// so far, and the joint network over one step of both. Belongs to one thread.
/// </summary>
public interface ITransducer : IDisposable
{
    /// <summary>Encodes a clip.</summary>
    /// <param name="features">Rows of <see cref="LogMelFrontEnd.FeatureCount"/> values.</param>
    /// <param name="frames">Rows.</param>
    /// <returns>Steps of the encoder: every started two frames.</returns>
    int Encode(ReadOnlySpan<float> features, int frames);

    /// <summary>Runs the prediction network from the state that was kept last; its new state is put aside until <see cref="KeepState"/>.</summary>
    /// <param name="label">The last label, or null at the start of a clip, where its input and state are zeros.</param>
    void Predict(int? label);

    /// <summary>The state that the last <see cref="Predict"/> came to is the one to go on from.</summary>
    void KeepState();

    /// <summary>Joins a step of the encoder with what <see cref="Predict"/> gave.</summary>
    /// <returns>Scores of the 29 labels; valid until the next call.</returns>
    ReadOnlySpan<float> Join(int step);
}
