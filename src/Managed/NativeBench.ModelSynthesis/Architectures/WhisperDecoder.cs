using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>
/// Whisper's decoder in the two files that exporters write: one for the prompt of four tokens, which also makes the keys and values of
/// the audio, and one for each token after. The loop between them, and what is kept from token to token, is the host's.
/// </summary>
internal static class WhisperDecoder
{
    private const int States = 1500;
    private const int MostTokens = 448;
    private const int Prompt = 4;
    private const int HeadWidth = 64;
    private const float Epsilon = 1e-5f;
    private const double Std = 0.02;
    private const string Source = "Radford et al. 2022, arXiv:2212.04356; openai/whisper";

    public static SyntheticArchitecture LargeV3 { get; } = First("whisper-decoder", "Whisper large-v3", layers: 32, width: 1280, vocabulary: 51_866);

    public static SyntheticArchitecture LargeV3WithPast { get; } = Next("whisper-decoder-with-past", "Whisper large-v3", layers: 32, width: 1280, vocabulary: 51_866);

    public static SyntheticArchitecture Tiny { get; } = First("whisper-tiny-decoder", "Whisper tiny", layers: 4, width: 384, vocabulary: 51_865);

    public static SyntheticArchitecture TinyWithPast { get; } = Next("whisper-tiny-decoder-with-past", "Whisper tiny", layers: 4, width: 384, vocabulary: 51_865);

    private static SyntheticArchitecture First(string name, string title, int layers, int width, int vocabulary) => new(
        name, FormattableString.Invariant($"{title}, decoder of the prompt ({layers} layers, {width} wide)"), Source, g => Build(g, layers, width, vocabulary, withPast: false));

    private static SyntheticArchitecture Next(string name, string title, int layers, int width, int vocabulary) => new(
        name, FormattableString.Invariant($"{title}, decoder of one token more ({layers} layers, {width} wide)"), Source, g => Build(g, layers, width, vocabulary, withPast: true))
    {
        // Tokens before the one that is decoded: free, since there is one more each time.
        Sequence = (MostTokens - 1, 0),
    };

    private static void Build(GraphBuilder g, int layers, int width, int vocabulary, bool withPast)
    {
        var tokens = withPast ? 1 : Prompt;
        var heads = width / HeadWidth;
        var ids = g.Input("input_ids", OnnxType.Int64, tokens);
        var audio = withPast ? default : g.Input("encoder_hidden_states", g.Real, States, width);
        var past = withPast ? Pasts(g, layers, heads) : [];
        var table = g.Weight("tokens.weight", [vocabulary, width], new WeightFill(Std));
        var x = g.Node("tokens", "Gather", [tokens, width], [table, ids.Name], OnnxAttribute.Int("axis", 0));
        var places = withPast ? LengthOf(g, past[0].Key) : g.Integers(0, 1, 2, 3);
        var positions = g.Weight("positions.weight", [MostTokens, width], new WeightFill(Std));
        x = g.Node("placed", "Add", x.Shape, [x.Name, g.Node("positions", "Gather", x.Shape, [positions, places], OnnxAttribute.Int("axis", 0)).Name]);
        var mask = withPast ? null : Mask(g);
        for (var layer = 0; layer < layers; layer++)
        {
            var name = FormattableString.Invariant($"layer{layer}");
            x = g.Add(name + ".self.add", x, Self(g, name + ".self", x, heads, mask, withPast ? past[layer] : null, layer));
            x = g.Add(name + ".cross.add", x, Cross(g, name + ".cross", x, heads, audio, withPast ? past[layer] : null, layer));
            var inner = Attention.Gelu(g, name + ".gelu", g.Project(name + ".wide", g.LayerNorm(name + ".norm", x, Epsilon), 4 * width, Std));
            x = g.Add(name + ".add", x, g.Project(name + ".narrow", inner, width, Std));
        }

        x = g.LayerNorm("norm", x, Epsilon);

        // The scores of all tokens are products with their own vectors.
        g.Count(tokens, width, vocabulary);
        var vectors = g.Node("vectors", "Transpose", [vocabulary], [table], OnnxAttribute.Ints("perm", 1, 0));
        g.Output("logits", g.Node("scores", "MatMul", [tokens, vocabulary], [x.Name, vectors.Name]), g.Real);
    }

