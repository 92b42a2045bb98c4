namespace NativeBench.Cli.Workloads;

/// <summary>A benchmark that can be run by its id.</summary>
internal abstract class CatalogEntry
{
    /// <summary>As --benchmark takes it.</summary>
    public abstract string Id { get; }

    /// <summary>What it is, in one line.</summary>
    public abstract string Title { get; }

    /// <summary>The model's name.</summary>
    public abstract string Model { get; }

    /// <summary>The data's name and size.</summary>
    public abstract string Dataset { get; }

    /// <summary>What has to be reached, in percent top-1.</summary>
    public abstract double TargetPercent { get; }

    /// <summary>The target and where it comes from, in words.</summary>
    public abstract string Target { get; }

    /// <summary>Server's latency bound in ns.</summary>
    public abstract long ServerBoundNs { get; }

    /// <summary>Whether everything it needs is here; else what is missing.</summary>
    public abstract string Presence { get; }

    /// <summary>Loads it into a backend.</summary>
    public abstract IWorkload Open(IInferenceBackend backend);
}

/// <summary>The benchmarks of this build.</summary>
internal static class BenchmarkCatalog
{
    /// <summary>The one that runs when nothing is named.</summary>
    public static CatalogEntry Default { get; } = new DigitsEntry();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CatalogEntry> All { get; } = [Default];

    /// <summary>The entry of an id, or null.</summary>
    public static CatalogEntry? Find(string id) => All.FirstOrDefault(entry => entry.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
