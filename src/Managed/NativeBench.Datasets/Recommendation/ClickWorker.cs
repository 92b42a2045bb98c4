using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Datasets.Recommendation;

/// <summary>
/// Answers a sample of DLRM with (probability, target) in float32 for each of its pairs: all pairs go through the network as one batch,
/// in one of the forms that <see cref="ClickInputs"/> knows.
/// </summary>
public sealed class ClickWorker : ISampleWorker
{
    private readonly VariableLibrary _library;
    private readonly INetwork _network;
    private readonly ClickInputs _inputs;
    private readonly ResponseBuffer _response = new();

    /// <summary>Makes a worker.</summary>
    /// <param name="network">What runs; becomes this worker's.</param>
    /// <param name="library">Of a <see cref="CriteoFile"/>; stays the caller's.</param>
    /// <exception cref="InvalidInputException">The model takes or gives something else.</exception>
    public ClickWorker(INetwork network, VariableLibrary library)
    {
        ArgumentNullException.ThrowIfNull(network);
        _inputs = ClickInputs.Of(network.Info);
        _library = library;
        _network = network;
    }

    /// <inheritdoc/>
    public SampleResponse Run(long sample, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var buffer = _library[sample];
        var pairs = MemoryMarshal.Cast<byte, int>(buffer.Slice(0, (int)buffer.Bytes));
        var count = pairs.Length / CriteoFile.Stride;
        _inputs.Fill(_network, pairs, count);
        _network.Run();
        var probabilities = MemoryMarshal.Cast<byte, float>(_network.Output(0));
        if (probabilities.Length != count)
            throw new InferenceException($"'{_network.Info.Name}' gave {NetworkTensor.ShapeText(_network.OutputShape(0))} for {count} pairs; expected a probability each.");
        var response = _response.Take<float>(2 * count);
        for (var i = 0; i < count; i++)
        {
            response[2 * i] = probabilities[i];
            response[(2 * i) + 1] = pairs[i * CriteoFile.Stride];
        }

        return _response.Response<float>(2 * count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _response.Dispose();
    }
}
