namespace NativeBench.Inference;

/// <summary>
/// A sample's bytes of all outputs, one after another in the model's order. With a single output it's a view of the
/// instance's memory; with several they are copied together.
/// </summary>
public sealed class RawResponses : IResponseFormat
{
    private RawResponses() { }

    /// <summary>The only instance.</summary>
    public static RawResponses Instance { get; } = new();

    /// <inheritdoc/>
    public string Description => "raw outputs";

    /// <inheritdoc/>
    public IResponseWriter CreateWriter(ModelInfo model, int maxBatchSize) => throw new NotSupportedException();
}
