namespace NativeBench.Datasets.Coco;

/// <summary>
/// Assigns the detections of one picture and category to its ground truth, at all IoU thresholds at once: bit t of a mask
/// belongs to threshold t. As <c>COCOeval.evaluateImg</c> does it.
/// </summary>
internal static class CocoMatching
{
    /// <summary>Detections of a picture and category that are looked at, the highest scores first.</summary>
    public const int MaxDetections = 100;

    /// <summary>0.50 to 0.95 in ten steps, with the rounding that numpy's linspace gives.</summary>
    public static double[] Thresholds { get; } = [.. Enumerable.Range(0, 10).Select(static i => i == 9 ? 0.95 : 0.5 + (i * ((0.95 - 0.5) / 9)))];

    /// <summary>What became of one detection.</summary>
    /// <param name="Score">Its score.</param>
    /// <param name="Matched">Thresholds at which it has a partner.</param>
    /// <param name="Ignored">Thresholds at which it counts neither for nor against.</param>
    public readonly record struct Outcome(double Score, ushort Matched, ushort Ignored);

    /// <summary>Matches, and appends the outcomes in falling order of the scores.</summary>
    /// <param name="truth">The picture's objects of the category in the file's order.</param>
    /// <param name="found">Its detections by falling score, at most <see cref="MaxDetections"/>.</param>
    /// <param name="overlaps">IoU of detection d with object g at [d × truth.Count + g].</param>
    /// <param name="smallest">Lower end of the area range, inclusive.</param>
    /// <param name="largest">Upper end, inclusive.</param>
    /// <param name="outcomes">Receives one entry a detection.</param>
    /// <returns>Objects that have to be found.</returns>
    public static int Match(
        IReadOnlyList<CocoAnnotation> truth, IReadOnlyList<CocoDetection> found, double[] overlaps, double smallest, double largest,
        List<Outcome> outcomes)
    {
        var order = Order(truth, smallest, largest, out var counted);
        var taken = new ushort[truth.Count];
        for (var d = 0; d < found.Count; d++)
        {
            ushort matched = 0, ignored = 0;
            for (var t = 0; t < Thresholds.Length; t++)
            {
                var partner = FindPartner(truth, order, counted, taken, overlaps.AsSpan(d * truth.Count, truth.Count), t);
                if (partner < 0)
                    continue;
                var bit = (ushort)(1 << t);
                taken[order[partner]] |= bit;
                if (partner >= counted)
                    ignored |= bit;
                // In pycocotools a match is an object's id that isn't 0: an object with the id 0 can be taken, but isn't seen as a match.
                if (truth[order[partner]].Id != 0)
                    matched |= bit;
            }
            var area = found[d].Box.Area;
            if (area < smallest || area > largest)
                ignored |= (ushort)~matched;
            outcomes.Add(new Outcome(found[d].Score, matched, ignored));
        }
        return counted;
    }

    private static int FindPartner(
        IReadOnlyList<CocoAnnotation> truth, int[] order, int counted, ushort[] taken, ReadOnlySpan<double> overlaps, int threshold)
    {
        var best = Math.Min(Thresholds[threshold], 1 - 1e-10);
        var partner = -1;
        for (var i = 0; i < order.Length; i++)
        {
            var g = order[i];
            if ((taken[g] >> threshold & 1) != 0 && !truth[g].IsCrowd)
                continue;
            // A partner that counts is never given up for one that doesn't.
            if (partner >= 0 && partner < counted && i >= counted)
                break;
            if (overlaps[g] < best)
                continue;
            best = overlaps[g];
            partner = i;
        }
        return partner;
    }

    /// <summary>Ignored objects go last; both parts keep the file's order.</summary>
    private static int[] Order(IReadOnlyList<CocoAnnotation> truth, double smallest, double largest, out int counted)
    {
        var order = new int[truth.Count];
        counted = 0;
        for (var g = 0; g < truth.Count; g++)
            if (!IsIgnored(truth[g], smallest, largest))
                order[counted++] = g;
        var next = counted;
        for (var g = 0; g < truth.Count; g++)
            if (IsIgnored(truth[g], smallest, largest))
                order[next++] = g;
        return order;
    }

    private static bool IsIgnored(CocoAnnotation annotation, double smallest, double largest)
        => annotation.IsCrowd || annotation.Area < smallest || annotation.Area > largest;
}
