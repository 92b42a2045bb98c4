using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>MobileBERT with SQuAD's head: 24 thin layers between bottlenecks; scale and shift in place of layer normalisation.</summary>
internal static class MobileBert
{
    private const int Vocabulary = 30522;
    private const int Positions = 512;
    private const int BenchmarkLength = 384;
    private const int Embedding = 128;
    private const int Hidden = 512;
    private const int Inner = 128;
    private const int Heads = 4;
    private const int Layers = 24;

    // Sums of four parts a layer stay near 1 without normalisation.
    private const double BranchStd = 0.04;
    private const double Std = 0.08;

    public static SyntheticArchitecture Architecture { get; } = new(
        "mobilebert", "MobileBERT uncased (24 layers, 512/128 wide), question answering",
        "Sun et al. 2020, arXiv:2004.02984; order of the outputs: MLPerf Mobile's mobilebert tflite files", Build)
    {
        Sequence = (Positions, BenchmarkLength),
    };

    private static void Build(GraphBuilder g)
    {
        var ids = g.Input("input_ids", OnnxType.Int32, g.Sequence);
        var mask = g.Input("input_mask", OnnxType.Int32, g.Sequence);
        var segments = g.Input("segment_ids", OnnxType.Int32, g.Sequence);
        var x = Embed(g, ids, segments);
        var penalty = Bert.Penalty(g, mask);
        for (var layer = 0; layer < Layers; layer++)
            x = Layer(g, FormattableString.Invariant($"layer{layer}"), x, penalty);
        var (start, end) = Bert.Answer(g, x, Std);
        g.Output("end_logits", end, g.Real);
        g.Output("start_logits", start, g.Real);
    }

    /// <summary>Each token with its neighbours, 3 · 128 wide, brought to 512.</summary>
    private static Value Embed(GraphBuilder g, Value ids, Value segments)
    {
        var table = g.Weight("embed.words.weight", [Vocabulary, Embedding], new WeightFill(1));
        var words = g.Node("embed.words", "Gather", [g.Sequence, Embedding], [table, ids.Name], OnnxAttribute.Int("axis", 0));
        var next = Shifted("next", 1, int.MaxValue, [0, 0, 0, 0, 1, 0]);
        var before = Shifted("before", 0, -1, [0, 1, 0, 0, 0, 0]);
        var x = g.Project("embed.wide", g.Concat("embed.trigram", 2, next, words, before), Hidden, 0.05);
        return Shift(g, "embed.norm", Bert.AddPositions(g, x, ids, segments, Positions, 0.3));

        Value Shifted(string name, long first, long end, long[] padding)
        {
            var cut = g.Node($"embed.{name}.cut", "Slice", words.Shape, [words.Name, g.Integers(first), g.Integers(end), g.Integers(1)]);
            return g.Node($"embed.{name}", "Pad", words.Shape, [cut.Name, g.Integers(padding), g.Constant(0)]);
        }
    }

    private static Value Layer(GraphBuilder g, string name, Value x, Value penalty)
    {
        // Queries and keys come from one bottleneck, the values from the wide state itself.
        var narrow = Shift(g, name + ".bottleneck.norm", g.Project(name + ".bottleneck", x, Inner, 0.03));
        var shared = Shift(g, name + ".attention.bottleneck.norm", g.Project(name + ".attention.bottleneck", x, Inner, 0.03));
        var attended = Attention.SelfAttention(g, name + ".attention", shared, Heads, Inner / Heads, BranchStd, penalty, values: x);
        narrow = Shift(g, name + ".attention.norm", g.Add(name + ".attention.add", attended, narrow));
        for (var i = 0; i < 4; i++)
        {
            var part = FormattableString.Invariant($"{name}.feed{i}");
            var inner = g.Relu(part + ".relu", g.Project(part + ".wide", narrow, 4 * Inner, Std));
            narrow = Shift(g, part + ".norm", g.Add(part + ".add", g.Project(part + ".narrow", inner, Inner, BranchStd / 2), narrow));
        }

        return Shift(g, name + ".norm", g.Add(name + ".add", g.Project(name + ".out", narrow, Hidden, BranchStd / 2), x));
    }

    /// <summary>What the paper has in place of layer normalisation: a scale and a shift a channel.</summary>
    private static Value Shift(GraphBuilder g, string name, Value x)
    {
        long[] size = [x.Shape[^1]];
        var scaled = g.Node(name + ".scaled", "Mul", x.Shape, [x.Name, g.Weight(name + ".weight", size, new WeightFill(0.02, 1))]);
        return g.Node(name, "Add", x.Shape, [scaled.Name, g.Weight(name + ".bias", size, new WeightFill(0.01))]);
    }
}
