using System.CommandLine;
using NativeBench.Catalog;
using NativeBench.Cli.Parsing;
using Spectre.Console;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench list</c>: the benchmarks of the catalog, or one of them with all its facts.</summary>
internal static class ListCommand
{
    private static readonly string[] s_suites = ["inference", "mobile", "tiny", "edge", "datacenter", "other"];

    public static Command Create(CommandContext context)
    {
        var id = new Argument<string?>("ID") { Description = "One benchmark: everything that is known about it, with sources.", Arity = ArgumentArity.ZeroOrOne };
        var suite = new Option<string?>("--suite") { Description = "Only benchmarks of inference, mobile, tiny, edge, datacenter, or other (in none).", HelpName = "NAME" };
        var round = new Option<string?>("--round") { Description = "Only benchmarks of a round, with its scenarios and bounds: v6.1, v6.0, v5.1, v2.0, mobile-v2.0, tiny-v0.7, ….", HelpName = "NAME" };
        var options = new CatalogOptions();
        var json = new Option<bool>("--json") { Description = "Prints a JSON array instead of the table, with every fact of the catalog." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints the ids only, one a line." };
        var command = new ExampleCommand("list", "Lists the benchmarks of the catalog: model, dataset, quality target, what is present and how to get the rest.")
        {
            Examples = { "nativebench list", "nativebench list --round v2.0", "nativebench list resnet50", "nativebench list --json" },
        };
        command.Arguments.Add(id);
        foreach (var option in new Option[] { suite, round, options.Catalog, options.Home, json, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var roundName = parsed.GetValue(round);
            var catalog = options.ReadCatalog(parsed, context);
            var store = options.ReadStore(parsed, context);
            var named = parsed.GetValue(id);
            UsageErrors.RequireNoOption(parsed, named);
            var chosen = named is not null
                ? [CatalogOptions.Require(catalog, named, "list")]
                : Choose(catalog, OptionValue.Choice("--suite", parsed.GetValue(suite), ["all", .. s_suites]), roundName);
            if (parsed.GetValue(json))
                context.Terminal.Out.WriteLine(ListJson.Write(chosen, store, roundName));
            else if (parsed.GetValue(quiet))
                chosen.ForEach(b => context.Terminal.Out.WriteLine(b.Id));
            else if (named is not null)
                BenchmarkPage.Write(context.Terminal.Out, chosen[0], store, catalog.FileOf(chosen[0].Id));
            else
                WriteTable(context, chosen, store, roundName);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static List<BenchmarkFacts> Choose(SuiteCatalog catalog, string suite, string? round)
    {
        var all = catalog.All.ToArray();
        if (round is not null)
        {
            var known = all.SelectMany(static b => b.Rounds.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
            if (!known.Contains(round))
                throw new UsageException($"--round knows {string.Join(", ", known)}; found '{round}'.{NearestName.Hint(round, known)}");
        }

        return [.. all.Where(b => IsIn(b, suite) && (round is null || (b.Rounds.TryGetValue(round, out var facts) && facts.NotInSuite is null)))];
    }

    private static bool IsIn(BenchmarkFacts benchmark, string suite) => suite switch
    {
        "all" => true,
        "other" => benchmark.Suites.IsEmpty,
        "edge" or "datacenter" => benchmark.Suites.Any(s => s.EndsWith(suite, StringComparison.Ordinal)),
        "inference" => benchmark.Suites.Any(static s => !s.StartsWith("mobile", StringComparison.Ordinal) && !s.StartsWith("tiny", StringComparison.Ordinal)),
        _ => benchmark.Suites.Any(s => s.StartsWith(suite, StringComparison.Ordinal)),
    };

    private static void WriteTable(CommandContext context, List<BenchmarkFacts> benchmarks, LocalStore store, string? round)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Benchmark", "Model", "Dataset", round is null ? "Quality target" : $"Quality target, {round}");
        if (round is not null)
            table.AddColumn("Scenarios and bounds");
        table.AddColumns("On this machine", "Get the rest");
        foreach (var benchmark in benchmarks)
        {
            var presence = store.Look(benchmark);
            List<Text> row =
            [
                new(benchmark.Id), new(benchmark.Model.Name), new(BenchmarkText.Dataset(benchmark)), new(BenchmarkText.Target(benchmark, round)),
            ];
            if (round is not null)
                row.Add(new(BenchmarkText.Scenarios(benchmark.Rounds[round])));
            row.Add(new(BenchmarkText.Presence(benchmark, presence)));
            row.Add(new(BenchmarkText.Command(benchmark, presence) ?? ""));
            table.AddRow(row);
        }

        context.Terminal.Rich().Write(table);
    }
}
