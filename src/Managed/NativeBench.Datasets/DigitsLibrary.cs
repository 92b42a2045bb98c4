using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>
/// The embedded digits, 8x8 pixels of 0 to 16, as the model takes them: every pixel four times in both directions, divided
/// by 16, float32 [1,32,32].
/// </summary>
public sealed class DigitsLibrary : TensorLibrary
{
    /// <summary>Opens the embedded samples.</summary>
    /// <param name="model">The digits model, or one with the same input.</param>
    /// <exception cref="InvalidInputException">The model takes another input.</exception>
    public DigitsLibrary(ModelInfo model) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override string Name => DigitsBenchmark.Id;

    /// <inheritdoc/>
    public override string Description => "embedded digits";
}
