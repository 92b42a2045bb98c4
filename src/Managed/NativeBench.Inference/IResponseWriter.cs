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
}
