using CsCheck;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Metrics;

public class MetricTests
{
    [Test]
    public void Auc_is_that_of_scikit_learn()
    {
        foreach (var entry in GoldenData.Json("auc_cases.json").EnumerateArray())
        {
            float[] scores = [.. entry.GetProperty("scores").Numbers().Select(static s => (float)s)];
            bool[] labels = [.. entry.GetProperty("labels").Numbers().Select(static l => l == 1)];
            Assert.That(RocAuc.Exact(scores, labels), Is.EqualTo(entry.GetProperty("auc").GetDouble()).Within(1e-12));
        }
    }

    [Test]
    public void Auc_is_the_share_of_pairs_in_the_right_order()
        => Gen.Select(Gen.Int[0, 6], Gen.Bool).Array[2, 40].Sample(items =>
        {
            float[] scores = [.. items.Select(static i => (float)i.Item1)];
            bool[] labels = [.. items.Select(static i => i.Item2)];
            double won = 0, pairs = 0;
            for (var p = 0; p < items.Length; p++)
                for (var n = 0; n < items.Length; n++)
                    if (labels[p] && !labels[n])
                    {
                        pairs++;
                        won += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
                    }
            var area = RocAuc.Exact(scores, labels);
            return pairs == 0 ? double.IsNaN(area) : Math.Abs(area - (won / pairs)) < 1e-12;
        }, iter: 500);

    /// <summary>Scores 0, 1 (normal), 1, 2 (anomalies): thresholds from 0 on in steps of 0.02.</summary>
    [Test]
    public void Tinys_simplified_auc_follows_its_101_thresholds()
    {
        // Up to threshold 0.98 the normal 1 and both anomalies are above (x 1/2, y 1); from 1 on only the 2 (0, 1/2); at 2 nothing.
        var area = RocAuc.Simplified([0, 1, 1, 2], [false, false, true, true]);
        Assert.That(area, Is.EqualTo(0.5 + (0.5 * 0.75)).Within(1e-12));
        Assert.That(RocAuc.Exact([0f, 1f, 1f, 2f], [false, false, true, true]), Is.EqualTo(3.5 / 4));
    }

    [Test]
    public void Dice_is_worked_by_hand()
    {
        // Kidney: 2 predicted, 3 true, 1 common. Tumour: 1, 1, 1.
        var score = DiceScore.Of([1, 1, 0, 2, 0, 0], [1, 0, 1, 2, 1, 0]);
        Assert.That(score.Kidney, Is.EqualTo((2 + 1e-6) / (5 + 1e-6)).Within(1e-15));
        Assert.That(score.Tumour, Is.EqualTo(1));
        Assert.That(DiceScore.Of([0, 0], [0, 0]).Composite, Is.EqualTo(1));
        Assert.That(() => DiceScore.Of([3], [0]), Throws.ArgumentException);
    }

    [Test]
    public void Dice_log_needs_every_case_once()
    {
        using var folder = new TemporaryFolder();
        byte[][] truth = [[0, 1, 2, 1], [0, 0, 2]];
        var scorer = new DiceLogScorer(["case_a", "case_b"], i => truth[i]);
        var score = scorer.Score(AccuracyLogFile.Write<byte>(folder, (1, [0, 0, 2]), (0, [0, 1, 2, 1])));
        Assert.That(score.OfficialLine, Is.EqualTo("Accuracy: mean = 1.00000, kidney = 1.0000, tumor = 1.0000"));
        Assert.That(() => scorer.Score(AccuracyLogFile.Write<byte>(folder, (1, [0, 0, 2]))), Invalid("has 1 of 2 cases; 'case_a' (sample 0) is missing"));
        Assert.That(() => scorer.Score(AccuracyLogFile.Write<byte>(folder, (1, [0, 0]))), Invalid("'case_b' has 2 bytes; expected 3 voxels of uint8, 3 bytes"));
        Assert.That(() => scorer.Score(AccuracyLogFile.Write<byte>(folder, (1, [0, 7, 0]))), Invalid("voxel 1 has the label 7"));
        Assert.That(
            new DiceLogScorer(["case_b"], _ => truth[1], ElementType.Int64).Score(AccuracyLogFile.Write<long>(folder, (0, [0, 0, 2]))).Main.Value,
            Is.EqualTo(1));
    }

    [Test]
    public void Miou_is_worked_by_hand()
    {
        var counts = new MeanIntersectionOverUnion(2);
        // Pixel by pixel: hit 1; 2 taken for 1; unlabelled, never wrong; 1 taken for nothing; hit 2.
        counts.Add([1, 1, 2, 0, 2], [1, 2, 0, 1, 2]);
        Assert.That(counts.OfClass(1), Is.EqualTo(1 / 3.0));
        Assert.That(counts.OfClass(2), Is.EqualTo(1 / 2.0));
        Assert.That(counts.Mean, Is.EqualTo(5 / 12.0).Within(1e-15));
        Assert.That(() => new MeanIntersectionOverUnion(31).Mean, Invalid("Class 1 of 1 to 31"));
    }

    [Test]
    public void Miou_of_a_perfect_log_is_100_and_classes_are_cut_to_8_bits()
    {
        using var folder = new TemporaryFolder();
        byte[] truth = [.. Enumerable.Range(1, 31).Select(static i => (byte)i)];
        var log = AccuracyLogFile.Write(folder, (0, truth.Select(static t => t + 256).ToArray()));
        Assert.That(new SegmentationLogScorer(_ => truth, 1, ElementType.Int32).Score(log).OfficialLine, Is.EqualTo("mIOU=100.000%"));
    }

    [Test]
    public void Clicks_are_scored_from_pairs_or_with_given_targets()
    {
        using var folder = new TemporaryFolder();
        var pairs = AccuracyLogFile.Write(folder, (3, [0.9f, 1f, 0.5f, 0f]), (1, [0.6f, 0f]), (3, [0f, 1f]));
        var score = new ClickLogScorer().Score(pairs);
        Assert.That(score.OfficialLine, Is.EqualTo("AUC=100.000%, accuracy=66.667%, good=2, total=3, queries=2"), "0.5 rounds to even");
        Assert.That((score.Repeats, score.SampleCount), Is.EqualTo((1L, 2L)));

        var predictions = AccuracyLogFile.Write(folder, (0, [0.9f, 0.2f]));
        Assert.That(new ClickLogScorer(_ => new[] { true, false }).Score(predictions).Find("auc")!.Value, Is.EqualTo(100));
        Assert.That(() => new ClickLogScorer(_ => new[] { true }).Score(predictions), Invalid("2 predictions; the data set's sample has 1 pairs"));
        Assert.That(() => new ClickLogScorer(_ => new[] { true, true }).Score(predictions), Invalid("all clicks"));
        Assert.That(() => new ClickLogScorer().Score(AccuracyLogFile.Write(folder, (0, [0.9f, 0.2f]))), Invalid("target 0.2; expected 0 or 1"));
    }

    [Test]
    public void Top1_is_of_the_samples_in_the_log()
    {
        using var folder = new TemporaryFolder();
        var score = new Top1LogScorer([3, 1, 4]).Score(AccuracyLogFile.Write(folder, (2, [4f]), (0, [2f])));
        Assert.That((score.Correct, score.SampleCount, score.OfficialLine), Is.EqualTo((1L, 2L, "accuracy=50.000%, good=1, total=2")));
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Invalid(string part)
        => Throws.TypeOf<InvalidInputException>().With.Message.Contains(part);
}
