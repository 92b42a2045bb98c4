namespace NativeBench.Cli.Workloads;

/// <summary>Where built engines are kept between runs: building takes minutes.</summary>
internal static class EngineCache
{
    /// <summary>Names the folder; empty: nothing is kept.</summary>
    public const string EnvironmentVariable = "NATIVEBENCH_ENGINE_CACHE";

    /// <summary>The folder of a backend; null if nothing is kept.</summary>
    public static string? Folder(string backend)
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { } named)
            return named.Length == 0 ? null : Path.Combine(named, backend);
        // $XDG_CACHE_HOME, else ~/.cache; as LocalApplicationData is for what must be kept.
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root, "nativebench", "engines", backend);
    }
}
