using NativeBench.Inference;

namespace NativeBench.Cli.Validate;

/// <summary>The sample that is farthest off in an output.</summary>
/// <param name="Sample">Its index in the library.</param>
/// <param name="Output">The output's name.</param>
/// <param name="Excess">Its worst element's error as a multiple of what is allowed; above 1 is out of tolerance.</param>
/// <param name="Element">That element's position in the sample's output.</param>
/// <param name="Reference">Its value in the reference.</param>
/// <param name="Candidate">Its value in the candidate.</param>
/// <param name="Cosine">Similarity of the whole output.</param>
internal sealed record WorstSample(long Sample, string Output, double Excess, long Element, double Reference, double Candidate, double Cosine);

/// <summary>Collects how one output differs between reference and candidate, sample by sample.</summary>
internal sealed class OutputDifference(TensorSpec spec, Tolerances tolerances, int worstKept = 5)
{
    private readonly List<WorstSample> _worst = [];
    private readonly List<string> _problems = [];
    private double _sumAbsolute;
    private double _sumRelative;
    private double _sumCosine;
    private long _nonFinite;
    private long _beyondTies;
    private long _otherSize;

    /// <summary>What the candidate's integers stand for where the reference has real numbers.</summary>
    public OutputQuantization? CandidateQuantization { get; init; }

    public string Name => spec.Name;

    public TensorSpec Spec => spec;

    public long Samples { get; private set; }

    public long Elements { get; private set; }

    public double MaxAbsolute { get; private set; }

    public double MeanAbsolute => Elements == 0 ? 0 : _sumAbsolute / Elements;

    /// <summary>|error| / |reference|, of elements whose reference isn't below a millionth of the sample's largest.</summary>
    public double MaxRelative { get; private set; }

    public double MeanRelative => RelativeElements == 0 ? 0 : _sumRelative / RelativeElements;

    public double MinCosine { get; private set; } = 1;

    public double MeanCosine => Samples == 0 ? 1 : _sumCosine / Samples;

    /// <summary>Largest error as a multiple of what is allowed; null where elements aren't judged.</summary>
    public double? MaxExcess { get; private set; }

    /// <summary>Elements out of tolerance.</summary>
    public long ElementsOut { get; private set; }

    /// <summary>Samples with an element out of tolerance.</summary>
    public long SamplesOut { get; private set; }

    /// <summary>Samples whose highest element (or class, where the output is one) is another one; null if that means nothing here.</summary>
    public long? Top1Mismatches { get; private set; }

    /// <summary>Elements by the distance in representable numbers of the reference's type: 0, 1, 2 to 3, 4 to 7, …</summary>
    public long[] UlpHistogram { get; } = new long[66];

    /// <summary>Whether the elements are real numbers, which ULPs are counted for.</summary>
    public bool IsReal => Numbers.IsReal(spec.ElementType);

    /// <summary>Samples that are farthest off, the worst first.</summary>
    public IReadOnlyList<WorstSample> Worst => _worst;

    private long RelativeElements { get; set; }

    /// <summary>Compares one sample.</summary>
    public void Add(long sample, ReadOnlySpan<byte> referenceRow, ReadOnlySpan<byte> candidateRow, ElementType candidateType)
    {
        var reference = Numbers.Read(referenceRow, spec.ElementType);
        var candidate = Numbers.Read(candidateRow, candidateType);
        if (CandidateQuantization is { } quantization)
            candidate = quantization.Dequantise(candidate);
        Samples++;
        if (reference.Length != candidate.Length)
        {
            _otherSize++;
            SamplesOut++;
            MinCosine = 0;
            if (_problems.Count == 0)
                _problems.Add(FormattableString.Invariant($"sample {sample} has {candidate.Length} elements, the reference {reference.Length}"));
            Keep(new WorstSample(sample, Name, double.PositiveInfinity, 0, reference.Length, candidate.Length, 0));
            return;
        }

        var scale = reference.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        var worst = AddElements(sample, reference, candidate, scale);
        AddTop1(reference, candidate, scale);
        Keep(worst);
    }

    /// <summary>Why the output is out of tolerance; empty if it isn't.</summary>
    public IReadOnlyList<string> Findings()
    {
        var findings = new List<string>(_problems);
        if (_nonFinite > 0)
            findings.Add(FormattableString.Invariant($"{_nonFinite} elements are NaN or infinite on one side only"));
        if (tolerances.Relative is not null && MaxExcess > 1 && _worst is [{ } worst, ..])
        {
            findings.Add(FormattableString.Invariant(
                $"{ElementsOut} of {Elements} elements in {SamplesOut} of {Samples} samples are out of tolerance, the worst by {MaxExcess:0.##} times: sample {worst.Sample}, element {worst.Element}, {worst.Candidate:g6} instead of {worst.Reference:g6}"));
        }

        if (MinCosine < tolerances.MinCosine)
            findings.Add(FormattableString.Invariant($"cosine similarity falls to {MinCosine:0.######}, expected {tolerances.MinCosine:0.######} or more"));
        if (Top1Mismatches > 0 && _beyondTies > tolerances.MaxTop1Share * Samples)
        {
            findings.Add(FormattableString.Invariant(
                $"another top-1 in {_beyondTies} of {Samples} samples ({(double)_beyondTies / Samples:0.##%}), expected at most {tolerances.MaxTop1Share:0.##%}"));
        }

        return findings;
    }

