using NativeBench.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

/// <summary>Tasks that no built-in benchmark's data is at hand for, run by a catalog file of the user's own and no code.</summary>
public sealed class UserCatalogTests
{
    [Test]
    public void A_segmentation_benchmark_of_the_user_s_own_has_its_hand_worked_mIoU()
    {
        using var cli = new CliHost();
        Directory.CreateDirectory(Path.Combine(cli.Folder, "set", "annotations"));
        cli.File("own.json", """
            {
              "catalog_version": 1, "id": "my-segmentation", "title": "Mine", "task": "semantic-segmentation",
              "model": { "name": "adds channels" }, "dataset": { "name": "four pixels" }, "qsl": {},
              "quality": { "metric": "miou", "unit": "percent", "targets": [{ "figure": "miou", "threshold": 50 }] },
              "pipeline": {
                "reader": { "kind": "segmentation-folder", "labels": "annotations", "size": [2, 2] },
                "responses": { "kind": "class-map", "classes": 3 },
                "metric": { "kind": "miou", "last_class": 2 }
              }
            }
            """);

        // The network's answer is its input: classes 1 1 2 2. The truth is 1 2 2 2: IoU(1) = 1/2, IoU(2) = 2/3.
        WriteModel(cli, new SyntheticModel().Input("x", ElementType.Float32, "N", 2, 2).Node("Identity", ["x"], ["y"]).Output("y", ElementType.Float32, "N", 2, 2));
        float[] classes = [1, 1, 2, 2];
        WriteInputs(cli, "<f4", [1, 2, 2], [.. classes.SelectMany(BitConverter.GetBytes)]);
        File.WriteAllBytes(Path.Combine(cli.Folder, "set", "annotations", "one.raw"), [1, 2, 2, 2]);

        var code = cli.Run("run", "--catalog", "own.json", "--benchmark", "my-segmentation", "--model", "m.onnx", "--data", "set", "--mode", "accuracy");
        Assert.That(code, Is.Zero, cli.Error + cli.Out);
        Assert.That(cli.Out, Does.Contain("58.33 %").And.Contain("reached"));
    }

    [Test]
    public void A_person_detection_benchmark_of_the_user_s_own_is_scored_as_COCO_scores()
    {
        using var cli = new CliHost();
        Directory.CreateDirectory(Path.Combine(cli.Folder, "set"));
        cli.File("own.json", """
            {
              "catalog_version": 1, "id": "my-persons", "title": "Mine", "task": "object-detection",
              "model": { "name": "always one box" }, "dataset": { "name": "two pictures" }, "qsl": {},
              "quality": { "metric": "map", "unit": "percent" },
              "pipeline": {
                "reader": { "kind": "coco", "images": "pictures", "annotations": "persons.json" },
                "responses": { "kind": "boxes", "form": "tensorflow-detection" },
                "metric": { "kind": "coco" }
              }
            }
            """);
        cli.File(Path.Combine("set", "persons.json"), """
            {
              "images": [{ "id": 1, "file_name": "a.jpg", "width": 100, "height": 100 }, { "id": 2, "file_name": "b.jpg", "width": 100, "height": 100 }],
              "categories": [{ "id": 1, "name": "person" }],
              "annotations": [
                { "id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 100, 100], "area": 10000, "iscrowd": 0 },
                { "id": 2, "image_id": 2, "category_id": 1, "bbox": [0, 0, 100, 50], "area": 5000, "iscrowd": 0 }
              ]
            }
            """);
        WriteModel(cli, new SyntheticModel().Input("x", ElementType.Float32, 1, 1)
            .Constant("box", ElementType.Float32, [1, 1, 4], Floats(0, 0, 1, 1)).Constant("score", ElementType.Float32, [1, 1], Floats(0.9f))
            .Constant("class", ElementType.Float32, [1, 1], Floats(1)).Constant("count", ElementType.Float32, [1], Floats(1))
            .Node("Identity", ["box"], ["detection_boxes"]).Node("Identity", ["score"], ["detection_scores"])
            .Node("Identity", ["class"], ["detection_classes"]).Node("Identity", ["count"], ["num_detections"])
            .Output("detection_boxes", ElementType.Float32, 1, 1, 4).Output("detection_scores", ElementType.Float32, 1, 1)
            .Output("detection_classes", ElementType.Float32, 1, 1).Output("num_detections", ElementType.Float32, 1));
        WriteInputs(cli, "<f4", [2, 1], Floats(0, 0));

        // The second box overlaps its person by one half: right at threshold 0.50 only. At the other nine, precision is 1 up to
        // a recall of 1/2, which are 51 of 101 points: (1 + 9 * 51/101) / 10.
        var code = cli.Run("run", "--catalog", "own.json", "--benchmark", "my-persons", "--model", "m.onnx", "--data", "set", "--mode", "accuracy");
        Assert.That(code, Is.Zero, cli.Error + cli.Out);
        Assert.That(cli.Out, Does.Contain("55.45 %"));
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static void WriteModel(CliHost cli, SyntheticModel model) => File.WriteAllBytes(Path.Combine(cli.Folder, "m.onnx"), model.ToBytes());

    private static void WriteInputs(CliHost cli, string type, int[] shape, byte[] data) =>
        File.WriteAllBytes(Path.Combine(cli.Folder, "set", "inputs.npy"), Datasets.TemporaryFolder.Npy(type, shape, data));
}
