using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>
/// RNN-T for LibriSpeech in its three parts; the loop between them is the host's. The batch is the first dimension everywhere,
/// unlike in the original, whose first is time.
/// </summary>
internal static class Rnnt
{
    private const string Source = "Graves 2012, arXiv:1211.3711; MLPerf's rnnt (configs/rnnt.toml)";
    private const int Symbols = 29;
    private const int EncoderWidth = 1024;
    private const int PredictionWidth = 320;

    public static SyntheticArchitecture Encoder { get; } = new("rnnt-encoder", "RNN-T encoder: 2 LSTM, frames in pairs, 3 LSTM (1024 wide)", Source, static g =>
    {
        var frames = g.Sequence;
        if (frames > 0 && frames % 2 != 0)
            throw new ArgumentException("'rnnt-encoder' joins its frames in pairs: the sequence length has to be even, or free.");
        var x = Lstms(g, "pre", g.Input("features", g.Real, frames, 240), EncoderWidth, 2);
        x = frames > 0 ? g.Reshape("pairs", x, frames / 2, 2 * EncoderWidth) : Pairs(g, x);
        g.Output("encoded", Lstms(g, "post", x, EncoderWidth, 3), g.Real);
    })
    {
        // 400 frames of 30 ms; LibriSpeech's utterances last 7.4 s on average, and up to 35 s.
        Sequence = (1200, 400),
    };

    public static SyntheticArchitecture Prediction { get; } = new("rnnt-prediction", "RNN-T prediction network: embedding and 2 LSTM (320 wide), one step", Source, static g =>
    {
        var label = g.Input("label", OnnxType.Int64, 1);

        // 0 at the start of a clip, where the reference feeds zeros in place of an embedding; else 1.
        var start = g.Input("start", g.Real, 1);
        var (hidden, cell) = (States(g, "hidden"), States(g, "cell"));
        var table = g.Weight("embed.weight", [Symbols - 1, PredictionWidth], new WeightFill(1));
        var embedded = g.Node("embed", "Gather", [1, PredictionWidth], [table, label.Name], OnnxAttribute.Int("axis", 0));
        var factor = g.Node("start.factor", "Unsqueeze", [1, 1], [start.Name, g.Integers(2)]);
        var x = Turned(g, "step", g.Node("started", "Mul", embedded.Shape, [embedded.Name, factor.Name]));
        var (newHidden, newCell) = (new Value[2], new Value[2]);
        for (var i = 0; i < 2; i++)
            (x, newHidden[i], newCell[i]) = Lstm(g, FormattableString.Invariant($"lstm{i}"), x, PredictionWidth, PredictionWidth, 1, hidden[i].Name, cell[i].Name);
        g.Output("prediction", Turned(g, "prediction.first", x), g.Real);
        g.Output("hidden_out", Joined(g, "hidden.out", newHidden), g.Real);
        g.Output("cell_out", Joined(g, "cell.out", newCell), g.Real);
    });

    public static SyntheticArchitecture Joint { get; } = new("rnnt-joint", "RNN-T joint network: 1344-512-29", Source, static g =>
    {
        var both = g.Concat("both", 1, g.Input("encoded", g.Real, EncoderWidth), g.Input("prediction", g.Real, PredictionWidth));
        var scores = g.Dense("symbols", g.Relu("relu", g.Dense("joint", both, 512, Incoming.Image)), Symbols, Incoming.Rectified);

        // Random scores would name a label nearly every time, thirty a step: "nothing more" is preferred so that there are about as many as letters in speech.
        var preference = new float[Symbols];
        preference[^1] = 1.4f;
        g.Output("scores", g.Node("preferred", "Add", scores.Shape, [scores.Name, g.Constant(preference, [Symbols])]), g.Real);
    });

    /// <summary>Neighbouring frames joined, with a frame of zeros behind an odd number of them.</summary>
    private static Value Pairs(GraphBuilder g, Value x)
    {
        var shape = g.Node("pairs.shape", "Shape", [], [x.Name]);
        var frames = g.Node("pairs.frames", "Gather", [], [shape.Name, g.Integers(1)], OnnxAttribute.Int("axis", 0));
        var odd = g.Node("pairs.odd", "Mod", [], [frames.Name, g.Integers(2)]);
        var pads = g.Node("pairs.pads", "Concat", [], [g.Integers(0, 0, 0, 0), odd.Name, g.Integers(0)], OnnxAttribute.Int("axis", 0));
        var padded = g.Node("pairs.padded", "Pad", [GraphBuilder.Derived, EncoderWidth], [x.Name, pads.Name]);
        return g.Node("pairs", "Reshape", [GraphBuilder.Derived, 2 * EncoderWidth], [padded.Name, g.Integers(0, -1, 2 * EncoderWidth)]);
    }

    /// <summary>Layers over [sequence, inputs], each state fed to the next.</summary>
    private static Value Lstms(GraphBuilder g, string name, Value x, int width, int layers)
    {
        var (frames, inputs) = (x.Shape[0], x.Shape[1]);
        x = Turned(g, name + ".time", x);
        for (var i = 0; i < layers; i++)
            x = Lstm(g, FormattableString.Invariant($"{name}.lstm{i}"), x, i == 0 ? inputs : width, width, frames, "", "").Output;
        return Turned(g, name + ".batch", x);
    }

    /// <summary>One layer over [sequence, batch, inputs], and its last states [1, batch, width].</summary>
    private static (Value Output, Value Hidden, Value Cell) Lstm(
        GraphBuilder g, string name, Value x, long inputs, int width, long steps, string hidden, string cell)
    {
        g.Count(steps, 4 * width, inputs + width);

        // Gates that are half open and states within -1 to 1 shrink what passes through five layers; larger weights keep it up.
        var std = 2.5 * Math.Sqrt(1.0 / (inputs + width));
        var results = g.Nodes(name, "LSTM", [[steps, 1, width], [1, width], [1, width]],
            [
                x.Name, g.Weight(name + ".input.weight", [1, 4 * width, inputs], new WeightFill(std)),
                g.Weight(name + ".hidden.weight", [1, 4 * width, width], new WeightFill(std)), g.Weight(name + ".bias", [1, 8 * width], new WeightFill(0.01)),
                "", hidden, cell,
            ],
            OnnxAttribute.Int("hidden_size", width));
        return (g.Node(name + ".direction", "Squeeze", [steps, width], [results[0].Name, g.Integers(1)]), results[1], results[2]);
    }

    /// <summary>[batch, 2, width] taken apart into two states of [1, batch, width].</summary>
    private static Value[] States(GraphBuilder g, string name)
    {
        var turned = Turned(g, name + ".layers", g.Input(name, g.Real, 2, PredictionWidth));
        return g.Nodes(name + ".layer", "Split", [[1, PredictionWidth], [1, PredictionWidth]], [turned.Name], OnnxAttribute.Int("axis", 0));
    }

    private static Value Joined(GraphBuilder g, string name, Value[] states)
    {
        var layers = g.Node(name + ".layers", "Concat", [2, PredictionWidth], [states[0].Name, states[1].Name], OnnxAttribute.Int("axis", 0));
        return Turned(g, name + ".batch", layers);
    }

    /// <summary>Batch and the dimension after it change places; the shape of a sample stays.</summary>
    private static Value Turned(GraphBuilder g, string name, Value x) => g.Node(name, "Transpose", x.Shape, [x.Name], OnnxAttribute.Ints("perm", 1, 0, 2));
}
