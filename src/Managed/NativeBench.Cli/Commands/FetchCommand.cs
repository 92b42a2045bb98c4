using System.CommandLine;
using NativeBench.Catalog;
using NativeBench.Cli.Fetch;
using NativeBench.Cli.Parsing;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench fetch</c>: a benchmark's model and data, resumable, checked, or how to get them by hand.</summary>
internal static class FetchCommand
{
    private static readonly string[] s_parts = ["all", "model", "data"];

    public static Command Create(CommandContext context)
    {
        var id = new Argument<string?>("ID") { Description = "The benchmark (see 'list').", Arity = ArgumentArity.ZeroOrOne };
        var part = new Option<string?>("--part") { Description = "model, data, or all (default).", HelpName = "NAME" };
        var file = new Option<string?>("--file") { Description = "One file by its name, also one that isn't fetched by default (see 'list ID').", HelpName = "NAME" };
        var offline = new Option<bool>("--offline") { Description = "Downloads nothing: says which files are missing and where to put them by hand." };
        var licence = new Option<bool>("--accept-licence") { Description = "Downloads files whose licence has to be accepted first; it's shown without this option." };
        var proxy = new Option<string?>("--proxy") { Description = "The proxy's address. Default: HTTPS_PROXY, HTTP_PROXY, NO_PROXY.", HelpName = "URL" };
        var options = new CatalogOptions();
        var json = new Option<bool>("--json") { Description = "Prints a JSON array instead of the lines." };
        var quiet = new Option<bool>("--quiet") { Description = "No progress on standard error." };
        var command = new ExampleCommand("fetch", "Downloads a benchmark's model and data: resumable, with size and checksum compared.")
        {
            Examples = { "nativebench fetch resnet50 --part model", "nativebench fetch yolox-nano", "nativebench fetch bert --offline" },
        };
        command.Arguments.Add(id);
        foreach (var option in new Option[] { part, file, offline, licence, proxy, options.Catalog, options.Home, json, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(id) ?? throw new UsageException("fetch needs a benchmark's id: nativebench fetch ID ('nativebench list').");
            UsageErrors.RequireNoOption(parsed, named);
            var facts = CatalogOptions.Require(options.ReadCatalog(parsed, context), named, "fetch");
            if (LocalStore.IsEmbedded(facts))
            {
                context.Terminal.Out.WriteLine(parsed.GetValue(json) ? "[]" : $"'{facts.Id}' is built in: there's nothing to fetch.");
                return ExitCodes.Ok;
            }

            var store = options.ReadStore(parsed, context);
            var plan = FetchPlan.For(facts, store, OptionValue.Choice("--part", parsed.GetValue(part), s_parts), parsed.GetValue(file));
            using var client = MakeClient(parsed.GetValue(proxy));
            var run = new FetchRun(client, context, parsed.GetValue(quiet)) { IsOffline = parsed.GetValue(offline), LicenceAccepted = parsed.GetValue(licence) };
            var outcomes = run.Execute(plan);
            if (parsed.GetValue(json))
                context.Terminal.Out.WriteLine(FetchOutput.Json(outcomes));
            else
                FetchOutput.Write(context.Terminal.Out, facts, store, outcomes);
            return outcomes.Any(static o => o.Status == FetchStatus.Failed) ? ExitCodes.Failed
                : outcomes.Any(static o => o.Status == FetchStatus.ByHand) ? ExitCodes.NotMet
                : ExitCodes.Ok;
        });
        return command;
    }

    private static HttpClient MakeClient(string? proxy)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30), AutomaticDecompression = System.Net.DecompressionMethods.None };
        if (proxy is not null)
        {
            handler.Proxy = Uri.TryCreate(proxy, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "socks5"
                ? new System.Net.WebProxy(address)
                : throw new UsageException($"--proxy takes an address such as http://proxy:3128; found '{proxy}'.");
        }

        // Files take as long as they take; what stalls is noticed by the fetcher.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
