namespace NativeBench.Inference;

/// <summary>What of a model's outputs goes back to LoadGen, and into the accuracy log.</summary>
public interface IResponseFormat
{
    /// <summary>One line for reports, such as <c>top-1 class as float32</c>.</summary>
    string Description { get; }

    /// <summary>Makes the writer of one worker, with memory for the largest batch.</summary>
    /// <exception cref="InvalidInputException">The model's outputs don't suit this format.</exception>
    IResponseWriter CreateWriter(ModelInfo model, int maxBatchSize);
}
