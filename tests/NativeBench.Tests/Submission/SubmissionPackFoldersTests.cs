using System.Text.Json.Nodes;
using static NativeBench.Tests.Submission.PackedRuns;

namespace NativeBench.Tests.Submission;

/// <summary><c>submission pack</c> of several folders: what goes together, what doesn't, and whom an option is meant for.</summary>
public sealed class SubmissionPackFoldersTests
{
    [Test]
    public void Folders_of_one_benchmark_are_put_together()
    {
        using var host = Split();
        Assert.That(host.Cli.Run(["submission", "pack", "a", "b", "--catalog", "catalog.json", .. Fields, "--output", "tree"]), Is.Zero, host.Cli.Error + host.Cli.Out);
        var report = Check(host, "tree");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.OfficialCheckerAccepts, string.Join('\n', report.Findings));
            Assert.That(report.Results.Select(static r => $"{r.System} {r.Scenario}"), Is.EqualTo(new[] { "box MultiStream", "box Offline", "box SingleStream" }));
        }
    }

    [Test]
    public void Result_folders_of_run_are_put_together_too()
    {
        using var host = Runs();
        string[] folders = ["sub/Offline/performance", "sub/Offline/accuracy"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Cli.Run(["submission", "pack", .. folders, "--catalog", "catalog.json", "--division", "open", "--category", "edge", .. Fields, "--output", "tree"]), Is.Zero, host.Cli.Error + host.Cli.Out);
            Assert.That(host.Cli.Run(["submission", "pack", folders[0], "--catalog", "catalog.json", "--division", "open", .. Fields, "--output", "none"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("Offline accuracy is missing."));
            Change(host, folders[1], "accuracy=100.000%, good=50000", "accuracy=10.000%, good=5000");
            Assert.That(host.Cli.Run(["submission", "pack", .. folders, "--catalog", "catalog.json", "--division", "closed", "--category", "edge", .. Fields, "--output", "none"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("Offline accuracy misses the target of resnet, closed division: acc is 10, and has to be 75.6954 or more."));
        }
    }

    [TestCase("\"loadgen\": \"NativeBench.LoadGen\"", "\"loadgen\": \"MLCommons LoadGen\"", "a and b can't be one result of resnet: LoadGen NativeBench.LoadGen 6.0.17 and MLCommons LoadGen 6.0.17. Pack them apart, or make the runs alike.")]
    [TestCase("\"name\": \"ort-cpu\"", "\"name\": \"ort-cuda\"", "a and b can't be one result of resnet: backend ort-cpu and ort-cuda.")]
    [TestCase("\"command_line\": [", "\"command_line\": [\"--precision\", \"fp16\",", "a and b can't be one result of resnet: precision none and fp16 allowed.")]
    [TestCase("\"cpu_logical_cores\": ", "\"cpu_logical_cores\": 9", "these aren't one system 'box'. '--system b=NAME' makes it a system of its own")]
    public void Folders_that_do_not_belong_together_are_refused_with_the_difference(string text, string changed, string sentence)
    {
        using var host = Split();
        Change(host, "b", text, changed);
        Assert.That(host.Cli.Run(["submission", "pack", "a", "b", "--catalog", "catalog.json", .. Fields, "--output", "none"]), Is.EqualTo(2));
        Assert.That(host.Cli.Error, Does.Contain(sentence));
        Assert.That(Directory.Exists(host.At("none")), Is.False);
    }

    [Test]
    public void Two_machines_are_two_systems_each_with_its_description()
    {
        using var host = Split();
        Change(host, "b", "\"cpu_logical_cores\": ", "\"cpu_logical_cores\": 9");
        string file = host.At("b/system.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"cooling\": \"\"", "\"cooling\": \"liquid\"", StringComparison.Ordinal));
        int cooling = Array.IndexOf(Fields, "cooling=air");
        string[] fields = [.. Fields[..(cooling - 1)], .. Fields[(cooling + 1)..]];
        host.Cli.File("box.json", """{ "cooling": "air" }""");
        Assert.That(host.Cli.Run(["submission", "pack", "a", "b", "--catalog", "catalog.json", "--division", "open", .. fields, "--system", "b=other", "--system-file", "box=box.json", "--output", "tree"]), Is.Zero, host.Cli.Error + host.Cli.Out);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Check(host, "tree").Results.Select(static r => $"{r.System} {r.Scenario}"), Is.EqualTo(new[] { "box SingleStream", "other MultiStream", "other Offline" }));
            Assert.That(JsonNode.Parse(File.ReadAllText(host.At("tree/open/Example/systems/box.json")))!["cooling"]!.GetValue<string>(), Is.EqualTo("air"));
            Assert.That(JsonNode.Parse(File.ReadAllText(host.At("tree/open/Example/systems/other.json")))!["cooling"]!.GetValue<string>(), Is.EqualTo("liquid"));
        }
    }

    [Test]
    public void A_run_that_is_in_two_folders_is_refused()
    {
        using var host = Split();
        host.Cli.Run(["submission", "pack", "a", "sub", "--catalog", "catalog.json", .. Fields, "--output", "none"]);
        Assert.That(host.Cli.Error, Does.Contain("SingleStream performance is in a and in sub: which one counts has to be clear. Leave one folder out."));
    }

    [Test]
    public void Folders_for_different_divisions_need_a_word()
    {
        using var host = Split();
        foreach (string file in Directory.GetFiles(host.At("b"), "*.json", SearchOption.AllDirectories).Where(static f => Path.GetFileName(f) is "result.json" or "submission-run.json"))
            File.WriteAllText(file, File.ReadAllText(file).Replace("\"division\": \"closed\"", "\"division\": \"open\"", StringComparison.Ordinal));
        Assert.That(host.Cli.Run(["submission", "pack", "a", "b", "--catalog", "catalog.json", .. Fields, "--output", "none"]), Is.EqualTo(2));
        Assert.That(host.Cli.Error, Does.Contain("a was made for division closed, b for open: --division says for which both are packed, or pack them apart."));
    }

    [Test]
    public void Options_are_for_all_folders_or_for_the_one_that_is_named()
    {
        using var host = Split();
        foreach (string file in Directory.GetFiles(host.At("b"), "*.json", SearchOption.AllDirectories).Where(static f => Path.GetFileName(f) is "result.json" or "submission-run.json"))
            File.WriteAllText(file, File.ReadAllText(file).Replace("\"benchmark\": \"toy\"", "\"benchmark\": \"toy2\"", StringComparison.Ordinal));
        host.Cli.File("catalog2.json", SubmissionHost.Catalog.Replace("\"id\": \"toy\"", "\"id\": \"toy2\"", StringComparison.Ordinal).Replace("[\"resnet\"]", "[\"unheard\"]", StringComparison.Ordinal));
        string[] pack = ["submission", "pack", "a", "b", "--catalog", "catalog.json", "--catalog", "catalog2.json", "--division", "open", .. Fields];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Cli.Run([.. pack, "--model-name", "net", "--output", "none"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("--model-name net would stand for resnet and unheard: name each, --model-name toy=NAME --model-name toy2=NAME."));
            Assert.That(host.Cli.Run([.. pack, "--model-name", "toy3=net", "--output", "none"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("--model-name names 'toy3'; the folders are a (toy), b (toy2)."));
            Assert.That(host.Cli.Run([.. pack, "--infer", "MultiStream=SingleStream", "--output", "none"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("b: --infer MultiStream=SingleStream: MultiStream was measured itself. '--infer toy:MultiStream=SingleStream' says it of one benchmark."));

            // The official checker has its say on the data set of the other benchmark; here it's about what is where.
            host.Cli.Run([.. pack, "--model-name", "toy=net", "--infer", "toy:MultiStream=SingleStream", "--measurement", "toy2:weight_transformations=pruned", "--output", "tree"]);
            string home = host.At("tree/open/Example");
            Assert.That(JsonNode.Parse(File.ReadAllText(home + "/model_mapping.json"))!.ToJsonString(), Is.EqualTo("""{"net":"resnet"}"""));
            Assert.That(Directory.GetDirectories(home + "/results/box").Select(Path.GetFileName), Is.EquivalentTo(new[] { "net", "unheard" }));
            Assert.That(Directory.GetDirectories(home + "/results/box/net").Select(Path.GetFileName), Is.EquivalentTo(new[] { "SingleStream", "MultiStream" }));
            Assert.That(File.ReadAllText(home + "/results/box/unheard/Offline/measurements.json"), Does.Contain("pruned"));
            Assert.That(File.ReadAllText(home + "/results/box/net/SingleStream/measurements.json"), Does.Not.Contain("pruned"));
            Assert.That(Directory.GetDirectories(home + "/src").Select(Path.GetFileName), Is.EquivalentTo(new[] { "net", "unheard" }));
        }
    }
}
