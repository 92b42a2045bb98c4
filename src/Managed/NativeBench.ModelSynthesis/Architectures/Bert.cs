using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>BERT with SQuAD's head: start and end scores of every token.</summary>
internal static class Bert
{
    private const int Vocabulary = 30522;
    private const int Positions = 512;
    private const int BenchmarkLength = 384;
    private const float Epsilon = 1e-12f;

    // Deviation of BERT's own initialisation.
    private const double Std = 0.02;

    public static SyntheticArchitecture Base { get; } = Sized("bert-base", "BERT-base uncased", layers: 12, hidden: 768, heads: 12);

    public static SyntheticArchitecture Large { get; } = Sized("bert-large", "BERT-large uncased", layers: 24, hidden: 1024, heads: 16);

    private static SyntheticArchitecture Sized(string name, string title, int layers, int hidden, int heads) => new(
        name, FormattableString.Invariant($"{title} ({layers} layers, {hidden} wide), question answering"),
        "Devlin et al. 2018, arXiv:1810.04805; names: MLPerf's bert model.onnx", g => Build(g, layers, hidden, heads))
    {
        Sequence = (Positions, BenchmarkLength),
    };

    private static void Build(GraphBuilder g, int layers, int hidden, int heads)
    {
        var ids = g.Input("input_ids", OnnxType.Int64, g.Sequence);
        var mask = g.Input("input_mask", OnnxType.Int64, g.Sequence);
        var segments = g.Input("segment_ids", OnnxType.Int64, g.Sequence);
        var x = Embed(g, ids, segments, hidden);
        var penalty = Penalty(g, mask);
        for (var layer = 0; layer < layers; layer++)
            x = Layer(g, FormattableString.Invariant($"layer{layer}"), x, penalty, hidden, heads);

        var (start, end) = Answer(g, x, Std);
        g.Output("output_start_logits", start, g.Real);
        g.Output("output_end_logits", end, g.Real);
    }

    /// <summary>Two scores a token, each [sequence]: how well an answer starts there, and ends there.</summary>
    public static (Value Start, Value End) Answer(GraphBuilder g, Value x, double std)
    {
        var scores = g.Project("qa", x, 2, std);
        long[] row = [g.Sequence];
        var halves = g.Nodes("qa.split", "Split", [[g.Sequence, 1], [g.Sequence, 1]], [scores.Name], OnnxAttribute.Int("axis", 2));
        var axis = g.Integers(2);
        return (g.Node("qa.start", "Squeeze", row, [halves[0].Name, axis]), g.Node("qa.end", "Squeeze", row, [halves[1].Name, axis]));
    }

    private static Value Embed(GraphBuilder g, Value ids, Value segments, int hidden)
    {
        var table = g.Weight("embed.words.weight", [Vocabulary, hidden], new WeightFill(Std));
        var words = g.Node("embed.words", "Gather", [g.Sequence, hidden], [table, ids.Name], OnnxAttribute.Int("axis", 0));
        return g.LayerNorm("embed.norm", AddPositions(g, words, ids, segments, Positions, Std), Epsilon);
    }

    /// <summary>Adds to [sequence, width] what a segment's and a position's own vectors are.</summary>
    public static Value AddPositions(GraphBuilder g, Value x, Value ids, Value segments, int most, double std)
    {
        var width = x.Shape[1];
        var segmentTable = g.Weight("embed.segments.weight", [2, width], new WeightFill(std));
        var types = g.Node("embed.segments", "Gather", x.Shape, [segmentTable, segments.Name], OnnxAttribute.Int("axis", 0));
        var table = g.Weight("embed.positions.weight", [most, width], new WeightFill(std));
        var length = g.Sequence >= 0
            ? g.Integers(g.Sequence)
            : g.Node("embed.length", "Shape", [1], [ids.Name], OnnxAttribute.Int("start", 1), OnnxAttribute.Int("end", 2)).Name;
        var positions = g.Node("embed.positions", "Slice", x.Shape, [table, g.Integers(0), length, g.Integers(0)]);
        return g.Add("embed.sum", g.Add("embed.add", x, types), positions);
    }

    /// <summary>(1 − mask) · −10000, [1, 1, sequence]: what is added to the scores of padding.</summary>
    public static Value Penalty(GraphBuilder g, Value mask)
    {
        long[] shape = [1, 1, g.Sequence];
        var open = g.Node("mask.expand", "Unsqueeze", shape, [mask.Name, g.Integers(1, 2)]);
        var real = g.Node("mask.real", "Cast", shape, [open.Name], OnnxAttribute.Int("to", (long)g.Real));
        var inverse = g.Node("mask.inverse", "Sub", shape, [g.Constant(1), real.Name]);
        return g.Node("mask.penalty", "Mul", shape, [inverse.Name, g.Constant(-10000)]);
    }

    private static Value Layer(GraphBuilder g, string name, Value x, Value penalty, int hidden, int heads)
    {
        var attended = Attention.SelfAttention(g, name + ".attention", x, heads, hidden / heads, Std, penalty);
        x = g.LayerNorm(name + ".attention.norm", g.Add(name + ".attention.add", attended, x), Epsilon);
        var inner = Attention.Gelu(g, name + ".gelu", g.Project(name + ".wide", x, 4 * hidden, Std));
        var outer = g.Project(name + ".narrow", inner, hidden, Std);
        return g.LayerNorm(name + ".norm", g.Add(name + ".add", outer, x), Epsilon);
    }
}