    private static Value Self(GraphBuilder g, string name, Value x, int heads, string? mask, Past? past, int layer)
    {
        var normed = g.LayerNorm(name + ".norm", x, Epsilon);
        var (key, value) = (Head(g, name + ".key", normed, heads, bias: false), Head(g, name + ".value", normed, heads));
        if (past is { } before)
        {
            key = g.Node(name + ".key.all", "Concat", [heads, GraphBuilder.Derived, HeadWidth], [before.Key.Name, key.Name], OnnxAttribute.Int("axis", 2));
            value = g.Node(name + ".value.all", "Concat", [heads, GraphBuilder.Derived, HeadWidth], [before.Value.Name, value.Name], OnnxAttribute.Int("axis", 2));
        }

        g.Output(FormattableString.Invariant($"present.{layer}.decoder.key"), key, g.Real);
        g.Output(FormattableString.Invariant($"present.{layer}.decoder.value"), value, g.Real);
        return Attend(g, name, Head(g, name + ".query", normed, heads), key, value, mask);
    }

    private static Value Cross(GraphBuilder g, string name, Value x, int heads, Value audio, Past? past, int layer)
    {
        var query = Head(g, name + ".query", g.LayerNorm(name + ".norm", x, Epsilon), heads);
        if (past is { } made)
            return Attend(g, name, query, made.AudioKey, made.AudioValue, null);
        var (key, value) = (Head(g, name + ".key", audio, heads, bias: false), Head(g, name + ".value", audio, heads));
        g.Output(FormattableString.Invariant($"present.{layer}.encoder.key"), key, g.Real);
        g.Output(FormattableString.Invariant($"present.{layer}.encoder.value"), value, g.Real);
        return Attend(g, name, query, key, value, null);
    }

    /// <summary>[positions, width] to [heads, positions, 64].</summary>
    private static Value Head(GraphBuilder g, string name, Value x, int heads, bool bias = true)
    {
        var projected = g.Project(name, x, heads * HeadWidth, Std, bias);
        return g.Transpose(name + ".heads", g.Reshape(name + ".split", projected, x.Shape[0], heads, HeadWidth), 0, 2, 1, 3);
    }

    private static Value Attend(GraphBuilder g, string name, Value query, Value key, Value value, string? mask)
    {
        var (heads, tokens, length) = (query.Shape[0], query.Shape[1], key.Shape[1]);
        g.Count(2, heads, tokens, length, HeadWidth);
        var scores = g.Node(name + ".scores", "MatMul", [heads, tokens, length], [query.Name, g.Transpose(name + ".key.turned", key, 0, 1, 3, 2).Name]);
        scores = g.Node(name + ".scaled", "Div", scores.Shape, [scores.Name, g.Constant(MathF.Sqrt(HeadWidth))]);
        if (mask is not null)
            scores = g.Node(name + ".masked", "Add", scores.Shape, [scores.Name, mask]);
        var mixed = g.Node(name + ".mixed", "MatMul", [heads, tokens, HeadWidth], [g.Softmax(name + ".softmax", scores).Name, value.Name]);
        var merged = g.Reshape(name + ".merged", g.Transpose(name + ".gathered", mixed, 0, 2, 1, 3), tokens, heads * HeadWidth);
        return g.Project(name + ".output", merged, (int)(heads * HeadWidth), Std);
    }

    /// <summary>A token doesn't see those after it.</summary>
    private static string Mask(GraphBuilder g)
    {
        var penalties = new float[Prompt * Prompt];
        for (var row = 0; row < Prompt; row++)
            for (var column = row + 1; column < Prompt; column++)
                penalties[(row * Prompt) + column] = -10_000;
        return g.Constant(penalties, [Prompt, Prompt]);
    }

    private static Past[] Pasts(GraphBuilder g, int layers, int heads)
    {
        return [.. Enumerable.Range(0, layers).Select(layer => new Past(
            Input(layer, "decoder.key", g.Sequence), Input(layer, "decoder.value", g.Sequence), Input(layer, "encoder.key", States), Input(layer, "encoder.value", States)))];

        Value Input(int layer, string what, long length) => g.Input(FormattableString.Invariant($"past_key_values.{layer}.{what}"), g.Real, heads, length, HeadWidth);
    }

    /// <summary>The number of tokens that keys are there for, as a list of one.</summary>
    private static string LengthOf(GraphBuilder g, Value key)
    {
        var shape = g.Node("past.shape", "Shape", [], [key.Name]);
        return g.Node("past.length", "Gather", [], [shape.Name, g.Integers(2)], OnnxAttribute.Int("axis", 0)).Name;
    }

    private sealed record Past(Value Key, Value Value, Value AudioKey, Value AudioValue);
}
