namespace NativeBench.Tests;

/// <summary>
/// Networks and data of others, which aren't in the repository: in the folder that NATIVEBENCH_DATA names, else in shared/data
/// beside the checkout. Tests that need them are ignored where they are absent.
/// </summary>
internal static class TestData
{
    private static readonly string s_folder = Environment.GetEnvironmentVariable("NATIVEBENCH_DATA")
        ?? Path.GetFullPath(RepositoryRoot.Combine("..", "shared", "data"));

    /// <summary>The path of a file or folder; ignores the test if it's absent.</summary>
    public static string Require(params string[] parts)
    {
        var path = Path.Combine([s_folder, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Ignore($"'{path}' is absent; set NATIVEBENCH_DATA to the folder with third-party models and data.");
        return path;
    }
}
