using NativeBench.Inference;
using NativeBench.Tests.Datasets;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

/// <summary>Tasks that no built-in benchmark's data is at hand for, run by a catalog file of the user's own and no code.</summary>
public sealed class UserCatalogTests
{
    [Test]
    public void A_segmentation_benchmark_of_the_user_s_own_has_its_hand_worked_mIoU()
    {
        using var cli = new CliHost();
        MakeFolders(cli, "photos", "maps");
        cli.File("own.json", """
            {
              "catalog_version": 1, "id": "my-segmentation", "title": "Mine", "task": "semantic-segmentation",
              "model": { "name": "greys as classes" }, "dataset": { "name": "two pictures" }, "qsl": {},
              "quality": { "metric": "miou", "unit": "percent", "targets": [{ "figure": "miou", "threshold": 70 }] },
              "pipeline": {
                "reader": { "kind": "segmentation-folder", "images": "photos", "labels": "maps", "size": [2, 2], "fit": "stretch", "classes": 3 },
                "preprocessing": { "kind": "image", "height": 2, "width": 2, "fit": "stretch", "filter": "opencv-area", "divisor": 40 },
                "responses": { "kind": "class-map", "classes": 3 },
                "metric": { "kind": "miou", "last_class": 2 }
              }
            }
            """);

        // A grey of 40 c + 20 is class c after the division; the network takes the red channel as the answer.
        WriteModel(cli, RedChannel(new SyntheticModel().Input("x", ElementType.Float32, "N", 3, 2, 2)).Output("y", ElementType.Float32, "N", 1, 2, 2));

        // One picture of four quarters, 1 1 2 2, whose truth is 1 2 2 2; one of class 1 alone, whose truth is 1 and, in a quarter, 7, which isn't scored.
        Write(cli, "photos/a.jpg", PictureFiles.Jpeg(32, 32, static (_, y) => (byte)(y < 16 ? 60 : 100)));
        Write(cli, "maps/a.png", PictureFiles.GreyPng(32, 32, static (x, y) => (byte)(x < 16 && y < 16 ? 1 : 2)));
        Write(cli, "photos/b.jpg", PictureFiles.Jpeg(48, 80, static (_, _) => 60));
        Write(cli, "maps/b.png", PictureFiles.GreyPng(48, 80, static (x, y) => (byte)(x < 24 && y < 40 ? 7 : 1)));

        // IoU(1) = (1 + 3) / (1 + 3 + 1), IoU(2) = 2 / (2 + 1): 80 and 66.67 %.
        var code = cli.Run("run", "--catalog", "own.json", "--benchmark", "my-segmentation", "--model", "m.onnx", "--data", "set", "--mode", "accuracy", "--home", "home");
        Assert.That(code, Is.Zero, cli.Error + cli.Out);
        Assert.That(cli.Out, Does.Contain("73.33 %").And.Contain("reached"));
    }

    [Test]
    public void A_person_detection_benchmark_of_the_user_s_own_is_scored_as_COCO_scores()
    {
        using var cli = new CliHost();
        MakeFolders(cli, "pictures");
        cli.File("own.json", """
            {
              "catalog_version": 1, "id": "my-persons", "title": "Mine", "task": "object-detection",
              "model": { "name": "one box, as sure as the picture is bright" }, "dataset": { "name": "two pictures" }, "qsl": {},
              "quality": { "metric": "map", "unit": "percent" },
              "pipeline": {
                "reader": { "kind": "coco", "images": "pictures", "annotations": "persons.json" },
                "preprocessing": { "kind": "image", "height": 64, "width": 64, "fit": "letterbox-top-left", "filter": "opencv-linear", "padding": 0, "divisor": 255 },
                "responses": { "kind": "boxes", "form": "tensorflow-detection" },
                "metric": { "kind": "coco" }
              }
            }
            """);
        cli.File(Path.Combine("set", "persons.json"), """
            {
              "images": [{ "id": 1, "file_name": "a.jpg", "width": 96, "height": 96 }, { "id": 2, "file_name": "b.jpg", "width": 96, "height": 96 }],
              "categories": [{ "id": 1, "name": "person" }],
              "annotations": [
                { "id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 96, 96], "area": 9216, "iscrowd": 0 },
                { "id": 2, "image_id": 2, "category_id": 1, "bbox": [0, 0, 96, 48], "area": 4608, "iscrowd": 0 }
              ]
            }
            """);
        Write(cli, "pictures/a.jpg", PictureFiles.Jpeg(96, 96, static (_, _) => 230));
        Write(cli, "pictures/b.jpg", PictureFiles.Jpeg(96, 96, static (_, _) => 128));
        WriteModel(cli, RedChannel(new SyntheticModel().Input("x", ElementType.Float32, 1, 3, 64, 64), "red")
            .Floats("box", [1, 1, 4], 0, 0, 1, 1).Floats("class", [1, 1], 1).Floats("count", [1], 1).Integers("one", 1, 1)
            .Node("GlobalAveragePool", ["red"], ["mean"]).Node("Reshape", ["mean", "one"], ["detection_scores"]).Node("Identity", ["box"], ["detection_boxes"])
            .Node("Identity", ["class"], ["detection_classes"]).Node("Identity", ["count"], ["num_detections"])
            .Output("detection_boxes", ElementType.Float32, 1, 1, 4).Output("detection_scores", ElementType.Float32, 1, 1)
            .Output("detection_classes", ElementType.Float32, 1, 1).Output("num_detections", ElementType.Float32, 1));

        // The second box overlaps its person by one half: right at threshold 0.50 only. At the other nine, precision is 1 up to
        // a recall of 1/2, which are 51 of 101 points: (1 + 9 * 51/101) / 10. Were the darker picture the surer one, it would be less.
        var code = cli.Run("run", "--catalog", "own.json", "--benchmark", "my-persons", "--model", "m.onnx", "--data", "set", "--mode", "accuracy", "--home", "home");
        Assert.That(code, Is.Zero, cli.Error + cli.Out);
        Assert.That(cli.Out, Does.Contain("55.45 %"));
    }

