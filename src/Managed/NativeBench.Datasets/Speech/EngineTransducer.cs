using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// RNN-T's networks as three models with the batch in front. Encoder: float32 [N,frames,240] to [N,steps,E]; shorter clips are padded with
/// zeros, which a one-directional encoder doesn't look ahead to. Prediction: label int64 [N,1] and start float32 [N,1] (0 at the start of a
/// clip, else 1, multiplies the embedding), then state float32 tensors; to its output [N,P], then the new states in the same order.
/// Joint: [N,E] and [N,P] to [N,29].
/// </summary>
/// <remarks>MLPerf publishes RNN-T as a PyTorch checkpoint only; this is the form to export it in.</remarks>
public sealed class EngineTransducer : ITransducer
{
    private readonly ScratchEngine _encoder;
    private readonly ScratchEngine _prediction;
    private readonly ScratchEngine _joint;
    private readonly int _mostFrames;
    private readonly int _encoderSize;
    private readonly int _predictionSize;

    /// <summary>Makes instances of the engines, which stay the caller's.</summary>
    /// <exception cref="InvalidInputException">A model doesn't have the form described above.</exception>
    public EngineTransducer(IInferenceEngine encoder, IInferenceEngine prediction, IInferenceEngine joint)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(joint);
        Require(
            encoder.Model.Inputs is [{ ElementType: ElementType.Float32, SampleShape: [var frames, LogMelFrontEnd.FeatureCount] }]
            && encoder.Model.Outputs[0] is { IsStatic: true, ElementType: ElementType.Float32, SampleShape: [var steps, var encoderSize] } && steps == (frames + 1) / 2,
            encoder.Model, "float32 [N,frames,240] to float32 [N,(frames + 1) / 2,E]");
        _mostFrames = (int)encoder.Model.Inputs[0].SampleShape[0];
        _encoderSize = (int)encoder.Model.Outputs[0].SampleShape[1];

        var inputs = prediction.Model.Inputs;
        var outputs = prediction.Model.Outputs;
        Require(
            inputs.Length >= 3 && outputs.Length == inputs.Length - 1 && inputs[0] is { ElementType: ElementType.Int64, ElementsPerSample: 1 }
            && inputs[1] is { ElementType: ElementType.Float32, ElementsPerSample: 1 } && outputs.All(static o => o.IsStatic && o.ElementType == ElementType.Float32)
            && inputs[2..].Zip(outputs[1..]).All(static p => p.First.ElementType == ElementType.Float32 && p.First.ElementsPerSample == p.Second.ElementsPerSample),
            prediction.Model, "int64 [N,1], float32 [N,1] and states to float32 [N,P] and the same states");
        _predictionSize = (int)outputs[0].ElementsPerSample;

        Require(
            joint.Model.Inputs is [{ ElementType: ElementType.Float32 } f, { ElementType: ElementType.Float32 } g] && f.ElementsPerSample == _encoderSize
            && g.ElementsPerSample == _predictionSize && joint.Model.Outputs[0] is { IsStatic: true, ElementType: ElementType.Float32, ElementsPerSample: SpeechLabels.RnntBlank + 1 },
            joint.Model, string.Create(CultureInfo.InvariantCulture, $"float32 [N,{_encoderSize}] and [N,{_predictionSize}] to [N,29]"));
        _encoder = new ScratchEngine(encoder);
        _prediction = new ScratchEngine(prediction);
        _joint = new ScratchEngine(joint);
    }

    /// <inheritdoc/>
    public int Encode(ReadOnlySpan<float> features, int frames)
    {
        if (frames > _mostFrames)
            throw new InferenceException(string.Create(CultureInfo.InvariantCulture, $"A clip has {frames} frames; the encoder takes {_mostFrames}."));
        var input = MemoryMarshal.Cast<byte, float>(_encoder.Input(0));
        features.CopyTo(input);
        input[features.Length..].Clear();
        _encoder.Run();
        return (frames + 1) / 2;
    }

    /// <inheritdoc/>
    public void Predict(int? label)
    {
        MemoryMarshal.Write(_prediction.Input(0), (long)(label ?? 0));
        MemoryMarshal.Write(_prediction.Input(1), label is null ? 0f : 1f);
        if (label is null)
            for (var state = 2; state < _prediction.Model.Inputs.Length; state++)
                _prediction.Input(state).Clear();
        _prediction.Run();
        _prediction.Outputs[0].Row(0).CopyTo(_joint.Input(1));
    }

    /// <inheritdoc/>
    public void KeepState()
    {
        for (var state = 2; state < _prediction.Model.Inputs.Length; state++)
            _prediction.Outputs[state - 1].Row(0).CopyTo(_prediction.Input(state));
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Join(int step)
    {
        var bytes = _encoderSize * sizeof(float);
        _encoder.Outputs[0].Row(0).Slice(step * bytes, bytes).CopyTo(_joint.Input(0));
        _joint.Run();
        return MemoryMarshal.Cast<byte, float>(_joint.Outputs[0].Row(0));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _prediction.Dispose();
        _joint.Dispose();
    }

    private static void Require(bool condition, ModelInfo model, string expected)
    {
        if (!condition)
            throw new InvalidInputException($"'{model.Name}' is {string.Join(", ", model.Inputs)} to {string.Join(", ", model.Outputs)}; expected {expected}.");
    }
}
