using System.Collections.Immutable;
using NativeBench.Inference;

namespace NativeBench.Catalog;

/// <summary>
/// The benchmarks that are known: those embedded in this assembly, and the user's own files. A user's file with the id of an
/// embedded one is refused: a name always means the same.
/// </summary>
public sealed class SuiteCatalog
{
    private const string Prefix = "benchmarks/";

    private readonly ImmutableSortedDictionary<string, string> _userFiles;
    private readonly ImmutableArray<BenchmarkFacts> _user;

    private SuiteCatalog(ImmutableArray<BenchmarkFacts> user, ImmutableSortedDictionary<string, string> userFiles)
    {
        _user = user;
        _userFiles = userFiles;
    }

    /// <summary>The embedded benchmarks alone.</summary>
    public static SuiteCatalog BuiltIn { get; } = new([], ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>The ids of the embedded benchmarks, in order.</summary>
    public static ImmutableArray<string> BuiltInIds { get; } =
    [
        .. typeof(SuiteCatalog).Assembly.GetManifestResourceNames()
            .Where(static n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static n => n[Prefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The JSON schema of a catalog file.</summary>
    public static string Schema
    {
        get
        {
            using var reader = new StreamReader(typeof(SuiteCatalog).Assembly.GetManifestResourceStream("benchmark.schema.json")!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>All ids: the user's, then the embedded ones.</summary>
    public IEnumerable<string> Ids => _user.Select(static b => b.Id).Concat(BuiltInIds);

    /// <summary>All benchmarks, in the order of <see cref="Ids"/>.</summary>
    public IEnumerable<BenchmarkFacts> All => _user.Concat(BuiltInIds.Select(ReadBuiltIn));

    /// <summary>The embedded benchmarks and the user's.</summary>
    /// <param name="paths">Catalog files, and folders whose <c>*.json</c> are taken.</param>
    /// <exception cref="InvalidInputException">A file isn't a catalog file, or an id occurs twice.</exception>
    public static SuiteCatalog With(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var user = ImmutableArray.CreateBuilder<BenchmarkFacts>();
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var path in paths.SelectMany(Expand))
        {
            var facts = CatalogReader.ReadFile(path);
            if (BuiltInIds.Contains(facts.Id))
                throw new InvalidInputException($"'{path}' has the id '{facts.Id}' of a built-in benchmark; choose another one.");
            if (files.TryGetValue(facts.Id, out var other))
                throw new InvalidInputException($"'{path}' and '{other}' have the same id '{facts.Id}'.");
            files[facts.Id] = path;
            user.Add(facts);
        }

        return user.Count == 0 ? BuiltIn : new SuiteCatalog(user.ToImmutable(), files.ToImmutable());
    }

    /// <summary>The benchmark of an id, or null. Reads no other benchmark's file.</summary>
    public BenchmarkFacts? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var known = Ids.FirstOrDefault(i => i.Equals(id, StringComparison.OrdinalIgnoreCase));
        if (known is null)
            return null;
        return _user.FirstOrDefault(b => b.Id == known) ?? ReadBuiltIn(known);
    }

    /// <summary>The file that a user's benchmark comes from; null for an embedded one.</summary>
    public string? FileOf(string id) => _userFiles.GetValueOrDefault(id);

    private static BenchmarkFacts ReadBuiltIn(string id)
    {
        var name = Prefix + id + ".json";
        using var stream = typeof(SuiteCatalog).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return CatalogReader.Parse(bytes, name);
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new InvalidInputException($"--catalog '{path}': there is no such file or folder.");
        var files = Directory.EnumerateFiles(path, "*.json").Where(static f => !f.EndsWith(".schema.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        return files.Length > 0 ? files : throw new InvalidInputException($"--catalog '{path}': the folder has no *.json.");
    }
}
