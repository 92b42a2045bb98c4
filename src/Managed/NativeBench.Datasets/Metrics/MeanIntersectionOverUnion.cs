using NativeBench.Inference;

namespace NativeBench.Datasets.Metrics;

/// <summary>
/// mIoU of MLPerf Mobile's segmentation (ADE20K): classes 1 to 31 over the pixels of all pictures. Label 0 is everything else;
/// a pixel whose truth is 0 is never held against the model (<c>ade20k.cc</c>). Not thread-safe.
/// </summary>
public sealed class MeanIntersectionOverUnion
{
    private readonly long[] _hits;
    private readonly long[] _wronglyFound;
    private readonly long[] _missed;

    /// <summary>Makes an empty count.</summary>
    /// <param name="classes">The highest scored class; default 31.</param>
    public MeanIntersectionOverUnion(int classes = 31)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, byte.MaxValue);
        Classes = classes;
        _hits = new long[classes + 1];
        _wronglyFound = new long[classes + 1];
        _missed = new long[classes + 1];
    }

    /// <summary>The highest scored class.</summary>
    public int Classes { get; }

    /// <summary>The mean over the classes, 0 to 1.</summary>
    /// <exception cref="InvalidInputException">A class is neither in any truth nor in any prediction: its IoU isn't defined.</exception>
    public double Mean
    {
        get
        {
            var sum = 0.0;
            for (var c = 1; c <= Classes; c++)
                sum += OfClass(c) is var value && double.IsNaN(value)
                    ? throw new InvalidInputException(
                        $"Class {c} of 1 to {Classes} occurs in no label and no prediction, so its IoU isn't defined: score a larger part of the data set.")
                    : value;
            return sum / Classes;
        }
    }

    /// <summary>TP / (TP + FP + FN) of a class, NaN if it never occurred.</summary>
    public double OfClass(int label) => _hits[label] / (double)(_hits[label] + _wronglyFound[label] + _missed[label]);

    /// <summary>Mean over the classes that occurred, NaN if none did; not MLPerf's figure unless all did.</summary>
    public double MeanOfPresent => Enumerable.Range(1, Classes).Select(OfClass).Where(static v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Counts a picture.</summary>
    /// <param name="prediction">One class a pixel.</param>
    /// <param name="truth">As long.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Add(ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth)
    {
        if (prediction.Length != truth.Length)
            throw new ArgumentException($"{prediction.Length} pixels predicted, {truth.Length} labelled.", nameof(prediction));
        for (var i = 0; i < truth.Length; i++)
        {
            int found = prediction[i], label = truth[i];
            if (label < 1 || label > Classes)
                continue;
            if (found == label)
            {
                _hits[label]++;
                continue;
            }
            _missed[label]++;
            if (found >= 1 && found <= Classes)
                _wronglyFound[found]++;
        }
    }
}
