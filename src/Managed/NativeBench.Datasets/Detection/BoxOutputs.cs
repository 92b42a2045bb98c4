using NativeBench.Inference;

namespace NativeBench.Datasets.Detection;

/// <summary>Which of a network's outputs are boxes, scores, classes and the number of boxes (-1 if it has none).</summary>
internal readonly record struct BoxOutputs(int Boxes, int Scores, int Classes, int Count)
{
    /// <summary>By a word in the outputs' names.</summary>
    /// <exception cref="InvalidInputException">No output has it.</exception>
    public static BoxOutputs ByName(ModelInfo model, string boxes, string scores, string classes, string? count)
        => new(Find(model, boxes), Find(model, scores), Find(model, classes), count is null ? -1 : Find(model, count));

    /// <summary>By position.</summary>
    /// <exception cref="InvalidInputException">There are fewer outputs.</exception>
    public static BoxOutputs ByPosition(ModelInfo model, int boxes, int scores, int classes, int count)
        => model.Outputs.Length > Math.Max(Math.Max(boxes, scores), Math.Max(classes, count))
            ? new BoxOutputs(boxes, scores, classes, count)
            : throw new InvalidInputException(
                $"'{model.Name}' has the outputs {string.Join(", ", model.Outputs)}; expected four: boxes, classes, scores and their number.");

    private static int Find(ModelInfo model, string word)
    {
        for (var i = 0; i < model.Outputs.Length; i++)
            if (model.Outputs[i].Name.Contains(word, StringComparison.OrdinalIgnoreCase))
                return i;
        throw new InvalidInputException($"'{model.Name}' has no output with '{word}' in its name; found {string.Join(", ", model.Outputs)}.");
    }
}