    [Test]
    public void Person_or_not_by_pictures_of_the_user_s_own_is_counted()
    {
        using var cli = new CliHost();
        MakeFolders(cli, "val");
        cli.File("own.json", """
            {
              "catalog_version": 1, "id": "my-wake-words", "title": "Mine", "task": "image-classification",
              "model": { "name": "the brighter half decides" }, "dataset": { "name": "three pictures" }, "qsl": {},
              "quality": { "metric": "top1", "unit": "percent", "targets": [{ "figure": "top1", "threshold": 60 }] },
              "pipeline": {
                "reader": { "kind": "image-list", "list": "persons.txt", "classes": 2 },
                "preprocessing": { "kind": "image", "like": "tiny-vww" },
                "responses": { "kind": "top1" }, "metric": { "kind": "top1" }
              }
            }
            """);

        // Class 1 is what is brighter on the right; one truth of three says otherwise.
        Write(cli, "val/left.jpg", PictureFiles.Jpeg(128, 64, static (x, _) => (byte)(x < 64 ? 200 : 40)));
        Write(cli, "val/right.jpg", PictureFiles.Jpeg(64, 192, static (x, _) => (byte)(x < 32 ? 40 : 200)));
        Write(cli, "val/wrong.jpg", PictureFiles.Jpeg(96, 96, static (x, _) => (byte)(x < 48 ? 40 : 200)));
        cli.File(Path.Combine("set", "persons.txt"), "left.jpg 0\nright.jpg 1\nwrong.jpg 0\n");
        WriteModel(cli, new SyntheticModel().Input("x", ElementType.Float32, 1, 96, 96, 3)
            .Integers("column", 2).Integers("zero", 0).Integers("middle", 48).Integers("end", 96).Integers("flat", 0, -1)
            .Node("Slice", ["x", "zero", "middle", "column"], ["l"]).Node("Slice", ["x", "middle", "end", "column"], ["r"])
            .Node("Reshape", ["l", "flat"], ["lf"]).Node("Reshape", ["r", "flat"], ["rf"])
            .Node("ReduceMax", ["lf"], ["lm"], ("keepdims", 1)).Node("ReduceMax", ["rf"], ["rm"], ("keepdims", 1))
            .Node("Concat", ["lm", "rm"], ["y"], ("axis", 1)).Output("y", ElementType.Float32, 1, 2));
        var code = cli.Run("run", "--catalog", "own.json", "--benchmark", "my-wake-words", "--model", "m.onnx", "--data", "set", "--mode", "accuracy", "--home", "home");
        Assert.That(code, Is.Zero, cli.Error + cli.Out);
        Assert.That(cli.Out, Does.Contain("2/3").And.Contain("66.67 %"));
    }

    /// <summary>Adds the first channel of a picture [N,3,H,W].</summary>
    private static SyntheticModel RedChannel(SyntheticModel model, string output = "y") => model.Integers("from", 0).Integers("to", 1).Integers("axis", 1)
        .Node("Slice", ["x", "from", "to", "axis"], [output]);

    private static void MakeFolders(CliHost cli, params string[] names)
    {
        foreach (var name in names)
            Directory.CreateDirectory(Path.Combine(cli.Folder, "set", name));
    }

    private static void Write(CliHost cli, string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(cli.Folder, "set", name), bytes);

    private static void WriteModel(CliHost cli, SyntheticModel model) => File.WriteAllBytes(Path.Combine(cli.Folder, "m.onnx"), model.ToBytes());
}
