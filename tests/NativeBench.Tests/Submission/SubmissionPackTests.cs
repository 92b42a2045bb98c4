using System.Text.Json.Nodes;
using NativeBench.Submission;
using NativeBench.Submission.Packing;
using static NativeBench.Tests.Submission.PackedRuns;

namespace NativeBench.Tests.Submission;

/// <summary><c>submission pack</c> on runs of virtual time: what it builds, what it refuses, what it marks.</summary>
public sealed class SubmissionPackTests
{
    [Test]
    public void Closed_runs_become_a_tree_that_the_official_checker_takes()
    {
        using var host = Runs();
        int code = host.Pack([.. Fields, "--output", "tree", "--full-logs", "full"]);
        var report = Check(host, "tree", "full");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, host.Cli.Error + host.Cli.Out);
            Assert.That(host.Cli.Out, Does.Contain("Not admissible: measured with NativeBench's own LoadGen"));
            Assert.That(report.OfficialCheckerAccepts, string.Join('\n', report.Findings));
            Assert.That(report.Findings.Where(static f => f.Severity == FindingSeverity.RulesSaySo).Select(static f => f.Key).Distinct(),
                Is.EqualTo(new[] { "loadgen_git_log_message" }), "only that it's not the official LoadGen");
            Assert.That(report.Results.Select(static r => $"{r.Benchmark} {r.Scenario} {r.MeasuredScenario}"),
                Is.EqualTo(new[] { "resnet MultiStream MultiStream", "resnet Offline Offline", "resnet SingleStream SingleStream" }));
            string result = host.At("tree/closed/Example/results/box/resnet/SingleStream");
            Assert.That(File.ReadAllLines(result + "/accuracy/accuracy.txt")[0], Is.EqualTo("accuracy=100.000%, good=50000, total=50000"));
            Assert.That(new FileInfo(result + "/accuracy/mlperf_log_accuracy.json").Length, Is.EqualTo(2 * 4096 + 7));
            Assert.That(File.ReadAllText(result + "/user.conf"), Does.Contain("resnet50.SingleStream.target_latency = "));
            Assert.That(Directory.GetFiles(result + "/TEST01/performance/run_1").Select(Path.GetFileName), Is.EquivalentTo(new[] { "mlperf_log_detail.txt", "mlperf_log_summary.txt" }));
        }
    }

    [Test]
    public void All_that_is_missing_is_told_at_once_and_nothing_is_written()
    {
        using var host = Runs();
        File.Delete(host.At("sub/system.json"));
        Directory.Delete(host.At("sub/MultiStream/TEST01"), recursive: true);
        host.Cli.ExpectMistake(2, "The system's description lacks status, ", "submission", "pack", "sub", "--catalog", "catalog.json");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Cli.Error, Does.Contain("host_storage_type").And.Contain("cooling").And.Contain("--submitter is missing").And.Contain("--system is missing"));
            Assert.That(host.Cli.Error, Does.Contain("MultiStream TEST01 is missing.").And.Contain("MultiStream has no passed TEST01, which the closed division asks for."));
            Assert.That(Directory.Exists(host.At("sub/tree-closed")), Is.False);
        }
    }

    [Test]
    public void The_systems_file_and_the_fields_fill_in_what_the_machine_does_not_tell()
    {
        using var host = Runs();
        host.Cli.File("mine.json", """{ "cooling": "water", "host_network_card_count": 2, "hw_notes": "mine" }""");
        Assert.That(host.Pack([.. Fields, "--field", "cooling=oil", "--system-file", "mine.json", "--output", "tree"]), Is.Zero, host.Cli.Error);
        var system = JsonNode.Parse(File.ReadAllText(host.At("tree/closed/Example/systems/box.json")))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(system["cooling"]!.GetValue<string>(), Is.EqualTo("oil"), "an option goes over the file");
            Assert.That(system["hw_notes"]!.GetValue<string>(), Is.EqualTo("mine"));
            Assert.That(system["system_type"]!.GetValue<string>(), Is.EqualTo("edge"));
            Assert.That(system["accelerators_per_node"]!.GetValue<string>(), Is.EqualTo("0"));
            Assert.That(system.AsObject().Select(static p => p.Key), Is.SupersetOf(SystemFields.Required.Concat(SystemFields.Optional)));
        }
    }

    [TestCase("\"emulated\": false", "\"emulated\": true", "the GPU or TensorRT was emulated: the times are those of no system.")]
    [TestCase("\"synthetic_weights\": false", "\"synthetic_weights\": true", "the model has synthetic weights: its answers mean nothing.")]
    [TestCase("\"synthetic_data\": false", "\"synthetic_data\": true", "the data is synthetic: nothing was scored.")]
    [TestCase("\"computes\": true", "\"computes\": false", "computes nothing.")]
    public void What_is_no_result_is_refused_with_the_reason(string text, string changed, string reason)
    {
        using var host = Runs();
        string path = host.At("sub/Offline/performance/result.json");
        string document = File.ReadAllText(path);
        Assert.That(document, Does.Contain(text));
        File.WriteAllText(path, document.Replace(text, changed, StringComparison.Ordinal));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Pack([.. Fields, "--output", "tree"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain(reason).And.Contain("--rehearsal packs it nevertheless"));
            Assert.That(Directory.Exists(host.At("tree")), Is.False);
        }
    }

    [Test]
    public void Quick_rules_are_refused()
    {
        using var host = Runs();
        foreach (string file in Directory.GetFiles(host.At("sub"), "result.json", SearchOption.AllDirectories))
            File.WriteAllText(file, File.ReadAllText(file).Replace("\"rules\": \"v6.1\"", "\"rules\": \"quick\"", StringComparison.Ordinal));
        host.Cli.ExpectMistake(2, "the runs were made under quick rules, which are no round's.",
            ["submission", "pack", "sub/Offline/performance", "--catalog", "catalog.json", "--division", "open", "--category", "edge", .. Fields]);
    }

    [Test]
    public void A_rehearsal_cannot_be_mistaken()
    {
        using var host = Runs();
        string path = host.At("sub/Offline/performance/result.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"synthetic_weights\": false", "\"synthetic_weights\": true", StringComparison.Ordinal));
        Assert.That(host.Pack("--rehearsal", "--submitter", "Example", "--output", "tree"), Is.Zero, host.Cli.Error + host.Cli.Out);
        string home = host.At("tree/closed/REHEARSAL-Example");
        var system = JsonNode.Parse(File.ReadAllText(home + "/systems/REHEARSAL.json"))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Check(host, "tree").OfficialCheckerAccepts);
            Assert.That(Check(host, "tree").Findings.Select(static f => f.Message), Does.Contain("The tree says itself that it is a rehearsal: it must not be submitted."));
            Assert.That(File.ReadAllText(host.At("tree/REHEARSAL.md")), Does.Contain("must not be submitted").And.Contain("synthetic weights"));
            Assert.That(system["system_name"]!.GetValue<string>(), Does.StartWith("REHEARSAL, no result"));
            Assert.That(system["submitter"]!.GetValue<string>(), Is.EqualTo("REHEARSAL-Example"));
            Assert.That(File.ReadAllText(home + "/results/REHEARSAL/resnet/Offline/README.md"), Does.Contain("REHEARSAL, no result"));
            Assert.That(host.Cli.Out, Does.Contain("REHEARSAL, not to be submitted: The model has synthetic weights"));
        }
    }

    [Test]
    public void The_outcome_as_JSON_says_whether_it_is_admissible()
    {
        using var host = Runs();
        Assert.That(host.Pack([.. Fields, "--output", "tree", "--json"]), Is.Zero, host.Cli.Error);
        var outcome = JsonNode.Parse(host.Cli.Out)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(outcome["rehearsal"]!.GetValue<bool>(), Is.False);
            Assert.That(outcome["admissible"]!.GetValue<bool>(), Is.False);
            Assert.That(outcome["reasons"]![0]!.GetValue<string>(), Does.Contain("official one only"));
            Assert.That(outcome["check"]!["official_checker_accepts"]!.GetValue<bool>());
        }
    }

    [Test]
    public void Runs_of_the_official_LoadGen_are_admissible()
    {
        using var host = Runs();
        foreach (string file in Directory.GetFiles(host.At("sub"), "result.json", SearchOption.AllDirectories))
            File.WriteAllText(file, File.ReadAllText(file).Replace("\"loadgen\": \"NativeBench.LoadGen\"", "\"loadgen\": \"MLCommons LoadGen\"", StringComparison.Ordinal));
        Assert.That(host.Pack([.. Fields, "--output", "tree", "--quiet"]), Is.Zero, host.Cli.Error);
        Assert.That(host.Cli.Out, Does.Not.Contain("Not admissible"));
    }

    [Test]
    public void Closed_runs_can_be_packed_for_open_under_a_name_of_the_submitter_s()
    {
        using var host = Runs();
        Assert.That(host.Pack([.. Fields, "--division", "open", "--model-name", "mynet", "--output", "tree"]), Is.Zero, host.Cli.Error + host.Cli.Out);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Check(host, "tree").OfficialCheckerAccepts);
            Assert.That(JsonNode.Parse(File.ReadAllText(host.At("tree/open/Example/model_mapping.json")))!["mynet"]!.GetValue<string>(), Is.EqualTo("resnet"));
            Assert.That(Directory.Exists(host.At("tree/open/Example/results/box/mynet/Offline/TEST01")), Is.False, "open needs no compliance tests");
        }
    }

    [Test]
    public void Scenarios_are_inferred_where_the_rules_allow_it()
    {
        using var host = Runs();
        foreach (string scenario in new[] { "MultiStream", "Offline" })
            Directory.Delete(host.At("sub/" + scenario), recursive: true);
        string state = host.At("sub/submission-run.json");
        var json = JsonNode.Parse(File.ReadAllText(state))!.AsObject();
        json["steps"] = new JsonArray([.. json["steps"]!.AsArray().Where(static s => s!["scenario"]!.GetValue<string>() == "SingleStream").Select(static s => s!.DeepClone())]);
        File.WriteAllText(state, json.ToJsonString());

        Assert.That(host.Pack([.. Fields, "--output", "none"]), Is.EqualTo(2));
        Assert.That(host.Cli.Error, Does.Contain("v6.1 requires MultiStream of edge systems, closed division."));
        Assert.That(host.Pack([.. Fields, "--infer", "SingleStream=Offline", "--output", "none"]), Is.EqualTo(2));
        Assert.That(host.Cli.Error, Does.Contain("--infer knows MultiStream=SingleStream, Offline=SingleStream and Offline=MultiStream; found SingleStream=Offline."));
        Assert.That(host.Pack([.. Fields, "--infer", "MultiStream=SingleStream", "--infer", "Offline=SingleStream", "--output", "tree"]), Is.Zero, host.Cli.Error);
        var report = Check(host, "tree");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.OfficialCheckerAccepts, string.Join('\n', report.Findings));
            Assert.That(report.Results.Select(static r => $"{r.Scenario} {r.MeasuredScenario}"), Is.EqualTo(new[] { "MultiStream SingleStream", "Offline SingleStream", "SingleStream SingleStream" }));
        }
    }

    [Test]
    public void What_the_model_tells_is_filled_in_and_the_rest_is_asked_for()
    {
        using var host = Runs();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Pack([.. SystemOptions, "--output", "none"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("--measurement retraining=VALUE --measurement starting_weights_filename=VALUE --measurement weight_transformations=VALUE."));
            Assert.That(host.Cli.Error, Does.Not.Contain("weight_data_types").And.Not.Contain("--calibration"), "its file tells these");
            Assert.That(host.Pack([.. Fields, "--output", "tree"]), Is.Zero, host.Cli.Error);
            Assert.That(Measurements(host, "tree"), Is.EqualTo("input_data_types=fp32 retraining=No starting_weights_filename=m.onnx weight_data_types=fp32 weight_transformations=none"));
            Assert.That(File.ReadAllText(host.At("tree/closed/Example/documentation/calibration.md")), Does.Contain("None: the model's file has no quantized operators, and no precision was asked for."));
        }
    }

    [Test]
    public void A_file_gives_measurements_too()
    {
        using var host = Runs();
        host.Cli.File("m.json", """{ "retraining": "No", "starting_weights_filename": "m.onnx", "weight_transformations": "folded" }""");
        Assert.That(host.Pack([.. SystemOptions, "--measurement", "m.json", "--output", "tree"]), Is.Zero, host.Cli.Error);
        Assert.That(Measurements(host, "tree"), Does.EndWith("weight_transformations=folded"));
    }

    [Test]
    public void A_precision_is_stated_and_a_quantized_run_needs_its_calibration_described()
    {
        using var host = Runs();
        Change(host, "sub", "\"command_line\": [", "\"command_line\": [\"--precision\", \"int8\",");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Pack([.. Fields, "--output", "none"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("the runs were made in int8 allowed, so documentation/calibration.md has to say how: --calibration FILE."));
            host.Cli.File("cal.md", "By 500 pictures.");
            Assert.That(host.Pack([.. Fields, "--calibration", "cal.md", "--output", "tree"]), Is.Zero, host.Cli.Error);
            Assert.That(Measurements(host, "tree"), Does.Contain("weight_data_types=fp32; ort-cpu: int8 allowed "));
            Assert.That(File.ReadAllText(host.At("tree/closed/Example/documentation/calibration.md")), Does.Contain("## resnet\n\nBy 500 pictures.\n"));
        }
    }

    [Test]
    public void A_model_that_is_not_where_it_was_tells_nothing()
    {
        using var host = Runs();
        File.WriteAllText(host.At("m.onnx"), "another");
        string state = host.At("sub/submission-run.json");
        Assert.That(host.Pack([.. Fields, "--output", "tree"]), Is.Zero, "'submission run' wrote down what it read of the model");
        var json = JsonNode.Parse(File.ReadAllText(state))!.AsObject();
        json.Remove("model");
        File.WriteAllText(state, json.ToJsonString());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Pack([.. Fields, "--output", "none"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("--measurement weight_data_types=VALUE.").And.Contain("--calibration FILE"));
            Assert.That(host.Cli.Error, Does.Not.Contain("input_data_types"), "result.json has these");
        }
    }

    [Test]
    public void The_catalog_s_own_file_needs_no_statement()
    {
        using var host = Runs();
        string sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(host.At("m.onnx"))));
        host.Cli.File("catalog.json", SubmissionHost.Catalog.Replace(
            "\"model\": { ", $"\"model\": {{ \"files\": [{{ \"file\": \"reference.onnx\", \"precision\": \"fp32\", \"sha256\": \"{sum}\", \"runs_here\": true }}], ", StringComparison.Ordinal));
        Assert.That(host.Pack([.. SystemOptions, "--output", "tree"]), Is.Zero, host.Cli.Error);
        Assert.That(Measurements(host, "tree"), Does.Contain("retraining=No starting_weights_filename=reference.onnx weight_data_types=fp32 weight_transformations=none of the file; ort-cpu when it loads it: graph optimization "));
    }

    [Test]
    public void A_missed_target_is_refused_in_closed_with_figure_and_target()
    {
        using var host = Runs();
        Change(host, "sub/Offline/accuracy", "accuracy=100.000%, good=50000", "accuracy=75.690%, good=37845");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Pack([.. Fields, "--output", "none"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("Offline accuracy misses the target of resnet, closed division: acc is 75.69, and has to be 75.6954 or more. --rehearsal packs it nevertheless"));
            Assert.That(host.Pack([.. Fields, "--rehearsal", "--output", "rehearsal"]), Is.EqualTo(1), "the tree's check says so as well");
            Assert.That(File.ReadAllText(host.At("rehearsal/REHEARSAL.md")), Does.Contain("acc is 75.69"));
            Assert.That(host.Pack([.. Fields, "--division", "open", "--output", "open"]), Is.Zero, host.Cli.Error);
        }
    }

    [Test]
    public void A_run_over_a_part_of_the_data_is_no_accuracy_result()
    {
        using var host = Runs();
        Change(host, "sub/Offline/accuracy", "\"sample_count\": 50000", "\"sample_count\": 1024");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Pack([.. Fields, "--division", "open", "--output", "none"]), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("Offline accuracy covers 1024 samples, and the data set has 50000: a run over a part of it, or over another one, is no accuracy result."));
        }
    }

    [TestCase("Offline/accuracy", "\"rules\": \"v6.1\"", "\"rules\": \"quick\"", "Offline accuracy was made under quick rules, which are no round's.")]
    [TestCase("Offline/performance", "\"rules\": \"v6.1\"", "\"rules\": \"v2.0\"", "Offline performance was made for v2.0, whose seeds aren't those of v6.1.")]
    [TestCase("Offline/TEST01", "\"division\": \"closed\"", "\"division\": \"open\"", "Offline TEST01 was made for the open division, and its folder is for closed.")]
    [TestCase("Offline/accuracy", "\"benchmark\": \"toy\"", "\"benchmark\": \"mnist\"", "Offline accuracy is one of mnist, and its folder is for toy.")]
    [TestCase("Offline/accuracy", "\"batch\": ", "\"batch\": 1", "Offline performance and Offline accuracy weren't made alike: batch ", ". '--again Offline' of 'submission run' makes them anew.")]
    [TestCase("Offline/TEST04", "\"batch_delay_us\": 0", "\"batch_delay_us\": 5", "Offline performance and Offline TEST04 weren't made alike: batch delay 0 and 5.")]
    [TestCase("Offline/TEST04", "\"loadgen_behaves_as\": \"6.0.17\"", "\"loadgen_behaves_as\": \"5.1\"", "weren't made alike: LoadGen NativeBench.LoadGen 6.0.17 and NativeBench.LoadGen 5.1.")]
    [TestCase("Offline/TEST01", "\"target_qps\": 60", "\"target_qps\": 50", "Offline performance and Offline TEST01 weren't made alike: target_qps 60 and 50.")]
    [TestCase("Offline/accuracy", "\"command_line\": [", "\"command_line\": [\"--precision=fp16\",", "weren't made alike: precision none and fp16 allowed.")]
    [TestCase("Offline/performance", "\"sha256\": \"", "\"sha256\": \"00", "SingleStream performance", "model ")]
    public void Each_run_is_looked_at(string step, string text, string changed, params string[] sentences)
    {
        using var host = Runs();
        Change(host, "sub/" + step, text, changed);
        Assert.That(host.Pack([.. Fields, "--output", "none"]), Is.EqualTo(2), host.Cli.Out);
        foreach (string sentence in sentences)
            Assert.That(host.Cli.Error, Does.Contain(sentence));
    }

    [Test]
    public void Tests_count_for_the_runs_they_were_verified_with()
    {
        using var host = Runs();
        string path = host.At("sub/Offline/accuracy/result.json");
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        json["started_utc"] = "2020-01-01T00:00:00.000Z";
        File.WriteAllText(path, json.ToJsonString());
        Assert.That(host.Pack([.. Fields, "--output", "none"]), Is.EqualTo(2));
        Assert.That(host.Cli.Error, Does.Contain("Offline TEST01 was verified with other runs than those that are there: 'submission run' verifies it anew."));
        Assert.That(host.Cli.Error, Does.Not.Contain("Offline TEST04 was verified with"), "it doesn't look at accuracy");
    }

    [TestCase("--measurement retrainin: a measurements file has input_data_types, retraining, starting_weights_filename, weight_data_types, weight_transformations. Did you mean 'retraining'?", "sub", "--measurement", "retrainin=No")]
    [TestCase("--measurement takes NAME=VALUE, for example weight_transformations=folded, or a file that is there; found 'nofile'.", "sub", "--measurement", "nofile")]
    [TestCase("--code 'nowhere': there is no such folder.", "sub", "--code", "nowhere")]
    [TestCase("--calibration 'nowhere': there is no such file.", "sub", "--calibration", "toy=nowhere")]
    [TestCase("--system-file names the system 'other'; there is box.", "sub", "--system", "box", "--system-file", "other=catalog.json")]
    [TestCase("--system takes VALUE or WHICH=VALUE, WHICH a folder or a benchmark; found 'sub='.", "sub", "--system", "sub=")]
    [TestCase("FOLDER 'sub' is named twice.", "sub", "sub/")]
    public void A_mistake_in_an_option_is_told(string sentence, params string[] args)
    {
        using var host = Runs();
        host.Cli.ExpectMistake(2, sentence, ["submission", "pack", "--catalog", "catalog.json", .. args]);
    }

    [Test]
    public void A_variant_is_held_against_its_own_target_and_category()
    {
        using var host = Runs();
        Assert.That(host.Pack([.. Fields, "--variant", "bert-99", "--output", "none"]), Is.EqualTo(2));
        Assert.That(host.Cli.Error, Does.Contain("--variant: v6.1 calls 'toy' resnet; found 'bert-99'."));
        host.Cli.File("catalog.json", SubmissionHost.Catalog.Replace("\"v6.1\": [\"resnet\"]", "\"v6.1\": [\"resnet\", \"rgat\"]", StringComparison.Ordinal));
        Assert.That(host.Pack([.. Fields, "--variant", "rgat", "--output", "none"]), Is.EqualTo(2));
        Assert.That(host.Cli.Error, Does.Contain("v6.1 has no rgat for edge systems.").And.Contain("covers 50000 samples, and the data set has 788379"));
    }

    [Test]
    public void A_tree_is_never_written_over()
    {
        using var host = Runs();
        Directory.CreateDirectory(host.At("tree"));
        File.WriteAllText(host.At("tree/mine.txt"), "mine");
        host.Cli.ExpectMistake(2, "--output 'tree' isn't empty; a tree is never written over.", ["submission", "pack", "sub", "--catalog", "catalog.json", .. Fields, "--output", "tree"]);
    }

    [TestCase(0, 0)]
    [TestCase(4095, 4095)]
    [TestCase(4096, 4096 + 7 + 4096)]
    [TestCase(5000, 4096 + 7 + 4096)]
    [TestCase(100_000, 4096 + 7 + 4096)]
    public void A_log_is_cut_as_the_official_script_cuts_it(int length, int expected)
    {
        using var folder = new TemporaryFolder();
        string text = string.Concat(Enumerable.Range(0, length).Select(static i => (char)('a' + (i % 26))));
        File.WriteAllText(folder.Combine("log"), text);
        string hash = AccuracyLogCut.Write(folder.Combine("log"), folder.Combine("cut"));
        string cut = File.ReadAllText(folder.Combine("cut"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(cut, Has.Length.EqualTo(expected));
            Assert.That(hash, Is.EqualTo(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text)))));
            Assert.That(cut, Is.EqualTo(length < 4096 ? text : text[..4096] + "\n\n...\n\n" + text[^4096..]));
        }
    }

    [TestCase("acc", "accuracy=75.000%, good=3, total=4")]
    [TestCase("F1", "{\"exact_match\": 75.000, \"f1\": 75.000}")]
    [TestCase("mAP", "mAP=75.000%")]
    [TestCase("DICE", "Accuracy: mean = 0.75000, kidney = 0.7500, tumor = 0.7500")]
    [TestCase("ACCURACY", "Word Error Rate: 25.000%, accuracy=75.000%")]
    [TestCase("AUC", "AUC=75.000%")]
    public void A_stand_in_for_an_accuracy_has_the_official_form_and_says_what_it_is(string figure, string line) =>
        Assert.That(StandInAccuracy.Lines([figure], 3, 4), Is.EqualTo(new[] { line, StandInAccuracy.Note }));

    [TestCase("submission pack needs a folder", "submission", "pack")]
    [TestCase("FOLDER 'nowhere': there is no such folder.", "submission", "pack", "nowhere")]
    [TestCase("holds neither submission-run.json nor a result", "submission", "pack", ".")]
    public void A_mistake_is_told(string sentence, params string[] args)
    {
        using var cli = new Cli.CliHost();
        cli.ExpectMistake(2, sentence, args);
    }
}
