using CsCheck;
using NativeBench.Datasets.Coco;

namespace NativeBench.Tests.Datasets.Coco;

public class CocoEvaluationTests
{
    private const double Tolerance = 1e-12;

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Figures_are_those_of_pycocotools(int index)
    {
        var entry = GoldenData.Json("coco_cases.json")[index];
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("annotations.json"), entry.GetProperty("truth").GetRawText());
        var truth = CocoGroundTruth.Load(folder.Combine("annotations.json"));
        var detections = entry.GetProperty("detections").EnumerateArray().Select(static d => d.Numbers())
            .Select(static d => new CocoDetection((long)d[0], (int)d[1], new CocoBox(d[2], d[3], d[4], d[5]), d[6])).ToArray();
        var images = entry.GetProperty("image_ids").EnumerateArray().Select(static i => i.GetInt64()).ToArray();
        var score = CocoEvaluation.Evaluate(truth, detections, images);
        Assert.That(score.Stats, Is.EqualTo(entry.GetProperty("stats").Numbers()).Within(Tolerance));
    }

    [Test]
    public void Perfect_detections_score_one()
    {
        var truth = Truth((1, 1, new CocoBox(10, 10, 50, 50), false), (2, 1, new CocoBox(0, 0, 200, 100), false), (2, 2, new CocoBox(5, 5, 9, 9), false));
        var score = CocoEvaluation.Evaluate(truth, [.. truth.Annotations.Select(static a => new CocoDetection(a.ImageId, a.CategoryId, a.Box, 0.9))]);
        Assert.That(score.Map, Is.EqualTo(1).Within(Tolerance));
        Assert.That(score.MapOfCategory.Keys, Is.EqualTo(new[] { 1, 2 }));
    }

    /// <summary>A box shifted by a third of its width: IoU 1/2, a match at the lowest threshold only.</summary>
    [Test]
    public void A_box_that_overlaps_by_half_counts_at_one_threshold_of_ten()
    {
        var truth = Truth((1, 1, new CocoBox(0, 0, 30, 30), false));
        var score = CocoEvaluation.Evaluate(truth, [new CocoDetection(1, 1, new CocoBox(10, 0, 30, 30), 0.5)]);
        Assert.That(score.Ap50, Is.EqualTo(1).Within(Tolerance));
        Assert.That(score.Ap75, Is.Zero);
        Assert.That(score.Map, Is.EqualTo(0.1).Within(Tolerance));
    }

    /// <summary>One of two found, after one wrong box: precision 1/2 up to recall 1/2 (51 of 101 points).</summary>
    [Test]
    public void Precision_is_read_at_101_recall_points()
    {
        var truth = Truth((1, 1, new CocoBox(0, 0, 40, 40), false), (1, 1, new CocoBox(200, 200, 40, 40), false));
        var score = CocoEvaluation.Evaluate(truth,
        [
            new CocoDetection(1, 1, new CocoBox(400, 0, 40, 40), 0.9), new CocoDetection(1, 1, new CocoBox(0, 0, 40, 40), 0.8),
        ]);
        Assert.That(score.Map, Is.EqualTo(0.5 * 51 / 101).Within(Tolerance));
        Assert.That(score.Ar100, Is.EqualTo(0.5).Within(Tolerance));
        Assert.That(score.Ar1, Is.Zero);
    }

    [Test]
    public void A_crowd_takes_any_number_of_boxes_and_none_of_them_counts()
    {
        var truth = Truth((1, 1, new CocoBox(0, 0, 400, 400), true), (1, 1, new CocoBox(500, 0, 40, 40), false));
        var score = CocoEvaluation.Evaluate(truth,
        [
            .. Enumerable.Range(0, 20).Select(static i => new CocoDetection(1, 1, new CocoBox(10 + (5 * i), 10, 20, 20), 0.9)),
            new CocoDetection(1, 1, new CocoBox(500, 0, 40, 40), 0.1),
        ]);
        Assert.That(score.Map, Is.EqualTo(1).Within(Tolerance));
    }

    [Test]
    public void Pictures_that_were_not_evaluated_and_unknown_categories_have_no_effect()
    {
        var truth = Truth((1, 1, new CocoBox(0, 0, 40, 40), false), (2, 1, new CocoBox(0, 0, 40, 40), false));
        var score = CocoEvaluation.Evaluate(
            truth, [new CocoDetection(1, 1, new CocoBox(0, 0, 40, 40), 0.5), new CocoDetection(1, 77, new CocoBox(0, 0, 40, 40), 0.9)], [1]);
        Assert.That(score.Map, Is.EqualTo(1).Within(Tolerance));
    }

    [Test]
    public void Without_ground_truth_there_is_no_figure()
        => Assert.That(CocoEvaluation.Evaluate(Truth(), []).Map, Is.EqualTo(-1));

    [Test]
    public void Order_of_pictures_and_of_unequal_scores_does_not_matter()
        => Gen.Select(Gen.Int[0, 200], Gen.Int[0, 200], Gen.Int[5, 60]).Array[1, 30].Sample(boxes =>
        {
            var truth = Truth([.. boxes.Select(static (b, i) => (1L + (i % 3), 1, new CocoBox(b.Item1, b.Item2, b.Item3, b.Item3), false))]);
            var detections = boxes.Select(static (b, i) => new CocoDetection(1 + (i % 3), 1, new CocoBox(b.Item1 + 4, b.Item2, b.Item3, b.Item3), 1.0 / (1 + i))).ToArray();
            var forwards = CocoEvaluation.Evaluate(truth, detections);
            var backwards = CocoEvaluation.Evaluate(truth, [.. detections.Reverse()], [3, 2, 1]);
            return forwards.Stats.SequenceEqual(backwards.Stats) && forwards.Map is >= 0 and <= 1;
        }, iter: 200);

    [Test]
    public void The_mobile_metric_counts_categories_without_ground_truth_as_nothing()
    {
        var truth = Truth((1, 1, new CocoBox(0, 0, 0.4, 0.4), false)).Annotations;
        var right = new CocoDetection(1, 1, new CocoBox(0, 0, 0.4, 0.4), 0.9);
        Assert.That(MobileDetectionScore.Evaluate(truth, [right]), Is.EqualTo(1).Within(1e-6));
        Assert.That(MobileDetectionScore.Evaluate(truth, [right, right with { CategoryId = 2 }]), Is.EqualTo(0.5).Within(1e-6));
        // The second of two equal boxes finds the object taken: precision 1/2 behind it, which no recall point asks for.
        Assert.That(MobileDetectionScore.Evaluate(truth, [right, right with { Score = 0.8 }]), Is.EqualTo(1).Within(1e-6));
        Assert.That(MobileDetectionScore.Evaluate(truth, []), Is.Zero);
    }

    private static CocoGroundTruth Truth(params (long Image, int Category, CocoBox Box, bool Crowd)[] objects)
        => new(
            [.. Enumerable.Range(1, 3).Select(static i => new CocoImage(i, $"{i}.jpg", 640, 480))],
            [.. Enumerable.Range(1, 3)],
            [.. objects.Select(static (o, i) => new CocoAnnotation(i + 1, o.Image, o.Category, o.Box, o.Box.Area, o.Crowd))]);
}
