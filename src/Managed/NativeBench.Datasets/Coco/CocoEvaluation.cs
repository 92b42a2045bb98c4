using System.Collections.Immutable;

namespace NativeBench.Datasets.Coco;

/// <summary>
/// COCO's detection metric for boxes, equal to pycocotools' <c>COCOeval</c> with its standard parameters: IoU 0.50 to 0.95 in
/// steps of 0.05, recall 0 to 1 in steps of 0.01, all, small, medium and large objects, at most 1, 10 and 100 detections.
/// </summary>
public static class CocoEvaluation
{
    private const int All = 0, Small = 1, Medium = 2, Large = 3;
    private const int Most1 = 0, Most10 = 1, Most100 = 2;

    /// <summary>numpy's spacing(1): keeps precision defined when nothing was found.</summary>
    private const double Spacing = 2.220446049250313e-16;

    private static readonly (double Smallest, double Largest)[] s_areas =
        [(0, 1e10), (0, 32 * 32), (32 * 32, 96 * 96), (96 * 96, 1e10)];

    private static readonly int[] s_mostDetections = [1, 10, CocoMatching.MaxDetections];

    private static readonly double[] s_recalls = [.. Enumerable.Range(0, 101).Select(static i => i == 100 ? 1 : i * 0.01)];

    /// <summary>Scores detections.</summary>
    /// <param name="truth">The ground truth.</param>
    /// <param name="detections">
    /// All detections; among equal scores the earlier one comes first. One of a category that isn't in the ground truth's list
    /// has no effect, as in pycocotools.
    /// </param>
    /// <param name="imageIds">
    /// The pictures that are evaluated: missing detections count against the model on these only. Null: all of the ground truth.
    /// </param>
    /// <exception cref="ArgumentException">A detection is for a picture that the ground truth doesn't have.</exception>
    public static CocoScore Evaluate(
        CocoGroundTruth truth, IReadOnlyList<CocoDetection> detections, IReadOnlyCollection<long>? imageIds = null)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(detections);
        long[] images = imageIds is null
            ? [.. truth.Images.Select(static i => i.Id).Distinct().Order()]
            : [.. imageIds.Distinct().Order()];
        var evaluated = images.ToHashSet();
        var categories = truth.CategoryIds.Distinct().Order().ToArray();

        var objects = new Dictionary<(int, long), List<CocoAnnotation>>();
        foreach (var annotation in truth.Annotations)
            if (evaluated.Contains(annotation.ImageId))
                Add(objects, (annotation.CategoryId, annotation.ImageId), annotation);
        var found = new Dictionary<(int, long), List<CocoDetection>>();
        foreach (var detection in detections)
        {
            if (truth.FindImage(detection.ImageId) is null)
                throw new ArgumentException($"A detection is for image {detection.ImageId}, which isn't in the ground truth.", nameof(detections));
            if (evaluated.Contains(detection.ImageId))
                Add(found, (detection.CategoryId, detection.ImageId), detection);
        }

