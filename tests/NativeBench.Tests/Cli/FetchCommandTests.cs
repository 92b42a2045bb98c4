using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using NativeBench.Tests.Catalog;

namespace NativeBench.Tests.Cli;

/// <summary><c>fetch</c>: brings model and data into the store, unpacked, or says how to get them by hand.</summary>
public sealed class FetchCommandTests
{
    [Test]
    public void Model_and_data_come_and_the_benchmark_is_ready()
    {
        using var server = new FaultyServer(static r => FaultyServer.Proper(r.Path == "data.zip" ? Zip("pictures/one.txt", "1") : [1, 2, 3], r));
        using var cli = new CliHost();
        WriteCatalog(cli, server);
        Assert.That(cli.Run("fetch", "my-benchmark", "--catalog", "mine.json", "--home", "store"), Is.Zero, cli.Error + cli.Out);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.ReadAllBytes(Path.Combine(cli.Folder, "store", "models", "my-benchmark", "m.onnx")), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(File.ReadAllText(Path.Combine(cli.Folder, "store", "data", "my-benchmark", "pictures", "one.txt")), Is.EqualTo("1"));
            Assert.That(cli.Out, Does.Contain("Ready: nativebench run --benchmark my-benchmark").And.Contain("the catalog has no checksum for it"));
        }

        var requests = server.Requests.Count;
        Assert.That(cli.Run("fetch", "my-benchmark", "--catalog", "mine.json", "--home", "store"), Is.Zero, cli.Error);
        Assert.That(server.Requests, Has.Count.EqualTo(requests), "what is there isn't fetched again");
    }

    [Test]
    public void Offline_says_where_to_put_what()
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("fetch", "yolox-nano", "--offline", "--home", "store"), Is.EqualTo(1));
        Assert.That(cli.Out, Does.Contain("Put it at: " + Path.Combine(cli.Folder, "store", "models", "yolox-nano", "yolox_nano.onnx"))
            .And.Contain("Checksum: SHA-256 e8af0749").And.Contain("Address: http://images.cocodataset.org/zips/val2017.zip"));
    }

    [Test]
    public void Data_behind_a_registration_is_explained_step_by_step()
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("fetch", "resnet50", "--part", "data", "--home", "store"), Is.EqualTo(1));
        Assert.That(cli.Out, Does.Contain("Licence: ImageNet terms of access").And.Contain("Register at https://image-net.org").And.Contain("Still missing: model resnet50_v1.onnx, data"));
    }

    [Test]
    public void A_model_without_onnx_names_the_suite_s_files()
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("fetch", "tiny-kws", "--part", "model", "--home", "store", "--json"), Is.EqualTo(1));
        using var json = JsonDocument.Parse(cli.Out);
        Assert.That(json.RootElement[0].GetProperty("status").GetString(), Is.EqualTo("by hand"));
        Assert.That(json.RootElement[0].GetProperty("steps").EnumerateArray().Select(static s => s.GetString()), Has.Some.Contain("kws_ref_model.tflite"));
    }

    [Test]
    public void A_file_that_fails_ends_in_3_and_the_others_still_come()
    {
        using var server = new FaultyServer(static r => r.Path == "m.onnx" ? new FaultyServer.Answer(404, []) : FaultyServer.Proper(Zip("pictures/one.txt", "1"), r));
        using var cli = new CliHost();
        WriteCatalog(cli, server);
        Assert.That(cli.Run("fetch", "my-benchmark", "--catalog", "mine.json", "--home", "store", "--quiet"), Is.EqualTo(3), cli.Error);
        Assert.That(cli.Out, Does.Contain("m.onnx: failed").And.Contain("data.zip: fetched"));
    }

    [Test]
    public void A_licence_has_to_be_accepted_first()
    {
        using var server = new FaultyServer(static r => FaultyServer.Proper([1], r));
        using var cli = new CliHost();
        WriteCatalog(cli, server, licence: "Ask the owner.");
        Assert.That(cli.Run("fetch", "my-benchmark", "--part", "model", "--catalog", "mine.json", "--home", "store"), Is.EqualTo(1));
        Assert.That(cli.Out, Does.Contain("needs --accept-licence").And.Contain("Licence: Ask the owner."));
        Assert.That(server.Requests, Is.Empty);
        Assert.That(cli.Run("fetch", "my-benchmark", "--part", "model", "--catalog", "mine.json", "--home", "store", "--accept-licence"), Is.Zero, cli.Error);
    }

    [Test]
    public void A_damaged_archive_is_told()
    {
        using var server = new FaultyServer(static r => FaultyServer.Proper([1, 2, 3], r));
        using var cli = new CliHost();
        WriteCatalog(cli, server);
        Assert.That(cli.Run("fetch", "my-benchmark", "--part", "data", "--catalog", "mine.json", "--home", "store"), Is.EqualTo(3));
        Assert.That(cli.Out, Does.Contain("can't be unpacked"));
    }

    [TestCase("dlrm", "The suite's ONNX file of DLRM, Criteo Terabyte, max index range 40M comes as an archive: unpack it", "'nativebench fetch dlrm --file tb00_40M.onnx.tar'")]
    [TestCase("yolo", "Whether there's an official ONNX file of YOLO11l (ultralytics) isn't known here", "README index lists pytorch and onnx")]
    [TestCase("tiny-kws", "There's no official ONNX file of", "convert one of the suite's")]
    [TestCase("whisper", "There's no official ONNX file of", "The model has to be exported as three files")]
    public void How_to_come_to_an_onnx_file_is_told_as_the_catalog_knows_it(string id, string sentence, string more)
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("fetch", id, "--part", "model", "--home", "store"), Is.EqualTo(1), cli.Error);
        Assert.That(cli.Out, Does.Contain(sentence).And.Contain(more));
    }

    [TestCase("fetch needs a benchmark's id", "fetch")]
    [TestCase("there is no benchmark 'resnet5'. Did you mean 'resnet50'?", "fetch", "resnet5")]
    [TestCase("has no file 'x'; it has", "fetch", "resnet50", "--file", "x")]
    [TestCase("--part knows all, model, data", "fetch", "resnet50", "--part", "half")]
    [TestCase("--proxy takes an address", "fetch", "resnet50", "--proxy", "here")]
    public void A_mistake_is_told(string sentence, params string[] args)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, sentence, args);
    }

    private static void WriteCatalog(CliHost cli, FaultyServer server, string? licence = null)
    {
        var node = JsonNode.Parse(CatalogReaderTests.Minimal)!;
        var model = new JsonObject { ["file"] = "m.onnx", ["url"] = server.Url("m.onnx"), ["runs_here"] = true, ["default"] = true };
        if (licence is not null)
            model["licence"] = licence;
        node["model"]!["files"] = new JsonArray(model);
        node["dataset"]!["files"] = new JsonArray(new JsonObject { ["file"] = "data.zip", ["url"] = server.Url("data.zip"), ["unpack"] = true, ["brings"] = "pictures" });
        cli.File("mine.json", node.ToJsonString());
    }

    private static byte[] Zip(string name, string content)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create))
        {
            using var entry = new StreamWriter(zip.CreateEntry(name).Open());
            entry.Write(content);
        }

        return memory.ToArray();
    }
}
