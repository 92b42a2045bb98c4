using System.CommandLine;
using System.Text.Json;
using NativeBench.Catalog;
using NativeBench.Catalog.Tasks;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Workloads;
using NativeBench.Inference;
using NativeBench.Submission.Compliance;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench submission verify</c> and <c>audit-config</c>: compliance tests, by hand.</summary>
internal static class SubmissionVerifyCommand
{
    /// <summary>Types of an answer's elements, as <c>--type</c> takes them; the default of TEST01 first.</summary>
    internal static readonly string[] Types = ["byte", "int16", "int32", "int64", "float32"];

    /// <summary>Prints the audit.config of a test.</summary>
    public static Command CreateAuditConfig(CommandContext context)
    {
        var test = Test();
        var benchmark = Benchmark();
        var round = Round();
        var command = new ExampleCommand("audit-config", "Prints the audit.config that a compliance test's run reads ('run --audit-conf').")
        {
            Examples = { "nativebench submission audit-config TEST01 --benchmark resnet50 > audit.config" },
        };
        command.Arguments.Add(test);
        command.Options.Add(benchmark);
        command.Options.Add(round);
        command.SetAction(parsed =>
        {
            var found = Find(parsed.GetValue(test));
            string id = RequireBenchmark(parsed.GetValue(benchmark));
            string name = parsed.GetValue(round) ?? "v6.1";
            string text = found.AuditConfig(id, name) ?? throw new UsageException($"{found} isn't a test of --benchmark {id} in round {name}.");
            context.Terminal.Out.Write(text);
            context.Terminal.Out.Flush();
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Verifies one test of one benchmark and scenario.</summary>
    public static Command CreateVerify(CommandContext context)
    {
        var test = Test();
        var benchmark = Benchmark();
        var round = Round();
        var performance = Folder("--performance", "The folder with the performance run's logs (TEST04-B: with TEST04-A's).");
        var accuracy = Folder("--accuracy", "The folder with the accuracy run's logs, not truncated. Needed for TEST01.");
        var audit = Folder("--audit", "The folder with the logs of the run that read the test's audit.config.");
        var output = Folder("--output", "Where the test's folder goes, such as DIR/TEST01; it's written anew.");
        var type = new Option<string?>("--type") { HelpName = "NAME", Description = "The type of an answer's elements (TEST01: byte by default; TEST06: int32): byte, int16, int32, int64, float32." };
        var whole = new Option<bool>("--whole-answers") { Description = "TEST01 compares whole answers, not their first element alone (the official script's --unixmode)." };
        var eos = new Option<string?>("--eos-token") { HelpName = "N", Description = "TEST06: the tokenizer's end-of-sequence token. Default: 2." };
        var data = new Option<string?>("--data") { HelpName = "PATH", Description = "The benchmark's dataset folder, for TEST01's accuracies. Default: what was fetched." };
        var truth = new Option<string?>("--ground-truth") { HelpName = "PATH", Description = "The file with labels or annotations, where it isn't in the data's folder." };
        var catalog = new CatalogOptions();
        var json = new Option<bool>("--json") { Description = "Prints a JSON object instead of the lines." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints the verdict's line alone." };
        var command = new ExampleCommand("verify", "Verifies a compliance test as the official script does, and lays out its folder.")
        {
            Examples =
            {
                "nativebench submission verify TEST01 --benchmark resnet50 --performance r/Offline/performance --accuracy r/Offline/accuracy --audit t/Offline/performance --output out/Offline",
            },
        };
        command.Arguments.Add(test);
        foreach (var option in new Option[] { benchmark, round, performance, accuracy, audit, output, type, whole, eos, data, truth, catalog.Catalog, catalog.Home, json, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var found = Find(parsed.GetValue(test));
            string id = RequireBenchmark(parsed.GetValue(benchmark));
            string name = parsed.GetValue(round) ?? "v6.1";
            if (!found.CanVerify)
                throw new UsageException($"{found} can't be verified here: it needs the benchmark's own evaluation.");
            if (found.AuditConfig(id, name) is null)
                throw new UsageException($"{found} isn't a test of --benchmark {id} in round {name}.");
            var answers = ReadType(parsed.GetValue(type));
            var verdict = ComplianceVerifier.Verify(
                found, id,
                Existing("--performance", parsed.GetValue(performance), found.NeedsPerformanceRun),
                Existing("--accuracy", parsed.GetValue(accuracy), found.NeedsAccuracyRun),
                Existing("--audit", parsed.GetValue(audit), needed: true),
                context.Resolve(parsed.GetValue(output) ?? throw new UsageException("--output is missing: the folder that takes the test's.")),
                new ComplianceOptions
                {
                    Round = name,
                    AnswerType = answers ?? AnswerType.Byte,
                    TokenType = answers ?? AnswerType.Int32,
                    WholeAnswers = parsed.GetValue(whole),
                    EosToken = OptionValue.Count("--eos-token", parsed.GetValue(eos), least: 0) ?? 2,
                    Score = found == ComplianceTest.Test01 ? Scorer(id) : null,
                });
            if (parsed.GetValue(json))
                context.Terminal.Out.WriteLine(JsonText.Write(writer => WriteJson(writer, verdict)));
            else
                Write(context.Terminal.Out, verdict, parsed.GetValue(quiet));
            context.Terminal.Out.Flush();
            return verdict.Passes ? ExitCodes.Ok : ExitCodes.NotMet;

            string Existing(string option, string? path, bool needed)
            {
                if (path is null)
                    return needed ? throw new UsageException($"{option} is missing: {found} compares that run's logs.") : "";
                return Directory.Exists(context.Resolve(path)) ? context.Resolve(path) : throw new UsageException($"{option} '{path}': there is no such folder.");
            }

            Func<string, IReadOnlyList<string>?>? Scorer(string benchmarkId)
            {
                var facts = catalog.ReadCatalog(parsed, context).Find(benchmarkId);
                if (facts?.Pipeline is null)
                    return null;
                try
                {
                    var scorer = BenchmarkTask.Create(new TaskRequest
                    {
                        Facts = facts,
                        Folder = AccuracyCommand.Folder(facts, parsed.GetValue(data), parsed.GetValue(truth), catalog.ReadStore(parsed, context), context),
                        GroundTruth = parsed.GetValue(truth) is { } path ? context.Resolve(path) : null,
                    }).OpenScorer();
                    return log => Scored(scorer, facts, name, log);
                }
                catch (UsageException) when (parsed.GetValue(data) is null && parsed.GetValue(truth) is null)
                {
                    // No data here: the verdict then says what to score by hand.
                    return null;
                }
            }
        });
        return command;
    }

    /// <summary>The value of <c>--type</c>; null stays null.</summary>
    internal static AnswerType? ReadType(string? typed) => typed is null ? null : Enum.Parse<AnswerType>(OptionValue.Choice("--type", typed, Types), ignoreCase: true);

    private static string[]? Scored(NativeBench.Datasets.IAccuracyScorer scorer, BenchmarkFacts facts, string round, string log)
    {
        try
        {
            return [new TargetScorer(scorer, facts, round).Score(log).Quality.OfficialLine];
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    private static void Write(TextWriter output, ComplianceVerdict verdict, bool verdictOnly)
    {
        if (!verdictOnly)
        {
            foreach (var figure in verdict.Figures)
                output.WriteLine($"  {figure.Name} = {figure.Value}");
            foreach (string reason in verdict.Reasons)
                output.WriteLine("  " + reason);
            foreach (string warning in verdict.Warnings)
                output.WriteLine("  Warning: " + warning);
        }

        output.WriteLine($"{verdict.Test}: {(verdict.Passes ? "passed" : "FAILED")}{Part("answers", verdict.AccuracyPasses)}{Part("figures", verdict.PerformancePasses)}. {verdict.Folder}");

        static string Part(string name, bool? passes) => passes is null ? "" : $", {name} {(passes.Value ? "pass" : "fail")}";
    }

    private static void WriteJson(Utf8JsonWriter json, ComplianceVerdict verdict)
    {
        json.WriteStartObject();
        json.WriteNumber("schema_version", 1);
        json.WriteString("test", verdict.Test.Name);
        json.WriteBoolean("passes", verdict.Passes);
        Flag("accuracy_passes", verdict.AccuracyPasses);
        Flag("performance_passes", verdict.PerformancePasses);
        json.WriteString("folder", verdict.Folder);
        json.WriteStartObject("figures");
        foreach (var figure in verdict.Figures)
            json.WriteString(figure.Name, figure.Value);
        json.WriteEndObject();
        foreach (var (name, sentences) in new[] { ("reasons", verdict.Reasons), ("warnings", verdict.Warnings) })
        {
            json.WriteStartArray(name);
            foreach (string sentence in sentences)
                json.WriteStringValue(sentence);
            json.WriteEndArray();
        }

        json.WriteEndObject();

        void Flag(string name, bool? value)
        {
            if (value is { } known)
                json.WriteBoolean(name, known);
            else
                json.WriteNull(name);
        }
    }

    private static Argument<string?> Test() => new("TEST") { Description = "The test: " + string.Join(", ", ComplianceTest.Known) + ".", Arity = ArgumentArity.ZeroOrOne };

    private static Option<string?> Benchmark() => new("--benchmark") { HelpName = "ID", Description = "The catalog's id of the benchmark, or the round's name for it." };

    private static Option<string?> Round() => new("--round") { HelpName = "NAME", Description = "The round whose rules apply, such as v2.0. Default: v6.1." };

    private static Option<string?> Folder(string name, string description) => new(name) { HelpName = "DIR", Description = description };

    private static ComplianceTest Find(string? name) => ComplianceTest.Find(name ?? throw new UsageException($"A test is missing: {string.Join(", ", ComplianceTest.Known)}."))
        ?? throw new UsageException($"There is no compliance test '{name}'; expected {string.Join(", ", ComplianceTest.Known)}.");

    private static string RequireBenchmark(string? id) => id ?? throw new UsageException("--benchmark is missing: tests differ between benchmarks.");
}