    private WorstSample AddElements(long sample, double[] reference, double[] candidate, double scale)
    {
        double dot = 0, normA = 0, normB = 0, excess = 0;
        long element = 0, before = ElementsOut;
        for (var i = 0; i < reference.Length; i++)
        {
            var (a, b) = (reference[i], candidate[i]);
            if (!double.IsFinite(a) || !double.IsFinite(b))
            {
                if (!a.Equals(b))
                {
                    _nonFinite++;
                    ElementsOut++;
                    (excess, element) = (double.PositiveInfinity, i);
                }

                continue;
            }

            var error = Math.Abs(a - b);
            dot += a * b;
            normA += a * a;
            normB += b * b;
            _sumAbsolute += error;
            MaxAbsolute = Math.Max(MaxAbsolute, error);
            if (Math.Abs(a) > 1e-6 * scale)
            {
                RelativeElements++;
                _sumRelative += error / Math.Abs(a);
                MaxRelative = Math.Max(MaxRelative, error / Math.Abs(a));
            }

            if (IsReal)
                CountUlps(a, b);
            Judge(error, a, scale, i, ref excess, ref element);
        }

        Elements += reference.Length;
        var cosine = Cosine(dot, normA, normB);
        _sumCosine += cosine;
        MinCosine = Math.Min(MinCosine, cosine);
        if (ElementsOut > before)
            SamplesOut++;
        if (tolerances.Relative is not null)
            MaxExcess = Math.Max(MaxExcess ?? 0, excess);
        else if (double.IsFinite(excess))
            excess = (1 - cosine) / Math.Max(1 - tolerances.MinCosine, 1e-12);
        return new WorstSample(sample, Name, excess, element, reference.ElementAtOrDefault((int)element), candidate.ElementAtOrDefault((int)element), cosine);
    }

    private void Judge(double error, double reference, double scale, int index, ref double excess, ref long element)
    {
        // Where elements aren't judged, the one that is farthest off still tells something.
        var allowed = tolerances.Relative is null ? Math.Max(scale, double.Epsilon) : tolerances.Allowed(reference, scale);
        var share = error == 0 ? 0 : error / allowed;
        if (tolerances.Relative is not null && share > 1 && !IsClass)
            ElementsOut++;
        if (share > excess && !IsClass)
            (excess, element) = (share, index);
    }

    private void AddTop1(double[] reference, double[] candidate, double scale)
    {
        if (IsClass)
        {
            Top1Mismatches = (Top1Mismatches ?? 0) + (reference[0] == candidate[0] ? 0 : 1);
            _beyondTies = Top1Mismatches.Value;
            return;
        }

        if (spec.SampleShape.Count(static d => d != 1) != 1 || reference.Length < 2)
            return;
        Top1Mismatches ??= 0;
        var (a, b) = (IndexOfMax(reference), IndexOfMax(candidate));
        if (a == b)
            return;
        Top1Mismatches++;

        // Two classes that the reference itself can hardly tell apart may change places.
        if (reference[a] - reference[b] > 2 * tolerances.Allowed(reference[a], scale))
            _beyondTies++;
    }

    /// <summary>One integer a sample is the number of a class, whose distance to another means nothing.</summary>
    private bool IsClass => !IsReal && spec.IsStatic && spec.ElementsPerSample == 1;

    private void CountUlps(double a, double b)
    {
        var distance = Numbers.UlpDistance(a, b, spec.ElementType);
        UlpHistogram[distance < 1 ? 0 : 1 + (int)Math.Floor(Math.Log2(distance))]++;
    }

    private void Keep(WorstSample sample)
    {
        if (sample.Excess <= 0)
            return;
        var place = _worst.FindIndex(w => sample.Excess > w.Excess);
        _worst.Insert(place < 0 ? _worst.Count : place, sample);
        if (_worst.Count > worstKept)
            _worst.RemoveAt(worstKept);
    }

    private static double Cosine(double dot, double normA, double normB)
    {
        if (normA == 0 || normB == 0)
            return normA == normB ? 1 : 0;
        return Math.Clamp(dot / Math.Sqrt(normA) / Math.Sqrt(normB), -1, 1);
    }

    private static int IndexOfMax(double[] values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best] || (double.IsNaN(values[best]) && !double.IsNaN(values[i])))
                best = i;
        }

        return best;
    }
}
