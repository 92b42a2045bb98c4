using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// RNN-T's networks as three models with the batch in front. Encoder: float32 [N,frames,240] to [N,steps,E] with a step for every started
/// two frames. Prediction: label int64 [N,1] and start float32 [N,1] (0 at the start of a clip, else 1, multiplies the embedding), then
/// state float32 tensors; to its output [N,P] or [N,1,P], then the new states in the same order. Joint: [N,E] and [N,P] to [N,29].
/// </summary>
/// <remarks>
/// MLPerf publishes RNN-T as a PyTorch checkpoint only; this is the form to export it in. An encoder with a fixed number of frames gets
/// zeros behind the clip: the reference does so behind its first two LSTMs, which for an odd number of frames is something else in the last step.
/// </remarks>
public sealed class NetworkTransducer : ITransducer
{
    private readonly INetwork _encoder;
    private readonly INetwork _prediction;
    private readonly INetwork _joint;
    private readonly long _fixedFrames;
    private readonly int _states;
    private readonly int _predictionSize;
    private int _encoderSize;

    /// <summary>Drives three networks, which become this object's.</summary>
    /// <exception cref="InvalidInputException">A model doesn't have the form described above.</exception>
    public NetworkTransducer(INetwork encoder, INetwork prediction, INetwork joint)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(joint);
        Check(encoder.Info, prediction.Info, joint.Info);
        (_encoder, _prediction, _joint) = (encoder, prediction, joint);
        _fixedFrames = encoder.Info.Inputs[0].Dimensions[1];
        _states = prediction.Info.Inputs.Length - 2;
        _predictionSize = SizeOf(prediction.Info.Outputs[0]);
        for (var state = 0; state < _states; state++)
            State(state).Clear();
    }

    /// <summary>Frames of the longest clip; null without a limit.</summary>
    public static long? MostFrames(NetworkInfo encoder) => encoder?.Inputs[0].Dimensions[1] is > 0 and var frames ? frames : null;

    /// <summary>Throws if three models don't have the form described above, or don't fit each other.</summary>
    /// <exception cref="InvalidInputException">What is wrong, with the file.</exception>
    public static void Check(NetworkInfo encoder, NetworkInfo prediction, NetworkInfo joint)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(joint);
        Require(
            encoder.Inputs is [var features] && features.Is(ElementType.Float32, 1, -1, LogMelFrontEnd.FeatureCount) && features.Dimensions[2] > 0
            && encoder.Outputs.Length > 0 && encoder.Outputs[0].Is(ElementType.Float32, 1, features.Dimensions[1] < 0 ? -1 : (features.Dimensions[1] + 1) / 2, -1),
            encoder, "float32 [?,frames,240] to float32 [?,(frames + 1) / 2,E]");
        var inputs = prediction.Inputs;
        var outputs = prediction.Outputs;
        Require(
            inputs.Length >= 3 && outputs.Length == inputs.Length - 1 && inputs[0].Is(ElementType.Int64, 1, 1) && inputs[1].Is(ElementType.Float32, 1, 1)
            && outputs[0].ElementType == ElementType.Float32 && SizeOf(outputs[0]) > 0
            && inputs[2..].Zip(outputs[1..]).All(static p => p.First.ElementType == ElementType.Float32 && p.Second.ElementType == ElementType.Float32
                && p.First.Dimensions.Length > 1 && p.First.Dimensions.AsSpan()[1..].SequenceEqual(p.Second.Dimensions.AsSpan()[1..]) && p.First.Dimensions.Skip(1).All(static d => d > 0)),
            prediction, "int64 [?,1], float32 [?,1] and states to float32 [?,P] and the same states");
        var encoded = encoder.Outputs[0].Dimensions[2];
        Require(
            joint.Inputs is [var f, var g] && f.Is(ElementType.Float32, 1, encoded) && g.Is(ElementType.Float32, 1, SizeOf(outputs[0]))
            && joint.Outputs.Length > 0 && joint.Outputs[0].Is(ElementType.Float32, 1, SpeechLabels.RnntBlank + 1),
            joint, string.Create(CultureInfo.InvariantCulture, $"float32 [?,{(encoded < 0 ? "E" : encoded)}] and [?,{SizeOf(outputs[0])}] to [?,29]"));
    }

    /// <inheritdoc/>
    public int Encode(ReadOnlySpan<float> features, int frames)
    {
        if (_fixedFrames >= 0 && frames > _fixedFrames)
            throw new InferenceException(string.Create(CultureInfo.InvariantCulture, $"A clip has {frames} frames; '{_encoder.Info.Name}' takes {_fixedFrames}."));
        var input = MemoryMarshal.Cast<byte, float>(_encoder.Input(0, 1, _fixedFrames >= 0 ? _fixedFrames : frames, LogMelFrontEnd.FeatureCount));
        features.CopyTo(input);
        input[features.Length..].Clear();
        _encoder.Run();
        var steps = (frames + 1) / 2;
        var shape = _encoder.OutputShape(0);
        if (shape.Length != 3 || shape[1] < steps)
            throw new InferenceException($"'{_encoder.Info.Name}' gave {NetworkTensor.ShapeText(shape)} for {frames} frames; expected [1,{steps},E].");
        _encoderSize = (int)shape[2];
        return steps;
    }

    /// <inheritdoc/>
    public void Predict(int? label)
    {
        MemoryMarshal.Write(_prediction.Input(0, 1, 1), (long)(label ?? 0));
        MemoryMarshal.Write(_prediction.Input(1, 1, 1), label is null ? 0f : 1f);
        if (label is null)
            for (var state = 0; state < _states; state++)
                State(state).Clear();
        _prediction.Run();
        _prediction.Output(0).CopyTo(_joint.Input(1, 1, _predictionSize));
    }

    /// <inheritdoc/>
    public void KeepState()
    {
        for (var state = 0; state < _states; state++)
            _prediction.Output(state + 1).CopyTo(State(state));
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Join(int step)
    {
        var bytes = _encoderSize * sizeof(float);
        _encoder.Output(0).Slice(step * bytes, bytes).CopyTo(_joint.Input(0, 1, _encoderSize));
        _joint.Run();
        return MemoryMarshal.Cast<byte, float>(_joint.Output(0));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _prediction.Dispose();
        _joint.Dispose();
    }

    /// <summary>Values of a row; 0 or less if that isn't known.</summary>
    private static int SizeOf(NetworkTensor tensor)
    {
        var size = tensor.Dimensions.Length > 1 ? 1L : 0;
        foreach (var dimension in tensor.Dimensions.Skip(1))
            size *= Math.Max(0, dimension);
        return (int)size;
    }

    private Span<byte> State(int state)
    {
        var dimensions = _prediction.Info.Inputs[state + 2].Dimensions;
        Span<long> shape = stackalloc long[dimensions.Length];
        dimensions.AsSpan().CopyTo(shape);
        shape[0] = 1;
        return _prediction.Input(state + 2, shape);
    }

    private static void Require(bool condition, NetworkInfo model, string expected)
    {
        if (!condition)
            throw new InvalidInputException($"'{model.Path}' is {model.Signature}; expected {expected}.");
    }
}
