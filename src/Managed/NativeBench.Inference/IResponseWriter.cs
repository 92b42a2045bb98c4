using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>Turns the outputs of a run into responses. Belongs to one worker; allocates no managed memory.</summary>
public interface IResponseWriter : IDisposable
{
    /// <summary>
    /// Sets data and size of every response, keeping its id; response i belongs to row i. The memory behind the addresses
    /// is valid until the next call and as long as the outputs are.
    /// </summary>
    void Write(ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses);

    /// <summary>
    /// The same for a writer that has to know which samples they are, such as one that maps boxes back to each picture's size;
    /// sample i belongs to row i. As it is, the samples don't matter.
    /// </summary>
    void Write(ReadOnlySpan<QuerySample> samples, ReadOnlySpan<OutputRows> outputs, Span<QuerySampleResponse> responses) => Write(outputs, responses);
}