        var curves = new CategoryCurves[categories.Length];
        Parallel.For(0, categories.Length, k => curves[k] = EvaluateCategory(categories[k], images, objects, found));
        return Summarize(categories, curves);
    }

    private static void Add<TKey, TValue>(Dictionary<TKey, List<TValue>> lists, TKey key, TValue value)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
            lists[key] = list = [];
        list.Add(value);
    }

    private static CategoryCurves EvaluateCategory(
        int category, long[] images, Dictionary<(int, long), List<CocoAnnotation>> objects, Dictionary<(int, long), List<CocoDetection>> found)
    {
        // Per area range: outcomes of all pictures, with the rank of each within its picture.
        var outcomes = new List<CocoMatching.Outcome>[s_areas.Length];
        var ranks = new List<int>();
        var counted = new int[s_areas.Length];
        for (var area = 0; area < s_areas.Length; area++)
            outcomes[area] = [];
        var any = false;
        foreach (var image in images)
        {
            objects.TryGetValue((category, image), out var truth);
            found.TryGetValue((category, image), out var answers);
            if (truth is null && answers is null)
                continue;
            any = true;
            truth ??= [];
            List<CocoDetection> best = answers is null ? [] : [.. ByFallingScore(answers, static d => d.Score).Take(CocoMatching.MaxDetections)];
            var overlaps = new double[best.Count * truth.Count];
            for (var d = 0; d < best.Count; d++)
                for (var g = 0; g < truth.Count; g++)
                    overlaps[(d * truth.Count) + g] = best[d].Box.IntersectionOverUnion(truth[g].Box, truth[g].IsCrowd);
            for (var area = 0; area < s_areas.Length; area++)
                counted[area] += CocoMatching.Match(truth, best, overlaps, s_areas[area].Smallest, s_areas[area].Largest, outcomes[area]);
            ranks.AddRange(Enumerable.Range(0, best.Count));
        }

        var curves = new CategoryCurves();
        for (var area = 0; any && area < s_areas.Length; area++)
            if (counted[area] > 0)
                for (var most = 0; most < s_mostDetections.Length; most++)
                    curves[area, most] = Accumulate(outcomes[area], ranks, s_mostDetections[most], counted[area]);
        return curves;
    }

    private static Curve Accumulate(List<CocoMatching.Outcome> outcomes, List<int> ranks, int most, int counted)
    {
        var kept = new List<CocoMatching.Outcome>(outcomes.Count);
        for (var i = 0; i < outcomes.Count; i++)
            if (ranks[i] < most)
                kept.Add(outcomes[i]);
        var sorted = ByFallingScore(kept, static o => o.Score).ToArray();

        var curve = new Curve();
        var recall = new double[sorted.Length];
        var precision = new double[sorted.Length];
        for (var t = 0; t < CocoMatching.Thresholds.Length; t++)
        {
            int right = 0, wrong = 0;
            for (var i = 0; i < sorted.Length; i++)
            {
                if ((sorted[i].Ignored >> t & 1) == 0)
                {
                    if ((sorted[i].Matched >> t & 1) != 0)
                        right++;
                    else
                        wrong++;
                }
                recall[i] = right / (double)counted;
                precision[i] = right / (wrong + right + Spacing);
            }
            for (var i = sorted.Length - 1; i > 0; i--)
                precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
            curve.Recall[t] = sorted.Length == 0 ? 0 : recall[^1];
            var at = 0;
            for (var r = 0; r < s_recalls.Length; r++)
            {
                while (at < recall.Length && recall[at] < s_recalls[r])
                    at++;
                curve.Precision[t, r] = at < recall.Length ? precision[at] : 0;
            }
        }
        return curve;
    }

    /// <summary>Stable; what isn't a number goes last, as numpy sorts.</summary>
    private static IEnumerable<T> ByFallingScore<T>(IEnumerable<T> items, Func<T, double> score)
        => items.OrderBy(item => double.IsNaN(score(item))).ThenBy(item => -score(item));

    private static CocoScore Summarize(int[] categories, CategoryCurves[] curves)
    {
        var perCategory = ImmutableSortedDictionary.CreateBuilder<int, double>();
        for (var k = 0; k < categories.Length; k++)
            if (curves[k][All, Most100] is { } curve)
                perCategory[categories[k]] = curve.MeanPrecision(null);
        return new CocoScore
        {
            Map = MeanPrecision(curves, All, null),
            Ap50 = MeanPrecision(curves, All, 0),
            Ap75 = MeanPrecision(curves, All, 5),
            MapSmall = MeanPrecision(curves, Small, null),
            MapMedium = MeanPrecision(curves, Medium, null),
            MapLarge = MeanPrecision(curves, Large, null),
            Ar1 = MeanRecall(curves, All, Most1),
            Ar10 = MeanRecall(curves, All, Most10),
            Ar100 = MeanRecall(curves, All, Most100),
            ArSmall = MeanRecall(curves, Small, Most100),
            ArMedium = MeanRecall(curves, Medium, Most100),
            ArLarge = MeanRecall(curves, Large, Most100),
            MapOfCategory = perCategory.ToImmutable(),
        };
    }

    private static double MeanPrecision(CategoryCurves[] curves, int area, int? threshold)
        => Mean(curves.Select(c => c[area, Most100]?.MeanPrecision(threshold)));

    private static double MeanRecall(CategoryCurves[] curves, int area, int most) => Mean(curves.Select(c => c[area, most]?.Recall.Average()));

    /// <summary>Every category has the same number of points, so that the mean of means is the mean of all points.</summary>
    private static double Mean(IEnumerable<double?> values) => values.Average() ?? -1;

    /// <summary>The curves of a category for each area range and number of detections; null without ground truth.</summary>
    private sealed class CategoryCurves
    {
        private readonly Curve?[] _curves = new Curve?[s_areas.Length * s_mostDetections.Length];

        public Curve? this[int area, int most]
        {
            get => _curves[(area * s_mostDetections.Length) + most];
            set => _curves[(area * s_mostDetections.Length) + most] = value;
        }
    }

    private sealed class Curve
    {
        /// <summary>At [threshold, recall point].</summary>
        public double[,] Precision { get; } = new double[CocoMatching.Thresholds.Length, s_recalls.Length];

        /// <summary>The highest recall at a threshold.</summary>
        public double[] Recall { get; } = new double[CocoMatching.Thresholds.Length];

        public double MeanPrecision(int? threshold)
        {
            var sum = 0.0;
            var (first, last) = threshold is { } one ? (one, one) : (0, CocoMatching.Thresholds.Length - 1);
            for (var t = first; t <= last; t++)
                for (var r = 0; r < s_recalls.Length; r++)
                    sum += Precision[t, r];
            return sum / ((last - first + 1) * s_recalls.Length);
        }
    }
}
