using System.Text.Json;
using NativeBench.Catalog;
using NativeBench.Tests.Catalog;

namespace NativeBench.Tests.Cli;

/// <summary><c>list</c>: what there is, what is here, how to get the rest.</summary>
public sealed class ListCommandTests
{
    [Test]
    public void The_table_names_what_is_missing_and_the_command_that_gets_it()
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("list", "--home", "store"), Is.Zero, cli.Error);
        var line = Line(cli, "resnet50");
        Assert.That(line, Does.Contain("top1 >= 75.6954 % (0.99 of 76.46)").And.Contain("missing: model resnet50_v1.onnx, data").And.Contain("nativebench fetch resnet50"));
        Assert.That(Line(cli, "digits"), Does.Contain("present (built in)"));
        Assert.That(Line(cli, "deepseek-r1"), Does.Contain("not runnable here yet"));
    }

    [Test]
    public void What_is_in_the_store_is_present()
    {
        using var cli = new CliHost();
        Directory.CreateDirectory(Path.Combine(cli.Folder, "store", "models", "resnet50"));
        Directory.CreateDirectory(Path.Combine(cli.Folder, "store", "data", "resnet50"));
        cli.File(Path.Combine("store", "models", "resnet50", "resnet50_v1.onnx"), "");
        cli.File(Path.Combine("store", "data", "resnet50", "val_map.txt"), "");
        Assert.That(cli.Run("list", "resnet50", "--home", "store", "--json"), Is.Zero, cli.Error);
        using var json = JsonDocument.Parse(cli.Out);
        Assert.That(json.RootElement[0].GetProperty("present").GetBoolean(), Is.True, cli.Out);
        Assert.That(json.RootElement[0].GetProperty("model_path").GetString(), Does.EndWith("resnet50_v1.onnx"));
    }

    [TestCase("tiny", new[] { "tiny-ad", "tiny-ic", "tiny-kws", "tiny-vww" })]
    [TestCase("other", new[] { "digits", "mnist", "yolox-nano" })]
    public void A_suite_is_listed_alone(string suite, string[] ids)
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("list", "--suite", suite, "--quiet"), Is.Zero, cli.Error);
        Assert.That(cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(ids));
    }

    [Test]
    public void A_round_is_listed_with_its_bounds()
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("list", "--round", "v2.0"), Is.Zero, cli.Error);
        Assert.That(Line(cli, "bert"), Does.Contain("Server (130 ms)"));
        Assert.That(Line(cli, "3d-unet"), Does.Contain("KiTS19 inference cases, 42 samples"), "today's are 43");
        Assert.That(cli.Out, Does.Not.Contain("retinanet").And.Not.Contain("tiny-"));
    }

    [TestCase("edge", "v2.0", "bert", "dlrm")]
    [TestCase("datacenter", "v2.0", "dlrm", "ssd-mobilenet")]
    [TestCase("edge", "v6.1", "resnet50", "dlrm")]
    [TestCase("datacenter", "v6.1", "3d-unet", "resnet50")]
    [TestCase("edge", "mobile-v2.0", "mobile-mosaic", "resnet50")]
    public void A_round_s_benchmarks_for_a_kind_of_system_are_those_that_it_asks_of_it(string suite, string round, string there, string absent)
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("list", "--suite", suite, "--round", round, "--quiet"), Is.Zero, cli.Error);
        Assert.That(cli.Out.Split('\n'), Does.Contain(there).And.Not.Contain(absent));
    }

    [Test]
    public void A_suite_without_benchmarks_in_a_round_is_said()
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("list", "--suite", "tiny", "--round", "v2.0"), Is.Zero, cli.Error);
        Assert.That(cli.Out.Trim(), Is.EqualTo("There's no such benchmark in v2.0."));
    }

    [TestCase("edge", "v2.0", false)]
    [TestCase("datacenter", "v2.0", true)]
    [TestCase("edge", "v6.1", true)]
    public void Bert_has_the_higher_target_where_the_round_s_checker_has_it(string suite, string round, bool has)
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("list", "--suite", suite, "--round", round), Is.Zero, cli.Error);
        Assert.That(Line(cli, "bert"), Does.Contain("f1 >= 89.96526 % (0.99 of 90.874) [bert-99]"));
        Assert.That(Line(cli, "bert").Contains("90.783126", StringComparison.Ordinal), Is.EqualTo(has));
    }

    [TestCase("deepseek-r1", "tokens_per_sample 3497.60466 to 4274.85014 tokens")]
    [TestCase("gpt-oss-120b", "tokens_per_sample <= 10998.9 tokens")]
    [TestCase("llama3.1-8b", "gen_len 7350879.6 to 8984408.4 characters")]
    public void Figures_that_are_no_shares_have_units_of_their_own(string id, string target)
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("list", id), Is.Zero, cli.Error);
        Assert.That(cli.Out, Does.Contain($"target: {target}\n"));
    }

    [Test]
    public void One_benchmark_is_shown_with_its_sources()
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("list", "resnet50"), Is.Zero, cli.Error);
        Assert.That(cli.Out, Does.Contain("mlcommons/inference@v2.0").And.Contain("pre_process_vgg").And.Contain("required (edge): SingleStream, MultiStream, Offline"));
    }

    [Test]
    public void A_file_of_the_user_s_own_is_listed_too()
    {
        using var cli = new CliHost();
        cli.File("mine.json", CatalogReaderTests.Minimal);
        Assert.That(cli.Run("list", "--catalog", "mine.json", "--quiet"), Is.Zero, cli.Error);
        Assert.That(cli.Out, Does.StartWith("my-benchmark\n"));
        Assert.That(cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(SuiteCatalog.BuiltInIds.Length + 1));
    }

    [TestCase("there is no benchmark 'resnet5'. Did you mean 'resnet50'?", "list", "resnet5")]
    [TestCase("--suite knows all, inference", "list", "--suite", "huge")]
    [TestCase("--round knows", "list", "--round", "v9")]
    [TestCase("--catalog", "list", "--catalog", "nowhere.json")]
    public void A_name_that_is_unknown_is_refused(string sentence, params string[] args)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, sentence, args);
    }

    private static string Line(CliHost cli, string id) =>
        cli.Out.Split('\n').Single(l => l.TrimStart().StartsWith(id + " ", StringComparison.Ordinal));
}
