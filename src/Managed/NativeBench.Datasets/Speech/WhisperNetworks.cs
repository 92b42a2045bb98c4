using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// Whisper as three models, in the form in which Hugging Face's exporter writes it: encoder (<c>input_features</c> float32
/// [N,bands,3000] to <c>last_hidden_state</c>), decoder for the prompt (<c>input_ids</c> int64 [N,4] and <c>encoder_hidden_states</c> to
/// <c>logits</c> and <c>present.*</c>), and decoder for each token after (<c>input_ids</c> [N,1] and <c>past_key_values.*</c> to
/// <c>logits</c> and the <c>present.*</c> that have changed). All of them in float32, or all in float16. Belongs to one thread.
/// </summary>
public sealed class WhisperNetworks : IDisposable
{
    private readonly INetwork _encoder;
    private readonly INetwork _first;
    private readonly INetwork _next;
    private readonly Roles _roles;

    /// <summary>Drives three networks, which become this object's.</summary>
    /// <exception cref="InvalidInputException">A model doesn't have the form described above.</exception>
    public WhisperNetworks(INetwork encoder, INetwork first, INetwork next)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(next);
        _roles = new Roles(encoder.Info, first.Info, next.Info);
        (_encoder, _first, _next) = (encoder, first, next);
        Bands = (int)encoder.Info.Inputs[0].Dimensions[1];
    }

    /// <summary>Log-mel bands that the encoder takes.</summary>
    public int Bands { get; }

    /// <summary>The special tokens.</summary>
    public WhisperTokens Tokens => _roles.Tokens;

    /// <summary>Throws if three models don't have the form described above, or don't fit each other.</summary>
    /// <exception cref="InvalidInputException">What is wrong, with the file.</exception>
    public static void Check(NetworkInfo encoder, NetworkInfo first, NetworkInfo next) => _ = new Roles(encoder, first, next);

    /// <summary>Encodes a clip and runs the prompt.</summary>
    /// <param name="features">Bands × 3000 values.</param>
    /// <returns>The most likely token after the prompt, the lowest among equals.</returns>
    public long Start(ReadOnlySpan<float> features)
    {
        var input = _encoder.Input(0, 1, Bands, WhisperFrontEnd.Frames);
        if (_roles.Type == ElementType.Float32)
        {
            MemoryMarshal.AsBytes(features).CopyTo(input);
        }
        else
        {
            var halves = MemoryMarshal.Cast<byte, Half>(input);
            for (var i = 0; i < halves.Length; i++)
                halves[i] = (Half)features[i];
        }

        _encoder.Run();
        _encoder.Output(0).CopyTo(_first.Input(_roles.FirstStates, _encoder.OutputShape(0)));
        WriteIds(_first, _roles.FirstIds, Tokens.Prompt.AsSpan());
        if (_roles.FirstPosition >= 0)
            WritePositions(_first, _roles.FirstPosition, 0, Tokens.Prompt.Length);
        _first.Run();
        foreach (var (from, to) in _roles.FromFirst)
            _first.Output(from).CopyTo(_next.Input(to, _first.OutputShape(from)));
        if (_roles.NextStates >= 0)
            _encoder.Output(0).CopyTo(_next.Input(_roles.NextStates, _encoder.OutputShape(0)));
        return LastToken(_first, _roles.FirstLogits);
    }

    /// <summary>Runs the decoder for a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="position">Tokens before it, the prompt included.</param>
    /// <returns>The most likely token after it.</returns>
    public long Next(long token, int position)
    {
        WriteIds(_next, _roles.NextIds, [token]);
        if (_roles.NextPosition >= 0)
            WritePositions(_next, _roles.NextPosition, position, 1);
        _next.Run();
        foreach (var (from, to) in _roles.FromNext)
            _next.Output(from).CopyTo(_next.Input(to, _next.OutputShape(from)));
        return LastToken(_next, _roles.NextLogits);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _first.Dispose();
        _next.Dispose();
    }

    private static void WriteIds(INetwork network, int input, ReadOnlySpan<long> ids) =>
        MemoryMarshal.AsBytes(ids).CopyTo(network.Input(input, 1, ids.Length));

    private static void WritePositions(INetwork network, int input, int first, int count)
    {
        var positions = MemoryMarshal.Cast<byte, long>(network.Input(input, count));
        for (var i = 0; i < count; i++)
            positions[i] = first + i;
    }

    private long LastToken(INetwork network, int logits)
    {
        var shape = network.OutputShape(logits);
        var bytes = (int)_roles.Vocabulary * _roles.Type.SizeInBytes();
        return shape is [1, > 0, var tokens] && tokens == _roles.Vocabulary
            ? ArgMax.ClassOf(network.Output(logits)[^bytes..], _roles.Type)
            : throw new InferenceException(string.Create(CultureInfo.InvariantCulture,
                $"'{network.Info.Name}' gave {NetworkTensor.ShapeText(shape)}; expected [1,tokens,{_roles.Vocabulary}]."));
    }

    /// <summary>Which tensor is what, found by names.</summary>
    private sealed class Roles
    {
        public Roles(NetworkInfo encoder, NetworkInfo first, NetworkInfo next)
        {
            ArgumentNullException.ThrowIfNull(encoder);
            ArgumentNullException.ThrowIfNull(first);
            ArgumentNullException.ThrowIfNull(next);
            Type = encoder.Inputs.Length > 0 && encoder.Inputs[0].ElementType == ElementType.Float16 ? ElementType.Float16 : ElementType.Float32;
            if (!(encoder.Inputs is [var features] && features.Is(Type, 1, -1, WhisperFrontEnd.Frames) && features.Dimensions[1] > 0 && encoder.Outputs.Length > 0
                && encoder.Outputs[0].Is(Type, 1, WhisperFrontEnd.Frames / 2, -1)))
                throw Wrong(encoder, "float32 or float16 [?,bands,3000] to [?,1500,width]");
            (FirstIds, FirstLogits) = (Ids(first), Logits(first));
            FirstStates = first.RequireInput("encoder_hidden_states");
            if (!first.Inputs[FirstStates].Is(Type, 1, WhisperFrontEnd.Frames / 2, encoder.Outputs[0].Dimensions[2]))
                throw Wrong(first, $"'encoder_hidden_states' as '{encoder.Name}' gives them, {encoder.Outputs[0]}");
            FirstPosition = first.FindInput("cache_position");
            RequireOnly(first, FirstIds, FirstStates, FirstPosition);
            (NextIds, NextLogits) = (Ids(next), Logits(next));
            (NextStates, NextPosition) = (next.FindInput("encoder_hidden_states"), next.FindInput("cache_position"));
            Vocabulary = next.Outputs[NextLogits].Dimensions[2];
            if (Vocabulary != first.Outputs[FirstLogits].Dimensions[2])
                throw Wrong(next, string.Create(CultureInfo.InvariantCulture, $"scores of {first.Outputs[FirstLogits].Dimensions[2]} tokens, as '{first.Name}' has"));
            Tokens = WhisperTokens.Of(Vocabulary, next.Path);
            const string Past = "past_key_values.", Present = "present.";
            List<int> pasts = [NextIds, NextStates, NextPosition];
            for (var i = 0; i < next.Inputs.Length; i++)
            {
                if (!next.Inputs[i].Name.StartsWith(Past, StringComparison.Ordinal))
                    continue;
                pasts.Add(i);
                if (next.Inputs[i].ElementType != Type)
                    throw Wrong(next, $"'{next.Inputs[i].Name}' in {Type.Name()}, as the encoder is");
                FromFirst.Add((first.RequireOutput(Present + next.Inputs[i].Name[Past.Length..]), i));
            }

            RequireOnly(next, [.. pasts]);
            for (var i = 0; i < next.Outputs.Length; i++)
                if (next.Outputs[i].Name.StartsWith(Present, StringComparison.Ordinal))
                    FromNext.Add((i, next.RequireInput(Past + next.Outputs[i].Name[Present.Length..])));
            if (FromNext.Count == 0)
                throw Wrong(next, "past_key_values.* to present.*, a decoder with past");
        }

        public ElementType Type { get; }

        public WhisperTokens Tokens { get; }

        public long Vocabulary { get; }

        public int FirstIds { get; }

        public int FirstStates { get; }

        public int FirstPosition { get; }

        public int FirstLogits { get; }

        public int NextIds { get; }

        public int NextStates { get; }

        public int NextPosition { get; }

        public int NextLogits { get; }

        public List<(int From, int To)> FromFirst { get; } = [];

        public List<(int From, int To)> FromNext { get; } = [];

        private static int Ids(NetworkInfo network)
        {
            var ids = network.RequireInput("input_ids");
            return network.Inputs[ids].Is(ElementType.Int64, 1, -1) ? ids : throw Wrong(network, "'input_ids' int64 [?,?]");
        }

        private int Logits(NetworkInfo network)
        {
            var logits = network.RequireOutput("logits");
            return network.Outputs[logits].Is(Type, 1, -1, -1) && network.Outputs[logits].Dimensions[2] > 0 ? logits : throw Wrong(network, $"'logits' {Type.Name()} [?,?,tokens]");
        }

        private static void RequireOnly(NetworkInfo network, params int[] known)
        {
            for (var i = 0; i < network.Inputs.Length; i++)
                if (!known.Contains(i))
                    throw Wrong(network, $"no input '{network.Inputs[i].Name}'");
        }

        private static InvalidInputException Wrong(NetworkInfo network, string expected) => new($"'{network.Path}' is {network.Signature}; expected {expected}.");
    }
}
