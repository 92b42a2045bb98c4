using System.Text.Json;
using System.Text.Json.Nodes;
using NativeBench.Submission;
using NativeBench.Submission.Rounds;

namespace NativeBench.Tests.Submission;

/// <summary>Runs of virtual time for <c>submission pack</c>, and what its tests ask of them and of the trees.</summary>
internal static class PackedRuns
{
    public static readonly string[] Names = ["--submitter", "Example", "--system", "box"];

    /// <summary>What a model of no catalog doesn't tell of itself.</summary>
    private static readonly string[] s_measurements =
        ["--measurement", "retraining=No", "--measurement", "starting_weights_filename=m.onnx", "--measurement", "weight_transformations=none"];

    /// <summary>Names, and what the machine doesn't tell of itself.</summary>
    public static readonly string[] SystemOptions =
    [
        .. Names, "--field", "status=rdi", "--field", "host_memory_configuration=DDR5", "--field", "host_storage_type=SSD", "--field", "host_storage_capacity=1 TB",
        "--field", "host_networking=Ethernet", "--field", "host_networking_topology=N/A", "--field", "host_network_card_count=1", "--field", "cooling=air",
        "--field", "host_processor_model_name=made up",
    ];

    /// <summary>Both.</summary>
    public static readonly string[] Fields = [.. SystemOptions, .. s_measurements];

    // Made once; the tests change copies.
    private static readonly Lazy<(string Folder, Dictionary<string, byte[]> Files)> s_runs = new(MakeRuns);

    /// <summary>Replaces a text in all results below a folder; it has to be there.</summary>
    public static void Change(SubmissionHost host, string folder, string text, string changed)
    {
        foreach (string path in Directory.GetFiles(host.At(folder), "result.json", SearchOption.AllDirectories))
        {
            string document = File.ReadAllText(path);
            Assert.That(document, Does.Contain(text), path);
            File.WriteAllText(path, document.Replace(text, changed, StringComparison.Ordinal));
        }
    }

    public static string Measurements(SubmissionHost host, string tree) => string.Join(
        ' ', JsonNode.Parse(File.ReadAllText(host.At(tree + "/closed/Example/results/box/resnet/Offline/measurements.json")))!.AsObject().Select(static p => $"{p.Key}={p.Value}"));

    /// <summary>A host with the same runs in two folders: <c>a</c> with SingleStream, <c>b</c> with MultiStream and Offline.</summary>
    public static SubmissionHost Split()
    {
        var host = Runs();
        foreach (var (name, isFirst) in new[] { ("a", true), ("b", false) })
        {
            foreach (string file in Directory.GetFiles(host.At("sub"), "*", SearchOption.AllDirectories))
            {
                string path = Path.GetRelativePath(host.At("sub"), file);
                string top = path.Split(Path.DirectorySeparatorChar)[0];
                if (top is "SingleStream" or "MultiStream" or "Offline" && top == "SingleStream" != isFirst)
                    continue;
                Directory.CreateDirectory(Path.GetDirectoryName(host.At($"{name}/{path}"))!);
                File.Copy(file, host.At($"{name}/{path}"));
            }

            string state = host.At(name + "/submission-run.json");
            var json = JsonNode.Parse(File.ReadAllText(state))!.AsObject();
            json["steps"] = new JsonArray([.. json["steps"]!.AsArray().Where(s => s!["scenario"]!.GetValue<string>() == "SingleStream" == isFirst).Select(static s => s!.DeepClone())]);
            File.WriteAllText(state, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        }

        return host;
    }

    public static CheckReport Check(SubmissionHost host, string tree, string? full = null) =>
        SubmissionChecker.Check(host.At(tree), RoundRules.Find("v6.1")!, full is null ? null : host.At(full));

    /// <summary>A host whose <c>sub</c> holds a complete closed submission.</summary>
    public static SubmissionHost Runs()
    {
        var host = new SubmissionHost();
        foreach (var (path, bytes) in s_runs.Value.Files)
        {
            string target = host.At("sub/" + path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, bytes);
            if (Path.GetFileName(path) == "result.json")
                File.WriteAllText(target, File.ReadAllText(target).Replace(s_runs.Value.Folder, host.Cli.Folder, StringComparison.Ordinal));
        }

        return host;
    }

    private static (string, Dictionary<string, byte[]>) MakeRuns()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run(), Is.Zero, host.Cli.Error + host.Cli.Out);
        return (host.Cli.Folder, Directory.GetFiles(host.At("sub"), "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(host.At("sub"), f), File.ReadAllBytes));
    }
}
