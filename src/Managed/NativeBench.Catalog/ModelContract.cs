using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Catalog;

/// <summary>
/// Holds a model's inputs and outputs against what the catalog knows of the benchmark's: names, element types, shapes and with them the
/// layout. A network that merely can be fed is another benchmark's as easily as this one's.
/// </summary>
public static class ModelContract
{
    // A tensor that isn't there at all differs in name, type and shape.
    private const int Whole = 3;

    /// <summary>Whether the catalog knows anything to compare.</summary>
    public static bool IsKnown(BenchmarkFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return !facts.Model.Signatures.IsEmpty;
    }

    /// <summary>
    /// A sentence for each tensor that differs, with what was found and what the benchmark has; empty if none does or nothing is known.
    /// Where the benchmark's files differ among themselves, the one that the model comes nearest to counts.
    /// </summary>
    /// <param name="facts">The benchmark.</param>
    /// <param name="model">The model, its shapes without the batch.</param>
    public static ImmutableArray<string> Differences(BenchmarkFacts facts, ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(model);
        (string Sentence, int Weight)[]? nearest = null;
        foreach (var signature in facts.Model.Signatures)
        {
            (string Sentence, int Weight)[] found =
            [
                .. Compare("input", signature.Inputs, model.Inputs, facts, model), .. Compare("output", signature.Outputs, model.Outputs, facts, model),
            ];
            if (nearest is null || found.Sum(static f => f.Weight) < nearest.Sum(static f => f.Weight))
                nearest = found;
        }

        return [.. (nearest ?? []).Select(static f => f.Sentence)];
    }

    /// <summary>What differs, with the number of things that do.</summary>
    private static IEnumerable<(string Sentence, int Weight)> Compare(
        string kind, ImmutableArray<SignatureTensor> wanted, ImmutableArray<TensorSpec> found, BenchmarkFacts facts, ModelInfo model)
    {
        if (wanted.IsEmpty)
            yield break;
        var pairs = Pair(wanted, found);
        for (var w = 0; w < wanted.Length; w++)
        {
            if (pairs[w] is >= 0 and var index && Differing(wanted[w], found[index]) is { Count: > 0 } what)
            {
                yield return (
                    $"The {kind} {Text(found[index])} of '{model.Name}' differs in {string.Join(", ", what)}: '{facts.Id}' has {Text(wanted[w])}.", what.Count);
            }
        }

        string[] missing = [.. wanted.Where((tensor, w) => pairs[w] < 0 && !tensor.Optional).Select(Text)];
        if (missing.Length > 0)
            yield return ($"'{model.Name}' lacks the {kind} {Listed(missing)} of '{facts.Id}'; it has {Listed(found.Select(Text))}.", Whole * missing.Length);
        string[] more = [.. found.Where((_, f) => !pairs.Contains(f)).Select(Text)];
        if (more.Length > 0)
            yield return ($"'{model.Name}' has the {kind} {Listed(more)} more than '{facts.Id}', which has {Listed(wanted.Select(Text))}.", Whole * more.Length);
    }

    /// <summary>A few of them, since a network may have dozens.</summary>
    private static string Listed(IEnumerable<string> texts)
    {
        const int MostShown = 4;
        var all = texts.ToArray();
        return string.Join(", ", all.Take(MostShown)) + (all.Length > MostShown ? string.Create(CultureInfo.InvariantCulture, $" and {all.Length - MostShown} others") : "");
    }

    /// <summary>For each tensor wanted the index of the one found: by name, the others by their order.</summary>
    private static int[] Pair(ImmutableArray<SignatureTensor> wanted, ImmutableArray<TensorSpec> found)
    {
        var pairs = new int[wanted.Length];
        for (var w = 0; w < pairs.Length; w++)
            pairs[w] = wanted[w].Name is { } name ? IndexOf(found, name) : -1;
        var left = new Queue<int>(Enumerable.Range(0, found.Length).Except(pairs));

        // A tensor that may be missing takes another's place only if all others have theirs.
        foreach (var w in Enumerable.Range(0, pairs.Length).OrderBy(w => wanted[w].Optional))
        {
            if (pairs[w] < 0 && left.TryDequeue(out var next))
                pairs[w] = next;
        }

        return pairs;
    }

    private static int IndexOf(ImmutableArray<TensorSpec> tensors, string name)
    {
        for (var i = 0; i < tensors.Length; i++)
        {
            if (tensors[i].Name == name)
                return i;
        }

        return -1;
    }

    private static List<string> Differing(SignatureTensor wanted, TensorSpec found)
    {
        var what = new List<string>();
        if (wanted.Name is { } name && name != found.Name)
            what.Add("name");
        if (!wanted.Types.IsEmpty && !wanted.Types.Contains(found.ElementType.Name()))
            what.Add("type");
        if (!wanted.Shape.IsEmpty && !Fits(wanted.Shape.AsSpan()[1..], found.SampleShape.AsSpan()))
            what.Add(IsTurned(wanted.Shape.AsSpan()[1..], found.SampleShape) ? "layout" : "shape");
        return what;
    }

    private static bool Fits(ReadOnlySpan<long> wanted, ReadOnlySpan<long> found)
    {
        if (wanted.Length != found.Length)
            return false;
        for (var d = 0; d < wanted.Length; d++)
        {
            if (wanted[d] >= 0 && found[d] >= 0 && wanted[d] != found[d])
                return false;
        }

        return true;
    }

    /// <summary>The same dimensions in another order: NHWC in place of NCHW.</summary>
    private static bool IsTurned(ReadOnlySpan<long> wanted, ImmutableArray<long> found)
    {
        var sorted = wanted.ToArray();
        Array.Sort(sorted);
        return sorted.Length > 1 && sorted.SequenceEqual(found.Order());
    }

    private static string Text(TensorSpec tensor) => $"'{tensor.Name}' {tensor.ElementType.Name()} {tensor.ShapeText}";

    private static string Text(SignatureTensor tensor) => string.Join(' ', new[]
    {
        tensor.Name is { } name ? $"'{name}'" : null, tensor.Types.IsEmpty ? null : string.Join(" or ", tensor.Types),
        tensor.Shape.IsEmpty ? null : ShapeText(tensor.Shape),
    }.OfType<string>().DefaultIfEmpty("one that nothing is known of"));

    private static string ShapeText(ImmutableArray<long> shape) =>
        "[N" + string.Concat(shape.Skip(1).Select(static d => "," + (d < 0 ? "?" : d.ToString(CultureInfo.InvariantCulture)))) + "]";
}
