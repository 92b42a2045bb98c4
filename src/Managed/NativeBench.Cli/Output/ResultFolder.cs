using System.Globalization;
using NativeBench.Cli.Run;

namespace NativeBench.Cli.Output;

/// <summary>A session's folder: made new, never written over.</summary>
internal sealed class ResultFolder
{
    private ResultFolder(string path) => FullPath = path;

    public string FullPath { get; }

    /// <summary>Makes the folder that --output names, or a new one below <c>results/</c>.</summary>
    public static ResultFolder Create(string? requested, string benchmark, CommandContext context)
    {
        if (requested is null)
            return new ResultFolder(Make(DefaultPath(benchmark, context), "results"));
        var path = context.Resolve(requested);
        if (File.Exists(path))
            throw new UsageException($"--output '{requested}' is a file; expected a folder that is new or empty.");
        if (Directory.Exists(path) && HasEntries(path, requested))
        {
            throw new UsageException(File.Exists(Path.Combine(path, "result.json"))
                ? $"--output '{requested}' holds results already; they are never written over. Name a folder that is new or empty."
                : $"--output '{requested}' is not empty. Name a folder that is new or empty.");
        }

        return new ResultFolder(Make(path, requested));
    }

    /// <summary>Makes the folder of one run and returns its path.</summary>
    public string CreateRunFolder(PlannedRun run) => Make(Path.Combine(FullPath, run.Folder), FullPath);

    /// <summary>Replaces result.json in one step: a reader sees the old one or the new one, never half of it.</summary>
    public void Save(SessionRecord session)
    {
        var path = Path.Combine(FullPath, "result.json");
        var temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            ResultJson.Write(stream, session);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Writes report.html beside result.json; what keeps it from being written is returned as a sentence.</summary>
    public string? SaveReport(SessionRecord session)
    {
        var path = Path.Combine(FullPath, Report.HtmlReport.FileName);
        try
        {
            Report.HtmlReport.Write(path, [new Report.ReportedResult(FullPath, DocumentBuilder.Build(session))]);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"report.html can't be written: {CrashReport.FirstLine(e.Message)}.";
        }
    }

    private static string DefaultPath(string benchmark, CommandContext context)
    {
        var stamp = context.Time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var name = string.Concat(benchmark.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_'));
        var path = context.Resolve(Path.Combine("results", $"{stamp}-{name}"));
        var free = path;
        for (var i = 2; Directory.Exists(free); i++)
            free = path + "-" + i.ToString(CultureInfo.InvariantCulture);
        return free;
    }

    private static bool HasEntries(string path, string requested)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(path).Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output '{requested}' can't be read: {CrashReport.FirstLine(e.Message)}.", e);
        }
    }

    private static string Make(string path, string requested)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, ".writable");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UsageException($"--output '{requested}' can't be written to: {CrashReport.FirstLine(e.Message)}. Name another folder with --output.", e);
        }
    }
}
