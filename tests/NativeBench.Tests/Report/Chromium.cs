using System.Diagnostics;
using System.Text.RegularExpressions;

namespace NativeBench.Tests.Report;

/// <summary>A headless Chromium that loads one page and tells what it became, what it asked for and what it complained about.</summary>
internal static partial class Chromium
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>What a page became.</summary>
    /// <param name="Dom">The page's elements, as text.</param>
    /// <param name="Requests">Addresses that were asked for, but for the page itself and the browser's own calls home.</param>
    /// <param name="Complaints">Lines of the page's console.</param>
    public sealed record Page(string Dom, IReadOnlyList<string> Requests, IReadOnlyList<string> Complaints);

    /// <summary>Loads a file; ignores the test where there's no Chromium.</summary>
    public static Page Load(string file)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(static folder => s_names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (program is null)
            Assert.Ignore($"No Chromium on the PATH ({string.Join(", ", s_names)}): the report isn't tried in a browser.");
        using var profile = new TemporaryFolder();
        var log = profile.Combine("net.json");
        var start = new ProcessStartInfo(program!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
                 {
                     "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr", $"--user-data-dir={profile.Combine("profile")}",
                     $"--log-net-log={log}", "--dump-dom", new Uri(file).AbsoluteUri,
                 })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var dom = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var requests = Url().Matches(File.ReadAllText(log)).Select(static m => m.Groups[1].Value)
            .Where(static url => !url.StartsWith("file:", StringComparison.Ordinal) && !Own().IsMatch(url)).Distinct().ToArray();
        return new Page(dom, requests, [.. errors.Result.Split('\n').Where(static line => line.Contains("CONSOLE", StringComparison.Ordinal))]);
    }

    [GeneratedRegex("\"url\":\"([^\"]*)\"")]
    private static partial Regex Url();

    // Looking for updates, the time and accounts: the browser's own, whatever page it loads.
    [GeneratedRegex(@"^https?://([a-z0-9-]+\.)*(google|googleapis|gvt1)\.com[/:]|^(chrome|data):")]
    private static partial Regex Own();
}
