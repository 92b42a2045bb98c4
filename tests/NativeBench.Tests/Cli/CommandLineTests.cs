namespace NativeBench.Tests.Cli;

/// <summary>What everybody who mistypes sees: what was found, what is expected, exit code 2.</summary>
public sealed class CommandLineTests
{
    [TestCase("There is no command 'rnu'. Did you mean 'run'?", "rnu")]
    [TestCase("'nativebench run' has no option '--benchmrk'. Did you mean '--benchmark'?", "run", "--benchmrk", "digits")]
    [TestCase("'nativebench list' has no option '--jsn'. Did you mean '--json'?", "list", "--jsn")]
    [TestCase("'nativebench run' takes options only; found 'digits'.", "run", "digits")]
    [TestCase("A command is missing: run, list, fetch, accuracy,")]
    [TestCase("--batch takes a whole number, 1 or more; found '-3'.", "run", "--batch", "-3")]
    [TestCase("--batch takes a whole number, 1 or more; found 'many'.", "run", "--batch=many")]
    [TestCase("--batch needs a value.", "run", "--batch")]
    [TestCase("--batch is given more than once.", "run", "--batch", "1", "--batch", "2")]
    [TestCase("--timeout takes a number of seconds above 0; found '0'.", "run", "--timeout", "0")]
    [TestCase("--scenario knows SingleStream, MultiStream, Server, Offline, MultiStreamFixedInterval, all; found 'Servr'. Did you mean 'Server'?", "run", "--scenario", "Servr")]
    [TestCase("--mode knows performance, accuracy, find-peak; found 'acuracy'. Did you mean 'accuracy'?", "run", "--mode", "acuracy")]
    [TestCase("--mode find-peak searches in Server and MultiStreamFixedInterval; found Offline", "run", "--mode", "find-peak", "--scenario", "Offline,Server")]
    [TestCase("--rules v6.1 has no MultiStreamFixedInterval", "run", "--backend", "null", "--rules", "v6.1", "--scenario", "MultiStreamFixedInterval")]
    [TestCase("--backend knows auto, ort-cpu, null; found 'cpu'.", "run", "--backend", "cpu")]
    [TestCase("--rules knows quick, v6.1, v6.0, v5.1, v2.0, tiny-v0.7, mobile-v2.0; found 'quck'. Did you mean 'quick'?", "run", "--rules", "quck")]
    [TestCase("--issue-wait knows hybrid, spin, sleep; found 'nap'.", "run", "--issue-wait", "nap")]
    [TestCase("--issue-core: The issuing thread can't be bound to core 8000:", "run", "--issue-core", "8000")]
    [TestCase("--issue-core takes a whole number, 0 or more; found 'last'.", "run", "--issue-core", "last")]
    [TestCase("--division knows open, closed; found 'clsed'. Did you mean 'closed'?", "run", "--division", "clsed")]
    [TestCase("--data needs --benchmark or --model", "run", "--data", "folder")]
    [TestCase("--dim needs --model or --benchmark", "run", "--dim", "height=2")]
    [TestCase("--weights synthetic and --model exclude each other", "run", "--benchmark", "resnet50", "--weights", "synthetic", "--model", "x.onnx")]
    [TestCase("--weights knows synthetic; found 'synthtic'. Did you mean 'synthetic'?", "run", "--benchmark", "resnet50", "--weights", "synthtic")]
    [TestCase("--weights synthetic needs --benchmark", "run", "--weights", "synthetic")]
    [TestCase("--ground-truth needs --benchmark", "run", "--model", "x.onnx", "--ground-truth", "y")]
    [TestCase("--system-type needs --benchmark and --rules", "run", "--benchmark", "resnet50", "--system-type", "edge")]
    [TestCase("--dim takes NAME=VALUE", "run", "--model", "x.onnx", "--dim", "224")]
    [TestCase("--dim height takes a whole number, 1 or more; found 'tall'.", "run", "--model", "x.onnx", "--dim", "height=tall")]
    [TestCase("--benchmark: there is no benchmark 'digts'. Did you mean 'digits'?", "run", "--benchmark", "digts")]
    [TestCase("--benchmark gptj isn't runnable here yet", "run", "--benchmark", "gptj")]
    [TestCase("--model 'nowhere.onnx': there is no such file.", "run", "--model", "nowhere.onnx")]
    [TestCase("--user-conf 'nowhere.conf': there is no such file.", "run", "--backend", "null", "--user-conf", "nowhere.conf")]
    [TestCase("--mode accuracy needs a backend that computes", "run", "--backend", "null", "--mode", "accuracy")]
    [TestCase("schedule needs --settings FILE.json.", "schedule")]
    [TestCase("--settings 'nowhere.json': there is no such file.", "schedule", "--settings", "nowhere.json")]
    public void A_mistake_is_told_with_what_was_found_and_expected(string sentence, params string[] args)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, sentence, args);
    }

    [TestCase("run", "--set KEY=VALUE", "nativebench run --scenario Server")]
    [TestCase("list", "--json", "nativebench list")]
    [TestCase("devices", "--json", "nativebench devices")]
    [TestCase("schedule", "--hash", "nativebench schedule --settings")]
    [TestCase("overhead", "--queries N", "nativebench overhead --quick")]
    public void Help_ends_with_an_example_that_works(string command, string option, string example)
    {
        using var cli = new CliHost();
        var code = cli.Run(command, "--help");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero);
            Assert.That(cli.Out.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal), Does.Contain(option));
            Assert.That(cli.Out[cli.Out.IndexOf("Example", StringComparison.Ordinal)..], Does.Contain(example));
            Assert.That(cli.Error, Is.Empty);
        }
    }

    [Test]
    public void Examples_of_the_help_pages_name_no_unknown_option()
    {
        using var cli = new CliHost();
        foreach (var command in new[] { "run", "list", "devices", "schedule", "overhead" })
            cli.Run(command, "--help");
        var help = cli.Out;
        foreach (var example in help.Split('\n').Where(static line => line.StartsWith("  nativebench ", StringComparison.Ordinal) && !line.Contains('[', StringComparison.Ordinal)))
        {
            foreach (var option in example.Split(' ').Where(static word => word.StartsWith("--", StringComparison.Ordinal)))
                Assert.That(help, Does.Contain("\n  " + option), example);
        }
    }

    [Test]
    public void Version_is_printed_alone()
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("--version"), Is.Zero);
        Assert.That(cli.Out, Does.Match(@"^\d+\.\d+\.\d+"));
    }
}
