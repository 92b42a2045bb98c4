using NativeBench.Inference;
using NativeBench.Tests.Datasets;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

/// <summary>
/// A benchmark's pictures, lists, annotations and models with something wrong: a sentence that names the file and what to do, exit
/// code 2. The benchmarks are a user's own with small networks; the parts are those of the built-in ones.
/// </summary>
public sealed class WrongInputTests
{
    private CliHost _cli = null!;

    [SetUp]
    public void MakeSets()
    {
        _cli = new CliHost();
        Directory.CreateDirectory(In("set"));
        Directory.CreateDirectory(In("coco", "pictures"));
        foreach (var (from, to) in new[] { ("full.jpg", "a.jpg"), ("half.jpg", "b.jpg") })
        {
            File.Copy(GoldenData.PathOf(from), In("set", to));
            File.Copy(GoldenData.PathOf(from), In("coco", "pictures", to));
        }

        File.WriteAllText(In("set", "val_map.txt"), "a.jpg 3\nb.jpg 7\n");
        Annotate();
        _cli.File("classes.json", """
            {
              "catalog_version": 1, "id": "my-classes", "title": "Mine", "task": "image-classification", "model": { "name": "own" },
              "dataset": { "name": "two pictures" }, "qsl": {}, "quality": { "metric": "top1", "unit": "percent" },
              "pipeline": {
                "reader": { "kind": "image-list", "list": "val_map.txt", "classes": 10 }, "preprocessing": { "kind": "image", "height": 2, "width": 2 },
                "responses": { "kind": "top1" }, "metric": { "kind": "top1" }
              }
            }
            """);
        _cli.File("boxes.json", """
            {
              "catalog_version": 1, "id": "my-boxes", "title": "Mine", "task": "object-detection", "model": { "name": "own" },
              "dataset": { "name": "two pictures" }, "qsl": {}, "quality": { "metric": "map", "unit": "percent" },
              "pipeline": {
                "reader": { "kind": "coco", "images": "pictures", "annotations": "boxes.json" }, "preprocessing": { "kind": "image", "height": 2, "width": 2 },
                "responses": { "kind": "boxes", "form": "xyxy-labels-scores" }, "metric": { "kind": "coco" }
              }
            }
            """);
        Model(new SyntheticModel().Input("x", ElementType.Float32, "N", 3, 2, 2).Node("Flatten", ["x"], ["y"]).Output("y", ElementType.Float32, "N", 12));
    }

    [TearDown]
    public void Free() => _cli.Dispose();

    [Test]
    public void The_sets_themselves_are_right()
    {
        Assert.That(RunClasses(), Is.Zero, _cli.Error);
        BoxModel();
        Assert.That(RunBoxes(), Is.Zero, _cli.Error);
    }

    [Test]
    public void A_truncated_picture()
    {
        File.WriteAllBytes(In("set", "b.jpg"), File.ReadAllBytes(In("set", "b.jpg"))[..2000]);
        ExpectClasses("b.jpg' is cut off: the picture ends before its last row. Copy it again.");
    }

    [Test]
    public void A_file_that_is_no_picture()
    {
        File.WriteAllText(In("set", "b.jpg"), "a text");
        ExpectClasses("b.jpg' isn't a JPEG or PNG picture");
    }

    [TestCase("a.jpg 3\nb.jpg 10\n", "val_map.txt:2: found the label '10'; expected 0 to 9.")]
    [TestCase("a.jpg 3\nb.jpg cat\n", "val_map.txt:2: found the label 'cat'; expected 0 to 9.")]
    [TestCase("a.jpg 3\nb.jpg\n", "val_map.txt:2: found 1 words; expected a file name and a label.")]
    [TestCase("a.jpg 3\nc.jpg 7\n", "val_map.txt:2: found 'c.jpg', which isn't in")]
    [TestCase("\n", "has no lines; expected a file name and a label each.")]
    public void A_wrong_list(string list, string sentence)
    {
        File.WriteAllText(In("set", "val_map.txt"), list);
        ExpectClasses(sentence);
    }

    [Test]
    public void No_list()
    {
        File.Delete(In("set", "val_map.txt"));
        ExpectClasses("There is no '");
        Assert.That(_cli.Error, Does.Contain("val_map.txt'; expected a list of file names and labels, a line each."));
    }

    [TestCase("{ \"images\": [", "boxes.json:1: not json at byte")]
    [TestCase("[]", "boxes.json' has no array 'images'; expected COCO annotations")]
    [TestCase("{ \"images\": [] }", "boxes.json' has no images; expected at least one.")]
    [TestCase("{ \"images\": [{ \"id\": 1, \"width\": 4, \"height\": 4 }] }", "images[0] has no file_name.")]
    public void Wrong_annotations(string json, string sentence)
    {
        File.WriteAllText(In("coco", "boxes.json"), json);
        ExpectBoxes(sentence);
    }

    [Test]
    public void A_box_of_an_unknown_category()
    {
        Annotate(category: 5);
        ExpectBoxes("annotations[0] has category_id 5, which isn't among the categories. Fetch or copy the file again, or name the right one by --ground-truth.");
    }

    [Test]
    public void A_box_of_an_unknown_picture()
    {
        Annotate(image: 9);
        ExpectBoxes("annotations[0] has image_id 9, which isn't among the images.");
    }

    [Test]
    public void A_picture_of_the_annotations_that_is_not_there()
    {
        File.Delete(In("coco", "pictures", "b.jpg"));
        ExpectBoxes("b.jpg'. Copy it there, or take it out of the list.");
    }

    [Test]
    public void Pictures_of_another_version_of_the_data_set()
    {
        Annotate(widthOff: 1);
        ExpectBoxes("; its annotation says ");
        Assert.That(_cli.Error, Does.Contain("a.jpg' is ").And.Contain("Take pictures and annotations of the same version of the data set."));
    }

