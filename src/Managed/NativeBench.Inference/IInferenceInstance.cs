namespace NativeBench.Inference;

/// <summary>One execution context of an engine. Used by one thread at a time; its runs allocate no managed memory.</summary>
public interface IInferenceInstance : IDisposable
{
    /// <summary>Samples of the largest run.</summary>
    int MaxBatchSize { get; }

    /// <summary>The model's outputs for the last run, in the model's order; valid until the next run.</summary>
    ReadOnlySpan<OutputRows> Outputs { get; }

    /// <summary>Runs the samples in these slots of the slab; row i of every output belongs to <c>slots[i]</c>.</summary>
    /// <param name="slots">1 to <see cref="MaxBatchSize"/> slots that hold samples.</param>
    /// <returns>Whether the samples were read where they lie; false if they were gathered first.</returns>
    /// <exception cref="InferenceException">The backend failed.</exception>
    bool Run(ReadOnlySpan<int> slots);

    /// <summary>Runs once with zeros as inputs, so that the first measured run finds everything allocated.</summary>
    /// <param name="batchSize">1 to <see cref="MaxBatchSize"/>.</param>
    /// <exception cref="InferenceException">The backend failed.</exception>
    void WarmUp(int batchSize);
}
