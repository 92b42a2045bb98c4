namespace NativeBench.ModelSynthesis.Internal;

/// <summary>Boxes that are left of a picture, ordered by falling score.</summary>
/// <param name="Boxes">[kept, 4], corners.</param>
/// <param name="Scores">[kept].</param>
/// <param name="Classes">[kept], int64, from 0.</param>
/// <param name="Positions">[kept], int64: which of the boxes it was.</param>
internal readonly record struct SelectedBoxes(Value Boxes, Value Scores, Value Classes, Value Positions);

/// <summary>The end of detection networks: offsets from anchors to boxes, and which boxes stay. For a batch of 1.</summary>
internal static class BoxSelection
{
    /// <summary>Corners of boxes [boxes, 4] from centre offsets and log sizes relative to anchors.</summary>
    /// <param name="g">The graph.</param>
    /// <param name="name">Prefix of its nodes.</param>
    /// <param name="offsets">[boxes, 4]: two of the centre, two of the size.</param>
    /// <param name="anchors">Centre and size of each anchor, four numbers a box, in the same order; a constant's or value's name.</param>
    /// <param name="centreScale">What centre offsets are multiplied with.</param>
    /// <param name="sizeScale">What log sizes are multiplied with.</param>
    public static Value Decode(GraphBuilder g, string name, Value offsets, Value anchors, float centreScale, float sizeScale)
    {
        offsets = g.Float(offsets);
        long[] two = [offsets.Shape[0], 2];
        var parts = g.Split(name + ".offsets", offsets, 2, 2, 2);
        var anchor = g.Nodes(name + ".anchors", "Split", [two, two], [anchors.Name, g.Integers(2, 2)], OnnxAttribute.Int("axis", -1));
        var moved = g.Node(name + ".moved", "Mul", two, [parts[0].Name, g.Floats(centreScale)]);
        var centre = g.Add(name + ".centre", g.Multiply(name + ".shift", moved, anchor[1]), anchor[0]);
        var log = g.Node(name + ".log", "Mul", two, [parts[1].Name, g.Floats(sizeScale)]);

        // torchvision's limit, log(1000/16): the exponential stays finite whatever the weights are.
        var limited = g.Node(name + ".limited", "Min", two, [log.Name, g.Floats(4.135167f)]);
        var size = g.Multiply(name + ".size", g.Node(name + ".factor", "Exp", two, [limited.Name]), anchor[1]);
        var half = g.Node(name + ".half", "Mul", two, [size.Name, g.Floats(0.5f)]);
        var low = g.Node(name + ".low", "Sub", two, [centre.Name, half.Name]);
        var high = g.Add(name + ".high", centre, half);
        return g.Concat(name, 2, low, high);
    }

    /// <summary>
    /// The best <paramref name="kept"/> boxes of all classes after those that overlap a better one of their class are left out. Fewer are
    /// followed by boxes of score 0.
    /// </summary>
    /// <param name="g">The graph.</param>
    /// <param name="name">Prefix of its nodes.</param>
    /// <param name="boxes">[boxes, 4], corners.</param>
    /// <param name="scores">[classes, boxes].</param>
    /// <param name="perClass">Boxes of a class at most.</param>
    /// <param name="overlap">More (IoU) is too much.</param>
    /// <param name="threshold">Scores below don't count.</param>
    /// <param name="kept">Boxes in the end.</param>
    public static SelectedBoxes Select(GraphBuilder g, string name, Value boxes, Value scores, int perClass, float overlap, float threshold, int kept)
    {
        var real = g.Float(scores);
        var chosen = g.Node(name + ".chosen", "NonMaxSuppression", [3],
            [boxes.Name, real.Name, g.Integers(perClass), g.Floats(overlap), g.Floats(threshold)]);
        var none = g.Integers(new long[kept]);
        var classes = Column(1);
        var positions = Column(2);
        var places = g.Node(name + ".places", "Slice", [2], [chosen.Name, g.Integers(1), g.Integers(3), g.Integers(1)]);
        var flat = g.Node(name + ".flat", "Squeeze", scores.Shape, [real.Name, g.Integers(0)]);
        var found = g.Node(name + ".found", "GatherND", [-1], [flat.Name, places.Name]);
        var padded = g.Node(name + ".padded", "Concat", [-1], [found.Name, g.Floats(new float[kept])], OnnxAttribute.Int("axis", 0));
        var best = g.Nodes(name + ".best", "TopK", [[kept], [kept]], [padded.Name, g.Integers(kept)], OnnxAttribute.Int("axis", 0));
        var position = Take("position", positions, best[1]);
        var rows = g.Node(name + ".rows", "Squeeze", boxes.Shape, [boxes.Name, g.Integers(0)]);
        return new SelectedBoxes(
            g.Node(name + ".boxes", "Gather", [kept, 4], [rows.Name, position.Name], OnnxAttribute.Int("axis", 0)), best[0], Take("class", classes, best[1]), position);

        Value Column(int column)
        {
            var numbers = g.Node(FormattableString.Invariant($"{name}.column{column}"), "Gather", [-1], [chosen.Name, g.Integer(column)], OnnxAttribute.Int("axis", 1));
            return g.Node(FormattableString.Invariant($"{name}.column{column}.padded"), "Concat", [-1], [numbers.Name, none], OnnxAttribute.Int("axis", 0));
        }

        Value Take(string part, Value from, Value which) =>
            g.Node($"{name}.{part}", "Gather", [kept], [from.Name, which.Name], OnnxAttribute.Int("axis", 0));
    }

    /// <summary>Makes something of a picture an output with a batch in front; <paramref name="type"/> is what it's cast to.</summary>
    public static void Output(GraphBuilder g, string name, Value value, OnnxType type, bool isCast = false)
    {
        if (isCast)
            value = g.Cast(name + ".cast", value, type);
        g.Output(name, g.Node(name + ".batch", "Unsqueeze", value.Shape, [value.Name, g.Integers(0)]), type);
    }

    /// <summary>How many boxes have a score, as the float that TensorFlow's graphs give.</summary>
    public static Value Count(GraphBuilder g, string name, Value scores)
    {
        var real = g.Node(name + ".real", "Greater", scores.Shape, [scores.Name, g.Floats(0)]);
        var ones = g.Cast(name + ".ones", real, OnnxType.Float);
        return g.Node(name, "ReduceSum", [], [ones.Name, g.Integers(0)], OnnxAttribute.Int("keepdims", 0));
    }
}
