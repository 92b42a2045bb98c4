using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Composite;

/// <summary>
/// An engine, whose shapes are fixed but for the batch, in the place of a model with free ones: for backends that have no other.
/// </summary>
/// <param name="engine">What runs; becomes this object's.</param>
/// <param name="mostRows">Rows of the largest run.</param>
public sealed class EngineNetworkModel(IInferenceEngine engine, int mostRows = 1) : INetworkModel
{
    /// <inheritdoc/>
    public NetworkInfo Info { get; } = Describe(engine.Model);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Settings => engine.Settings;

    /// <inheritdoc/>
    public INetwork CreateNetwork() => new Network(new ScratchEngine(engine, engine.Model.FixedBatch is { } batch ? Math.Min(batch, mostRows) : mostRows), Info);

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();

    private static NetworkInfo Describe(ModelInfo model) => new()
    {
        Path = model.Path,
        Sha256 = model.Sha256,
        FileBytes = model.FileBytes,
        Inputs = [.. model.Inputs.Select(t => Describe(t, model))],
        Outputs = [.. model.Outputs.Select(t => Describe(t, model))],
        WeightsNote = model.WeightsNote,
    };

    private static NetworkTensor Describe(TensorSpec tensor, ModelInfo model) =>
        new(tensor.Name, tensor.ElementType, [model.FixedBatch ?? -1, .. tensor.SampleShape]);

    private sealed class Network(ScratchEngine engine, NetworkInfo info) : INetwork
    {
        private readonly long[][] _shapes = [.. info.Outputs.Select(static t => t.Dimensions.ToArray())];
        private int _rows = 1;

        public NetworkInfo Info => info;

        public Span<byte> Input(int input, params ReadOnlySpan<long> shape)
        {
            var tensor = info.Inputs[input];
            if (!tensor.Is(tensor.ElementType, shape) || shape[0] > engine.MostRows)
                throw new InferenceException(string.Create(CultureInfo.InvariantCulture,
                    $"'{info.Name}' takes {tensor} with at most {engine.MostRows} rows; found {NetworkTensor.ShapeText(shape)}."));
            _rows = (int)shape[0];
            return engine.InputRows(input, _rows);
        }

        public void Run()
        {
            engine.Run(_rows);
            foreach (var shape in _shapes)
                shape[0] = _rows;
        }

        public ReadOnlySpan<long> OutputShape(int output) => _shapes[output];

        public ReadOnlySpan<byte> Output(int output) => engine.Outputs[output].Rows(_rows);

        public void Dispose() => engine.Dispose();
    }
}
