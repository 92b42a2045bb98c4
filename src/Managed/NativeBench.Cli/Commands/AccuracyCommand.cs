using System.CommandLine;
using NativeBench.Catalog;
using NativeBench.Catalog.Tasks;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Workloads;
using NativeBench.Results;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench accuracy</c>: scores any tool's <c>mlperf_log_accuracy.json</c> by a benchmark's metric.</summary>
internal static class AccuracyCommand
{
    public static Command Create(CommandContext context)
    {
        var log = new Option<string?>("--log") { Description = "The mlperf_log_accuracy.json to score.", HelpName = "PATH" };
        var benchmark = new Option<string?>("--benchmark") { Description = "Whose metric and ground truth (see 'list').", HelpName = "ID" };
        var data = new Option<string?>("--data") { Description = "The benchmark's dataset folder. Default: what was fetched.", HelpName = "PATH" };
        var truth = new Option<string?>("--ground-truth") { Description = "The file with labels or annotations, where it isn't in the data's folder.", HelpName = "PATH" };
        var type = new Option<string?>("--type") { Description = "How values are logged where the benchmark's script has a choice: float32, int32, int64, ….", HelpName = "NAME" };
        var metric = new Option<string[]>("--metric")
        {
            Description = "Sets an option of the benchmark's official script, such as use_inv_map=true or max_examples=100 (docs/accuracy.md); repeatable.",
            HelpName = "KEY=VALUE",
            Arity = ArgumentArity.OneOrMore,
        };
        var rules = new Option<string?>("--rules") { Description = "The round whose targets count. Default: the latest.", HelpName = "NAME" };
        var catalog = new CatalogOptions();
        var json = new Option<bool>("--json") { Description = "Prints a JSON object instead of the lines." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints the line of the official script only." };
        var command = new ExampleCommand("accuracy", "Scores an accuracy log, whatever tool wrote it, by a benchmark's metric.")
        {
            Examples =
            {
                "nativebench accuracy --benchmark resnet50 --log mlperf_log_accuracy.json --data imagenet",
                "nativebench accuracy --benchmark digits --log results/20260101T000000Z-digits/Offline/accuracy/mlperf_log_accuracy.json --json",
            },
        };
        foreach (var option in new Option[] { log, benchmark, data, truth, type, metric, rules, catalog.Catalog, catalog.Home, json, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var logPath = parsed.GetValue(log) ?? throw new UsageException("--log is missing: name the mlperf_log_accuracy.json to score.");
            var id = parsed.GetValue(benchmark) ?? throw new UsageException("--benchmark is missing: it says which metric and which ground truth ('nativebench list').");
            var round = Run.Rules.Find(parsed.GetValue(rules));
            var facts = CatalogOptions.Require(catalog.ReadCatalog(parsed, context), id, "--benchmark").ForRound(round.Name);
            if (facts.Pipeline is null)
                throw new UsageException($"--benchmark {facts.Id} can't be scored here yet: {facts.NotRunnable}.");
            var settings = MetricOptions.Read(parsed.GetValue(metric) ?? [], parsed.GetValue(type));
            facts = facts.WithMetric(settings);
            var folder = Folder(facts, parsed.GetValue(data), parsed.GetValue(truth), catalog.ReadStore(parsed, context), context);
            var scorer = BenchmarkTask.Create(new TaskRequest
            {
                Facts = facts,
                Folder = folder,
                GroundTruth = parsed.GetValue(truth) is { } path ? context.Resolve(path) : null,
            }).OpenScorer();
            var score = new TargetScorer(scorer, facts, round.IsQuick ? null : round.Name).Score(context.Resolve(logPath));
            if (parsed.GetValue(json))
                context.Terminal.Out.WriteLine(AccuracyJson.Write(facts, score, settings));
            else if (parsed.GetValue(quiet))
                context.Terminal.Out.WriteLine(score.Quality.OfficialLine);
            else
                Write(context.Terminal.Out, facts, score, settings);
            return score.TargetMissed ? ExitCodes.NotMet : ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>The folder with a benchmark's ground truth: the named one, or what was fetched.</summary>
    internal static string Folder(BenchmarkFacts facts, string? named, string? truth, LocalStore store, CommandContext context)
    {
        if (LocalStore.IsEmbedded(facts))
            return "";
        if (named is not null)
            return context.Resolve(named);
        if (store.Look(facts).DataFolder is { } fetched)
            return fetched;

        if (truth is null && BenchmarkTask.LogHasTruth(facts))
            return "";

        // The file with the truth may be all that a metric needs.
        return truth is not null
            ? Path.GetDirectoryName(context.Resolve(truth))!
            : throw new UsageException($"'{facts.Id}' has no data here ({facts.Dataset.Name}): name its folder by --data, or the file with the truth by --ground-truth.");
    }

    private static void Write(TextWriter output, BenchmarkFacts facts, AccuracyScore score, IReadOnlyDictionary<string, string> settings)
    {
        output.WriteLine(score.Quality.OfficialLine);
        output.WriteLine($"{facts.Id}: {AccuracyText.Counted(score)}");
        if (settings.Count > 0)
            output.WriteLine($"  with {string.Join(", ", settings.Select(static s => $"{s.Key} = {s.Value}"))}");
        foreach (var figure in score.Quality.Figures)
            output.WriteLine($"  {figure.Name} = {AccuracyText.Value(figure)}");
        foreach (var verdict in score.Targets.Where(static t => t.Value is not null))
        {
            var bound = BenchmarkText.Target(verdict.Target, facts.Quality);
            var found = score.NotJudged is { } part ? $"{RunInsights.NotJudged}: {part}" : verdict.IsMet ? "reached" : "MISSED";
            output.WriteLine($"  target {bound}: {found}{(verdict.Counts ? "" : " (doesn't decide)")}");
        }

        foreach (var doubt in AccuracyText.Doubts(score, facts))
            output.WriteLine("  Warning: " + doubt + ".");
    }
}