    [Test]
    public void Another_number_of_samples_than_the_benchmark_s_in_the_closed_division()
    {
        File.WriteAllText(In("set", "val_map.txt"), "a.jpg 0\nb.jpg 1\n");
        _cli.ExpectMistake(
            2, "the data has 2 samples, the benchmark's 50000: another version or a part of it.", "run", "--benchmark", "resnet50", "--division", "closed", "--rules", "v6.1",
            "--scenario", "Offline", "--model", ResNetLike(), "--data", "set", "--home", "home");
    }

    [Test]
    public void A_model_of_another_input_shape()
    {
        Model(new SyntheticModel().Input("x", ElementType.Float32, "N", 3, 4, 4).Node("Flatten", ["x"], ["y"]).Output("y", ElementType.Float32, "N", 48));
        ExpectClasses("Input 'x' of 'm.onnx' takes float32 [N,3,4,4]; 'my-classes' makes float32 [N,3,2,2]. Is it that benchmark's model?");
    }

    [Test]
    public void A_model_with_too_few_outputs_for_the_labels()
    {
        Model(new SyntheticModel().Input("x", ElementType.Float32, "N", 3, 2, 2).Node("GlobalAveragePool", ["x"], ["y"]).Output("y", ElementType.Float32, "N", 3, 1, 1));
        ExpectClasses("val_map.txt' has class 3 for sample 0; 'm.onnx' has 3 outputs, so expected 0 to 2. Is it that benchmark's model, or another data set's list?");
    }

    [Test]
    public void A_model_with_other_output_names()
    {
        Model(new SyntheticModel().Input("x", ElementType.Float32, 1, 3, 2, 2).Node("Flatten", ["x"], ["y"]).Output("y", ElementType.Float32, 1, 12));
        ExpectBoxes("'m.onnx' has no output with 'boxes' in its name; found y");
    }

    [Test]
    public void A_model_with_other_input_names()
    {
        Model(new SyntheticModel().Input("a", ElementType.Int64, "N", 384).Input("b", ElementType.Int64, "N", 384)
            .Node("Add", ["a", "b"], ["y"]).Output("y", ElementType.Int64, "N", 384));
        _cli.ExpectMistake(2, "expected token ids, a mask and segments, told apart by their names", "run", "--benchmark", "bert", "--model", "m.onnx", "--data", "synthetic:2");
    }

    private void ExpectClasses(string sentence) => _cli.ExpectMistake(2, sentence, Arguments("my-classes", "classes.json", "set"));

    private void ExpectBoxes(string sentence) => _cli.ExpectMistake(2, sentence, Arguments("my-boxes", "boxes.json", "coco"));

    private int RunClasses() => _cli.Run(Arguments("my-classes", "classes.json", "set"));

    private int RunBoxes() => _cli.Run(Arguments("my-boxes", "boxes.json", "coco"));

    private static string[] Arguments(string id, string catalog, string data) =>
        ["run", "--catalog", catalog, "--benchmark", id, "--model", "m.onnx", "--data", data, "--home", "home", "--mode", "accuracy", "--quiet"];

    private void Annotate(int image = 1, int category = 1, int widthOff = 0)
    {
        var (a, b) = (SizeOf("full.jpg"), SizeOf("half.jpg"));
        File.WriteAllText(In("coco", "boxes.json"), FormattableString.Invariant($$"""
            {
              "images": [
                { "id": 1, "file_name": "a.jpg", "width": {{a.Width + widthOff}}, "height": {{a.Height}} },
                { "id": 2, "file_name": "b.jpg", "width": {{b.Width}}, "height": {{b.Height}} }
              ],
              "categories": [{ "id": 1, "name": "person" }],
              "annotations": [{ "id": 1, "image_id": {{image}}, "category_id": {{category}}, "bbox": [0, 0, 2, 2], "area": 4, "iscrowd": 0 }]
            }
            """));
    }

    private static (int Width, int Height) SizeOf(string name)
    {
        using var picture = NativeBench.Datasets.Skia.SkiaImageDecoder.Instance.Decode(GoldenData.PathOf(name), applyOrientation: true);
        return (picture.Width, picture.Height);
    }

    /// <summary>A network of resnet50's input and outputs that computes nothing of the kind.</summary>
    private string ResNetLike()
    {
        File.WriteAllBytes(In("resnet.onnx"), new SyntheticModel().Input("x", ElementType.Float32, "N", 3, 224, 224)
            .Node("GlobalAveragePool", ["x"], ["p"]).Node("Flatten", ["p"], ["y"]).Output("y", ElementType.Float32, "N", 3).ToBytes());
        return "resnet.onnx";
    }

    private void BoxModel() => Model(new SyntheticModel().Input("x", ElementType.Float32, 1, 3, 2, 2)
        .Constant("box", ElementType.Float32, [1, 1, 4], Floats(0, 0, 1, 1)).Constant("score", ElementType.Float32, [1, 1], Floats(0.9f))
        .Constant("label", ElementType.Int64, [1, 1], BitConverter.GetBytes(1L))
        .Node("Identity", ["box"], ["boxes"]).Node("Identity", ["score"], ["scores"]).Node("Identity", ["label"], ["labels"])
        .Output("boxes", ElementType.Float32, 1, 1, 4).Output("scores", ElementType.Float32, 1, 1).Output("labels", ElementType.Int64, 1, 1));

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private void Model(SyntheticModel model) => File.WriteAllBytes(In("m.onnx"), model.ToBytes());

    private string In(params string[] parts) => Path.Combine([_cli.Folder, .. parts]);
}
