namespace NativeBench.Inference;

/// <summary>
/// A model of which a sample takes several inferences, with tensors of another shape each time: a clip's frames, the tokens so
/// far, a sample's pairs. Belongs to one thread; runs with shapes that were run before allocate no managed memory.
/// </summary>
public interface INetwork : IDisposable
{
    /// <summary>What runs.</summary>
    NetworkInfo Info { get; }

    /// <summary>The bytes of an input for the next run, to be filled; what was in them is kept if the shape is the same.</summary>
    /// <param name="input">Its position in <see cref="NetworkInfo.Inputs"/>.</param>
    /// <param name="shape">All its dimensions.</param>
    /// <exception cref="InferenceException">The model doesn't take this shape.</exception>
    Span<byte> Input(int input, params ReadOnlySpan<long> shape);

    /// <summary>Runs. Every input has to have been given a shape.</summary>
    /// <exception cref="InferenceException">The backend failed.</exception>
    void Run();

    /// <summary>An output's dimensions in the last run; valid until the next.</summary>
    ReadOnlySpan<long> OutputShape(int output);

    /// <summary>An output's bytes in the last run; valid until the next.</summary>
    ReadOnlySpan<byte> Output(int output);
}
