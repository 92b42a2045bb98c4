using System.CommandLine;
using NativeBench.Catalog;
using NativeBench.Cli.Parsing;

namespace NativeBench.Cli.Commands;

/// <summary>The options that all commands around the catalog share.</summary>
internal sealed class CatalogOptions
{
    /// <summary>The user's own catalog files.</summary>
    public Option<string[]> Catalog { get; } = new("--catalog")
    {
        Description = "A catalog file of your own, or a folder of them, beside the built-in benchmarks; repeatable (docs/catalog.md).",
        HelpName = "PATH",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The folder with fetched models and data.</summary>
    public Option<string?> Home { get; } = new("--home")
    {
        Description = $"The folder with fetched models and data. Default: {LocalStore.Variable}, else the user's application data.",
        HelpName = "DIR",
    };

    /// <summary>The catalog that a command line asks for.</summary>
    public SuiteCatalog ReadCatalog(ParseResult parsed, CommandContext context) =>
        parsed.GetValue(Catalog) is { Length: > 0 } paths ? SuiteCatalog.With(paths.Select(context.Resolve)) : SuiteCatalog.BuiltIn;

    /// <summary>The store that a command line asks for.</summary>
    public LocalStore ReadStore(ParseResult parsed, CommandContext context) =>
        parsed.GetValue(Home) is { } home ? new LocalStore(context.Resolve(home)) : LocalStore.Default();

    /// <summary>The benchmark of an id.</summary>
    public static BenchmarkFacts Require(SuiteCatalog catalog, string id, string option) =>
        catalog.Find(id) ?? throw new UsageException(
            $"{option}: there is no benchmark '{id}'.{NearestName.Hint(id, catalog.Ids)} 'nativebench list' shows all of them.");
}
