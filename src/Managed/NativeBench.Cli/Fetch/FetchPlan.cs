using NativeBench.Catalog;
using NativeBench.Cli.Parsing;

namespace NativeBench.Cli.Fetch;

/// <summary>One thing to get.</summary>
/// <param name="Name">The file's name, or what it is where nobody gives it one.</param>
/// <param name="File">The file; null for data that has no single address.</param>
/// <param name="Path">Where it belongs; a folder for data without an address.</param>
/// <param name="Steps">How to get it by hand.</param>
internal sealed record FetchItem(string Name, CatalogFile? File, string Path, IReadOnlyList<string> Steps)
{
    /// <summary>The folder that an archive is unpacked into.</summary>
    public required string Folder { get; init; }

    /// <summary>What has to be accepted, or is good to know.</summary>
    public string? Licence { get; init; }
}

/// <summary>What of a benchmark is to be got.</summary>
internal static class FetchPlan
{
    /// <summary>The files for running the benchmark, or the one that is named.</summary>
    public static IReadOnlyList<FetchItem> For(BenchmarkFacts facts, LocalStore store, string part, string? fileName)
    {
        if (fileName is not null)
            return [Named(facts, store, fileName)];
        var items = new List<FetchItem>();
        if (part is "all" or "model")
            items.Add(Model(facts, store));
        if (part is "all" or "data")
            items.AddRange(Data(facts, store));
        return items;
    }

    private static FetchItem Named(BenchmarkFacts facts, LocalStore store, string name)
    {
        foreach (var (files, folder) in new[] { (facts.Model.Files, store.ModelFolder(facts.Id)), (facts.Dataset.Files, store.DataFolder(facts.Id)) })
        {
            if (files.FirstOrDefault(f => f.File == name) is { } file)
                return Item(file, folder, []);
        }

        string[] known = [.. facts.Model.Files.Concat(facts.Dataset.Files).Select(static f => f.File).OfType<string>().Distinct()];
        throw new UsageException($"--file: '{facts.Id}' has no file '{name}'; it has {(known.Length == 0 ? "none with a name" : string.Join(", ", known))}.{NearestName.Hint(name, known)}");
    }

    private static FetchItem Model(BenchmarkFacts facts, LocalStore store)
    {
        var folder = store.ModelFolder(facts.Id);
        if (facts.DefaultModelFile is { } file)
            return Item(file, folder, []);
        var others = facts.Model.Files.Where(static f => f.File is not null || f.Page is not null).ToArray();
        List<string> steps =
        [
            .. facts.NotRunnable is { } reason ? [$"'{facts.Id}' isn't runnable here yet: {reason}."] : OnnxSteps(facts.Model),
            .. others.Select(f => $"{f.Format ?? "file"}: {(f.File is { } name ? name + " " : "")}{f.Url ?? f.Page}{(f.Url is not null && f.File is not null ? $" ('nativebench fetch {facts.Id} --file {f.File}')" : "")}"),
        ];
        return new FetchItem("model", File: null, folder, steps) { Folder = folder };
    }

    /// <summary>How to come to an ONNX file of a model that has none which could simply be loaded.</summary>
    private static IEnumerable<string> OnnxSteps(ModelFacts model)
    {
        var isPackedOnnx = model.Files.Any(static f => f.Format?.StartsWith("onnx", StringComparison.OrdinalIgnoreCase) == true);
        yield return (isPackedOnnx, model.Onnx) switch
        {
            (true, _) => $"The suite's ONNX file of {model.Name} comes as an archive: unpack it, and name the .onnx file by --model.",
            (_, true) => $"There's an official ONNX file of {model.Name}, whose address isn't known here: get it from the suite, and name it by --model.",
            (_, null) => $"Whether there's an official ONNX file of {model.Name} isn't known here: get one from the suite or convert one of its files, and name it by --model.",
            _ => $"There's no official ONNX file of {model.Name}: convert one of the suite's and name it by --model.",
        };
        if (model.OnnxNote is { } note)
            yield return note.EndsWith('.') ? note : note + ".";
    }

    private static IEnumerable<FetchItem> Data(BenchmarkFacts facts, LocalStore store)
    {
        var folder = store.DataFolder(facts.Id);
        var direct = facts.Dataset.Files.Where(static f => f is { Url: not null, Note: null }).ToArray();
        foreach (var file in direct)
            yield return Item(file, folder, facts.Dataset.Steps) with { Licence = file.Licence ?? facts.Dataset.Licence };
        if (direct.Length > 0)
            yield break;
        List<string> steps = [.. facts.Dataset.Steps];
        if (steps.Count == 0)
        {
            steps.AddRange(facts.Dataset.Files.Select(static f => f.Page).OfType<string>().Distinct().Select(static p => $"Get it from {p}."));
            steps.Add($"Put it into one folder: {facts.Dataset.Layout ?? "its layout is unknown here"}.");
        }

        yield return new FetchItem(facts.Dataset.Name, File: null, folder, steps) { Folder = folder, Licence = facts.Dataset.Licence };
    }

    private static FetchItem Item(CatalogFile file, string folder, IReadOnlyList<string> steps)
    {
        IReadOnlyList<string> byHand = file.Steps.Length > 0 ? [.. file.Steps] : file.Url is null && file.Page is not null ? [$"Get it from {file.Page}."] : steps;
        return new FetchItem(file.File!, file, Path.Combine(folder, file.File!), byHand) { Folder = folder, Licence = file.Licence };
    }
}
