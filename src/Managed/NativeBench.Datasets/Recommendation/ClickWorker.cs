using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Datasets.Recommendation;

/// <summary>
/// Answers a sample of DLRM with (probability, target) in float32 for each of its pairs: all pairs go through the network as one batch.
/// The model has to have the pairs along its first dimension: float32 [N,13] and int64 or int32 [N,26] to float32 [N,1].
/// </summary>
public sealed class ClickWorker : ISampleWorker
{
    private readonly VariableLibrary _library;
    private readonly ScratchEngine _engine;
    private readonly NativeBuffer _response;
    private readonly int _dense;
    private readonly int _sparse;
    private readonly bool _isLong;

    /// <summary>Makes a worker.</summary>
    /// <param name="engine">What runs; stays the caller's.</param>
    /// <param name="library">Of a <see cref="CriteoFile"/>; stays the caller's.</param>
    /// <param name="mostPairs">Pairs of the largest sample.</param>
    /// <exception cref="InvalidInputException">The model takes or gives something else.</exception>
    public ClickWorker(IInferenceEngine engine, VariableLibrary library, int mostPairs = 700)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var model = engine.Model;
        _dense = Find(model, CriteoFile.DenseCount, static t => t == ElementType.Float32);
        _sparse = Find(model, CriteoFile.SparseCount, static t => t is ElementType.Int64 or ElementType.Int32);
        if (model.Inputs.Length != 2 || model.Outputs[0] is not { IsStatic: true, ElementType: ElementType.Float32, ElementsPerSample: 1 })
            throw new InvalidInputException($"'{model.Name}' is {string.Join(", ", model.Inputs)} to {string.Join(", ", model.Outputs)}; expected float32 [N,13] and int64 [N,26] to float32 [N,1].");
        _isLong = model.Inputs[_sparse].ElementType == ElementType.Int64;
        _library = library;
        _engine = new ScratchEngine(engine, mostPairs);
        _response = NativeBuffer.Allocate((long)mostPairs * 2 * sizeof(float));
    }

    /// <inheritdoc/>
    public SampleResponse Run(long sample)
    {
        var buffer = _library[sample];
        var pairs = MemoryMarshal.Cast<byte, int>(buffer.Slice(0, (int)buffer.Bytes));
        var count = pairs.Length / CriteoFile.Stride;
        for (var i = 0; i < count; i++)
            Fill(pairs.Slice(i * CriteoFile.Stride, CriteoFile.Stride), i);
        _engine.Run(count);
        var response = MemoryMarshal.Cast<byte, float>(_response.Slice(0, count * 2 * sizeof(float)));
        for (var i = 0; i < count; i++)
        {
            response[2 * i] = MemoryMarshal.Read<float>(_engine.Outputs[0].Row(i));
            response[(2 * i) + 1] = pairs[i * CriteoFile.Stride];
        }
        return new SampleResponse(_response.Address, (long)count * 2 * sizeof(float));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _response.Dispose();
    }

    private void Fill(ReadOnlySpan<int> pair, int row)
    {
        MemoryMarshal.AsBytes(pair.Slice(1, CriteoFile.DenseCount)).CopyTo(_engine.Input(_dense, row));
        var categories = pair[(1 + CriteoFile.DenseCount)..];
        if (!_isLong)
        {
            MemoryMarshal.AsBytes(categories).CopyTo(_engine.Input(_sparse, row));
            return;
        }
        var target = MemoryMarshal.Cast<byte, long>(_engine.Input(_sparse, row));
        for (var c = 0; c < target.Length; c++)
            target[c] = categories[c];
    }

    private static int Find(ModelInfo model, int count, Func<ElementType, bool> isType)
    {
        for (var i = 0; i < model.Inputs.Length; i++)
            if (model.Inputs[i].ElementsPerSample == count && isType(model.Inputs[i].ElementType))
                return i;
        throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
            $"'{model.Name}' takes {string.Join(", ", model.Inputs)}; expected float32 [N,13] counts and int64 [N,26] categories."));
    }
}
