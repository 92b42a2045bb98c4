using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>
/// Where <c>fetch</c> puts models and data, and where <c>run</c> and <c>list</c> look for them: <c>models/ID</c> and
/// <c>data/ID</c> below one folder. Paths that the user names win over it.
/// </summary>
/// <param name="root">The folder; it need not exist.</param>
public sealed class LocalStore(string root)
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "NATIVEBENCH_HOME";

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The folder of <see cref="Variable"/>, else <c>nativebench</c> in the user's folder for application data.</summary>
    public static LocalStore Default()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return new LocalStore(named);
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new LocalStore(Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "nativebench"));
    }

    /// <summary>The folder of a benchmark's models.</summary>
    public string ModelFolder(string id) => Path.Combine(Root, "models", id);

    /// <summary>The folder of a benchmark's data; <c>--data</c> would name it.</summary>
    public string DataFolder(string id) => Path.Combine(Root, "data", id);

    /// <summary>The place of a model's file.</summary>
    public string ModelPath(string id, CatalogFile file) => Path.Combine(ModelFolder(id), Relative(file));

    /// <summary>The place of a data file.</summary>
    public string DataPath(string id, CatalogFile file) => Path.Combine(DataFolder(id), Relative(file));

    /// <summary>What of a benchmark is here.</summary>
    public Presence Look(BenchmarkFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (IsEmbedded(facts))
            return new Presence(IsEmbedded: true, ModelPath: null, DataFolder: null, []);
        var missing = ImmutableArray.CreateBuilder<string>();
        var model = facts.Model.Files.Where(static f => f.RunsHere && f.File is not null)
            .OrderByDescending(static f => f.Default).Select(f => ModelPath(facts.Id, f)).FirstOrDefault(File.Exists);
        var networks = facts.Model.Networks;
        if (!networks.IsEmpty)
            model = networks.All(n => File.Exists(Path.Combine(ModelFolder(facts.Id), n.File))) ? ModelFolder(facts.Id) : null;
        if (model is null)
        {
            missing.Add(!networks.IsEmpty ? $"model ({string.Join(", ", networks.Select(static n => n.File))})"
                : facts.DefaultModelFile is { } wanted ? $"model {wanted.File}" : "model (as an ONNX file)");
        }

        var folder = DataFolder(facts.Id);
        var absent = facts.Dataset.Files.Where(f => !IsHere(folder, f)).ToArray();
        var complete = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
            && absent.All(static f => f.File is null || f.Note is not null);
        if (!complete)
            missing.Add($"data ({facts.Dataset.Name})");
        return new Presence(IsEmbedded: false, model, complete ? folder : null, missing.ToImmutable());
    }

    /// <summary>Whether everything is inside the program.</summary>
    public static bool IsEmbedded(BenchmarkFacts facts) => facts?.Pipeline is { } pipeline && PipelineFacts.KindOf(pipeline.Reader) == "digits";

    /// <summary>Whether a data file is in a folder, or, if it's an archive, what it brings.</summary>
    public static bool IsHere(string folder, CatalogFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Brings is { } brings && (File.Exists(Path.Combine(folder, brings)) || Directory.Exists(Path.Combine(folder, brings))))
            return true;
        return file.File is { } name && File.Exists(Path.Combine(folder, name));
    }

    private static string Relative(CatalogFile file) => file.File ?? throw new ArgumentException("The file has no name.", nameof(file));
}
