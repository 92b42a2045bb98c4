using System.Collections.Immutable;

namespace NativeBench.Datasets.Coco;

/// <summary>
/// Mean average precision as MLPerf Mobile's app computes it (the TFLite evaluator). Like COCO's, but a category with detections
/// and without ground truth counts as 0, a detection takes its single best box or none, and there are no area or crowd rules.
/// </summary>
public static class MobileDetectionScore
{
    private const int RecallSteps = 100;

    /// <summary>Scores detections.</summary>
    /// <param name="truth">Ground truth; boxes normalised to 0..1, whatever their areas and crowd marks.</param>
    /// <param name="detections">Detections, normalised alike.</param>
    /// <returns>0 to 1; NaN without ground truth and detections.</returns>
    public static double Evaluate(IReadOnlyList<CocoAnnotation> truth, IReadOnlyList<CocoDetection> detections)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(detections);
        var objects = truth.ToLookup(static a => a.CategoryId);
        var found = detections.ToLookup(static d => d.CategoryId);
        var categories = objects.Select(static g => g.Key).Union(found.Select(static g => g.Key)).Order().ToImmutableArray();
        if (categories.IsEmpty)
            return double.NaN;
        // In float32, as there: the sum runs over thresholds, then categories.
        var sum = 0f;
        for (var step = 0; step < 10; step++)
            foreach (var category in categories)
                sum += OfCategory([.. objects[category]], found[category], (float)(0.5f + (step * 0.05)));
        return sum / (10 * categories.Length);
    }

    private static float OfCategory(List<CocoAnnotation> truth, IEnumerable<CocoDetection> detections, float threshold)
    {
        if (truth.Count == 0)
            return 0;
        var open = truth.GroupBy(static a => a.ImageId).ToDictionary(static g => g.Key, static g => g.Select(static a => a.Box).ToList());
        var curve = new List<(float Precision, float Recall)>();
        int correct = 0, seen = 0;
        foreach (var detection in detections.OrderByDescending(static d => d.Score))
        {
            var best = -1;
            var bestOverlap = float.NegativeInfinity;
            var boxes = open.GetValueOrDefault(detection.ImageId);
            for (var i = 0; i < (boxes?.Count ?? 0); i++)
            {
                var overlap = Overlap(detection.Box, boxes![i]);
                if (overlap > bestOverlap)
                    (best, bestOverlap) = (i, overlap);
            }
            seen++;
            if (best >= 0 && bestOverlap >= threshold)
            {
                correct++;
                boxes!.RemoveAt(best);
            }
            curve.Add(((float)correct / seen, (float)correct / truth.Count));
        }
        return Area(curve);
    }

    /// <summary>Mean of the best precision at or beyond recall 1.00, 0.99, …, 0.</summary>
    private static float Area(List<(float Precision, float Recall)> curve)
    {
        float best = 0, sum = 0;
        var level = RecallSteps;
        for (var i = curve.Count - 1; i >= 0; i--)
        {
            for (; curve[i].Recall * RecallSteps < level; level--)
                sum += best;
            best = Math.Max(best, curve[i].Precision);
        }
        for (; level >= 0; level--)
            sum += best;
        return sum / (1 + RecallSteps);
    }

    private static float Overlap(CocoBox a, CocoBox b)
    {
        var width = Length(Math.Max((float)a.X, (float)b.X), Math.Min(Right(a), Right(b)));
        var height = Length(Math.Max((float)a.Y, (float)b.Y), Math.Min(Bottom(a), Bottom(b)));
        var intersection = width * height;
        var union = Area(a) + Area(b) - intersection;
        return union > 0 ? intersection / union : 0;
    }

    private static float Area(CocoBox box) => Length((float)box.X, Right(box)) * Length((float)box.Y, Bottom(box));

    private static float Right(CocoBox box) => (float)(box.X + box.Width);

    private static float Bottom(CocoBox box) => (float)(box.Y + box.Height);

    private static float Length(float from, float to) => Math.Max(0f, to - from);
}
