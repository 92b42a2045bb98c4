using System.Text;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Output;

namespace NativeBench.Cli.Tune;

/// <summary>The folder of a search: <c>plan.json</c>, <c>user.conf</c>, <c>tune.json</c>, <c>report.html</c> and the checks' logs.</summary>
internal sealed class TuneFolder
{
    private TuneFolder(string path) => Path = path;

    public string Path { get; }

    public string PlanPath => System.IO.Path.Combine(Path, "plan.json");

    public string UserConfPath => System.IO.Path.Combine(Path, "user.conf");

    public static TuneFolder Create(string? requested, string benchmark, CommandContext context) =>
        new(ResultFolder.Create(requested, benchmark + "-tune", context).FullPath);

    /// <summary>Replaces the files, each in one step.</summary>
    public void Save(TuneRecord record)
    {
        try
        {
            Replace("tune.json", JsonText.Write(new TuneJson(record).Write) + "\n");
            Replace("plan.json", JsonText.Write(json =>
            {
                json.WriteStartObject();
                record.File.WriteKeys(json);
                json.WriteEndObject();
            }) + "\n");
            Replace("user.conf", UserConf.Text(record));
            Replace(Report.HtmlReport.FileName, Report.HtmlReport.Create([], [new Report.ReportedTuning(Path, Results.TuneFile.Read(Path))]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"{Path} can't be written to: {CrashReport.FirstLine(e.Message)}.", e);
        }
    }

    private void Replace(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path + ".tmp", text, new UTF8Encoding(false));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
