using System.Collections.Immutable;
using NativeBench.Cli.Output;
using NativeBench.Inference;

namespace NativeBench.Cli.Validate;

/// <summary>Top-1 accuracy of both sides over the samples that are compared.</summary>
internal sealed class Top1Quality
{
    private readonly ImmutableArray<int> _labels;
    private readonly int _referenceFirst;
    private readonly int _candidateFirst;
    private int _reference;
    private int _candidate;
    private int _total;

    private Top1Quality(ImmutableArray<int> labels, int referenceFirst, int candidateFirst)
    {
        _labels = labels;
        _referenceFirst = referenceFirst;
        _candidateFirst = candidateFirst;
    }

    /// <summary>A counter where labels tell right from wrong; else null.</summary>
    public static Top1Quality? For(ValidationSide reference, ValidationSide candidate)
    {
        if (reference.Library.Labels is not { } labels || WhyNot(reference, candidate) is not null)
            return null;
        return new Top1Quality(
            labels, Top1Responses.For(reference.Model, labels.AsSpan()).FirstClass, Top1Responses.For(candidate.Model, labels.AsSpan()).FirstClass);
    }

    /// <summary>Why there's no quality figure; null if there is one.</summary>
    public static string? WhyNot(ValidationSide reference, ValidationSide candidate)
    {
        if ((reference.Model.WeightsNote ?? candidate.Model.WeightsNote) is { } note)
            return $"none: {note}";
        return reference.Library.Labels is null ? "none: the samples have no labels" : null;
    }

    public void Add(long sample, ReadOnlySpan<byte> reference, ElementType referenceType, ReadOnlySpan<byte> candidate, ElementType candidateType)
    {
        var label = _labels[(int)sample];
        _total++;
        if (ArgMax.ClassOf(reference, referenceType) - _referenceFirst == label)
            _reference++;
        if (ArgMax.ClassOf(candidate, candidateType) - _candidateFirst == label)
            _candidate++;
    }

    public QualityPair Result() => new(
        "top-1", Text(_reference), Text(_candidate), 100.0 * _reference / Math.Max(1, _total), 100.0 * _candidate / Math.Max(1, _total));

    private string Text(int correct) => Units.Invariant($"{correct}/{_total} ({100.0 * correct / Math.Max(1, _total):0.00} %)");
}
