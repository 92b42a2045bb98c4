using NativeBench.Datasets.Coco;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Coco;

public class DetectionLogScorerTests
{
    private static readonly CocoGroundTruth s_truth = new(
        [new CocoImage(70, "a.jpg", 200, 100), new CocoImage(9, "b.jpg", 100, 200)], [18, 44],
        [
            new CocoAnnotation(1, 70, 18, new CocoBox(20, 10, 100, 50), 5000, false),
            new CocoAnnotation(2, 9, 44, new CocoBox(0, 0, 50, 100), 5000, false),
        ]);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Boxes_are_scaled_to_the_picture_and_the_line_is_the_official_one()
    {
        var log = AccuracyLogFile.Write(_folder, (0, [0f, 0.1f, 0.1f, 0.6f, 0.6f, 0.9f, 18f]), (1, [1f, 0f, 0f, 0.5f, 0.5f, 0.8f, 44f]));
        var score = new DetectionLogScorer(s_truth).Score(log);
        Assert.That(score.OfficialLine, Is.EqualTo("mAP=100.000%"));
        Assert.That((score.Main.Name, score.SampleCount, score.Repeats), Is.EqualTo(("map", 2L, 0L)));
        Assert.That(score.Warnings, Is.Empty);
    }

    [Test]
    public void Positions_are_mapped_to_categories_where_the_benchmark_logs_positions()
    {
        var log = AccuracyLogFile.Write(_folder, (0, [0f, 0.1f, 0.1f, 0.6f, 0.6f, 0.9f, 1f]), (1, [1f, 0f, 0f, 0.5f, 0.5f, 0.8f, 2f]));
        Assert.That(new DetectionLogScorer(s_truth, DetectionLabels.PositionFromOne).Score(log).Main.Value, Is.EqualTo(100).Within(1e-9));
        Assert.That(new DetectionLogScorer(s_truth).Score(log).Main.Value, Is.Zero);
    }

    [Test]
    public void The_mobile_figure_is_a_fraction_of_its_own_rules()
    {
        var log = AccuracyLogFile.Write(_folder, (0, [0f, 0.1f, 0.1f, 0.6f, 0.6f, 0.9f, 18f, 0f, 0.1f, 0.1f, 0.6f, 0.6f, 0.9f, 99f]));
        var score = new DetectionLogScorer(s_truth, isMobile: true).Score(log);
        Assert.That(score.Main, Is.EqualTo(new NativeBench.Datasets.QualityFigure("map", 0.5, "fraction")), "category 99 has no ground truth");
    }

    [Test]
    public void A_picture_without_boxes_counts_one_that_is_not_in_the_log_does_not()
    {
        float[] right = [0f, 0.1f, 0.1f, 0.6f, 0.6f, 0.9f, 18f];
        Assert.That(new DetectionLogScorer(s_truth).Score(AccuracyLogFile.Write(_folder, (0, right), (1, []))).Main.Value, Is.EqualTo(50).Within(1e-9));
        Assert.That(new DetectionLogScorer(s_truth).Score(AccuracyLogFile.Write(_folder, (0, right))).Main.Value, Is.EqualTo(100).Within(1e-9));
    }

    [Test]
    public void The_first_entry_of_a_sample_counts_and_foreign_indices_are_told()
    {
        var score = new DetectionLogScorer(s_truth).Score(
            AccuracyLogFile.Write(_folder, (0, [5f, 0.1f, 0.1f, 0.6f, 0.6f, 0.9f, 18f]), (0, Array.Empty<float>())));
        Assert.That(score.Main.Value, Is.EqualTo(100).Within(1e-9));
        Assert.That(score.Repeats, Is.EqualTo(1));
        Assert.That(score.Warnings, Has.Exactly(1).Contains("1 boxes carry another sample's index"));
    }

    [Test]
    public void What_does_not_belong_to_the_data_set_is_named()
    {
        Assert.That(FailureOf((2, [0f])), Does.Contain("sample 2 (seq_id 0): the data set has samples 0 to 1"));
        Assert.That(FailureOf((1, [0f, 1f])), Does.Contain("its data has 8 bytes; expected 28 a box."));
        Assert.That(FailureOf((1, [1f, 0f, 0f, 1f, 1f, 1f, 3f])), Does.Contain("class 3; the annotations have 2 categories, so expected 1 to 2."));
        Assert.That(FailureOf(), Does.Contain("has no entries"));
    }

    [TestCase("{", "not json at byte")]
    [TestCase("{\"images\": []}", "has no images")]
    [TestCase("[]", "has no array 'images'")]
    [TestCase("""{"images":[{"id":1,"file_name":"a.jpg","width":0,"height":5}]}""", "images[0] has width 0; expected pixels, 1 or more")]
    [TestCase("""{"images":[{"id":1,"file_name":"a.jpg","width":4,"height":5}],"categories":[{"id":1}],"annotations":[{"id":1,"image_id":2,"category_id":1,"area":1,"bbox":[0,0,1,1]}]}""", "annotations[0] has image_id 2, which isn't among the images")]
    [TestCase("""{"images":[{"id":1,"file_name":"a.jpg","width":4,"height":5}],"categories":[{"id":1}],"annotations":[{"id":1,"image_id":1,"category_id":7,"area":1,"bbox":[0,0,1,1]}]}""", "category_id 7, which isn't among the categories")]
    [TestCase("""{"images":[{"id":1,"file_name":"a.jpg","width":4,"height":5}],"categories":[{"id":1}],"annotations":[{"id":1,"image_id":1,"category_id":1,"area":1,"bbox":[0,0,1]}]}""", "no bbox of four numbers")]
    [TestCase("""{"images":[{"id":1,"file_name":"a.jpg","width":4,"height":5}],"categories":[{"id":1}],"annotations":[{"id":1,"image_id":1,"category_id":1,"area":1,"bbox":[0,0,-3,1]}]}""", "-3 as a side of its bbox; expected x, y, width and height, 0 or more")]
    public void Wrong_annotations_are_refused_with_the_place(string json, string expected)
    {
        var path = _folder.Combine("annotations.json");
        File.WriteAllText(path, json);
        var error = Assert.Throws<InvalidInputException>(() => CocoGroundTruth.Load(path))!;
        Assert.That(error.Message, Does.Contain(expected).And.Contain(path));
    }

    private string FailureOf(params (long, float[])[] entries)
        => Assert.Throws<InvalidInputException>(
            () => new DetectionLogScorer(s_truth, DetectionLabels.PositionFromOne).Score(AccuracyLogFile.Write(_folder, entries)))!.Message;
}
