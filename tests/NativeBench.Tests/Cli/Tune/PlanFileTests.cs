using CsCheck;
using NativeBench.Cli;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Plans;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli.Tune;

public class PlanFileTests
{
    [Test]
    public void What_is_written_is_read() => Gen.Select(Gen.Int[1, 64], Gen.Int[1, 64], Gen.Int[1, 512], Gen.Int[0, 9999], Gen.Bool, Gen.Enum<QueueOrder>(), Gen.Enum<CpuPinning>()).Sample(
        static (instances, threads, batch, window, adaptive, order, pinning) =>
        {
            var plan = new ExecutionPlan
            {
                Instances = instances, IntraOpThreads = threads, BatchSize = batch, BatchDelayUs = window, AdaptiveBatching = adaptive, Order = adaptive ? order : QueueOrder.Arrival, Pinning = pinning,
                BackendOptions = BackendOptions.None.With("sessions", "own"),
            };
            using var folder = new TemporaryFolder();
            var path = folder.Combine("plan.json");
            File.WriteAllText(path, Text(new PlanFile { Backend = "ort-cpu", Benchmark = "b", LogicalCores = 2, Plans = new Dictionary<TestScenario, ExecutionPlan> { [TestScenario.Server] = plan } }));
            var read = PlanFile.Read(path, "plan.json");
            return read.For(TestScenario.Server) == plan && read.For(TestScenario.Offline) is null && read.IsComplete && read.LogicalCores == 2;
        }, iter: 50);

    [TestCase("{", "line 1: not JSON")]
    [TestCase("[]", "isn't a plan")]
    [TestCase("{\"plans\": {}}", "isn't a plan")]
    [TestCase("{\"nativebench_plan\": 9, \"plans\": {}}", "has version 9; this program reads 1")]
    [TestCase("{\"nativebench_plan\": 1}", "has no \"plans\"")]
    [TestCase("{\"nativebench_plan\": 1, \"plans\": {\"Online\": {}}}", "'Online' in \"plans\" is no scenario")]
    [TestCase("{\"nativebench_plan\": 1, \"plans\": {\"Offline\": {\"batch\": \"8\"}}}", "Offline: 'batch' is \"8\"; expected a whole number")]
    [TestCase("{\"nativebench_plan\": 1, \"plans\": {\"Offline\": {\"batsh\": 8}}}", "Offline: there is no 'batsh' in a plan")]
    [TestCase("{\"nativebench_plan\": 1, \"plans\": {\"Offline\": {\"batch\": 0}}}", "Offline: --batch 0 is out of range")]
    [TestCase("{\"nativebench_plan\": 1, \"plans\": {\"Offline\": {\"pin\": \"socket\"}}}", "'pin' is \"socket\"; expected none or cores or nodes")]
    [TestCase("{\"nativebench_plan\": 1, \"backend\": \"tensorrt\", \"plans\": {}}", "was made for tensorrt; this runs on ort-cpu")]
    public void A_wrong_file_is_named_with_what_was_found(string content, string sentence)
    {
        using var host = new CliHost();
        host.File("plan.json", content);
        host.ExpectMistake(ExitCodes.Usage, sentence, "run", "--plan", "plan.json", "--quiet");
        Assert.That(host.Error, Does.Contain("--plan 'plan.json'"));
    }

    [Test]
    public void A_run_executes_as_the_file_says_and_what_is_asked_for_goes_over_it()
    {
        using var host = new CliHost();
        host.File("plan.json", """{"nativebench_plan": 1, "plans": {"Offline": {"instances": 1, "threads": 1, "batch": 5}}}""");
        string[] quick = ["run", "--plan", "plan.json", "--scenario", "Offline,SingleStream", "--set", "min_duration=1", "--set", "min_query_count=64", "--json"];
        Assert.That(host.Run([.. quick, "--output", "a"]), Is.EqualTo(ExitCodes.Ok), host.Error);
        Assert.That(host.Error, Does.Contain("has no plan for SingleStream"));
        using var json = System.Text.Json.JsonDocument.Parse(host.Out);
        var text = json.RootElement.GetProperty("runs")[0].ToString();
        Assert.That(text, Does.Contain("\"batch_size\": 5").Or.Contain("\"batch\": 5"), text);

        using var other = new CliHost();
        other.File("plan.json", File.ReadAllText(Path.Combine(host.Folder, "plan.json")));
        Assert.That(other.Run([.. quick, "--batch", "3", "--output", "b"]), Is.EqualTo(ExitCodes.Ok), other.Error);
        using var second = System.Text.Json.JsonDocument.Parse(other.Out);
        Assert.That(second.RootElement.GetProperty("runs")[0].ToString(), Does.Contain("\"batch_size\": 3").Or.Contain("\"batch\": 3"));
    }

    private static string Text(PlanFile file) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        file.WriteKeys(json);
        json.WriteEndObject();
    });
}
