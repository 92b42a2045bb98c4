using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;
using NativeBench.Results;
using NativeBench.Submission.Packing;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>The descriptions of the systems of a tree: what results and machine tell, the folders' own files, then what was given.</summary>
internal sealed class SystemDescriptions(SubmissionPackRequest request, CommandContext context, PackFindings findings)
{
    /// <summary>What stands where nobody told a rehearsal.</summary>
    public const string RehearsalValue = "not given (rehearsal)";

    private const string RehearsalNote = "REHEARSAL, no result";

    /// <summary>Folders of one system are of one machine.</summary>
    public void RequireOneMachine(string name, IReadOnlyList<PackSource> sources)
    {
        var first = sources.SelectMany(static s => s.Runs).FirstOrDefault();
        if (first is null)
            return;
        string machine = RunLikeness.Machine(first.Document);
        foreach (var run in sources.SelectMany(static s => s.Runs).Where(run => RunLikeness.Machine(run.Document) != machine).DistinctBy(static r => r.Folder))
        {
            findings.Add($"{first.Folder} was measured on {machine}, {run.Folder} on {RunLikeness.Machine(run.Document)}: these aren't one system '{name}'. "
                + $"'--system {run.Folder}=NAME' makes it a system of its own, described by {Path.Combine(run.Folder, MachineFields.FileName)}.");
        }
    }

    /// <summary>The description of a system.</summary>
    /// <param name="name">Its name in paths.</param>
    /// <param name="sources">Its folders.</param>
    /// <param name="submitter">The submitter.</param>
    /// <param name="division">closed or open.</param>
    /// <param name="category">edge or datacenter; null if nobody said.</param>
    public SystemFields Describe(string name, IReadOnlyList<PackSource> sources, string submitter, string division, string? category)
    {
        var fields = SystemFields.Empty;
        try
        {
            ResultDocument[] documents = [.. sources.SelectMany(static s => s.Runs).Select(static r => r.Document)];
            if (documents.Length > 0)
                fields = MachineFields.Read(documents, sources[0].Folder);
            fields = Own(fields, sources);
            foreach (var (_, file) in request.SystemFiles.Where(f => f.Which is null || f.Which == name).OrderBy(static f => f.Which is null ? 0 : 1))
                fields = fields.With(SystemFields.Read(context.Resolve(file)));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            findings.Add($"{Called(name)} can't be read: {CrashReport.FirstLine(e.Message)}");
        }

        foreach (var (key, value) in request.Fields)
        {
            fields = fields.With(key, value);
            if (!SystemFields.Required.Contains(key) && !SystemFields.Optional.Contains(key))
                findings.Add($"--field {key}: a system's description has no such key.{NearestName.Hint(key, [.. SystemFields.Required, .. SystemFields.Optional])}");
        }

        if (fields["system_type"].Length == 0)
            fields = fields.With("system_type", category ?? "");
        if (fields["system_name"].Length == 0)
            fields = fields.With("system_name", name);
        fields = fields.With("division", division).With("submitter", submitter);
        if (request.IsRehearsal)
            return Rehearsal(fields);
        string[] missing = [.. fields.Missing.Except(["submitter"])];
        if (missing.Length > 0)
        {
            string own = Path.Combine(sources[0].Folder, MachineFields.FileName);
            findings.Add($"{Called(name)} lacks {string.Join(", ", missing)}. Give them by --field KEY=VALUE ('N/A' where there's none), or "
                + (File.Exists(own) ? $"fill in {own}." : "a file of them by --system-file FILE."));
        }

        foreach (string fault in fields.Faults())
            findings.Add($"{Called(name)}: {fault}");
        return fields;
    }

    private static string Called(string name) => name.Length == 0 ? "The system's description" : $"The description of '{name}'";

    /// <summary>The folders' own files, which have to agree.</summary>
    private SystemFields Own(SystemFields fields, IReadOnlyList<PackSource> sources)
    {
        var given = new Dictionary<string, (string Value, string Folder)>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            string path = Path.Combine(source.Folder, MachineFields.FileName);
            if (!File.Exists(path))
                continue;
            foreach (var (key, value) in SystemFields.Read(path).Values.Where(static p => p.Value.Length > 0))
            {
                if (given.TryGetValue(key, out var before) && before.Value != value && !request.Fields.Any(f => f.Key == key))
                {
                    findings.Add($"{key} is '{before.Value}' in {Path.Combine(before.Folder, MachineFields.FileName)} and '{value}' in {Path.Combine(source.Typed, MachineFields.FileName)}: "
                        + $"--field {key}=VALUE says what it is.");
                }

                given.TryAdd(key, (value, source.Typed));
                fields = fields.With(key, given[key].Value);
            }
        }

        return fields;
    }

    private static SystemFields Rehearsal(SystemFields fields)
    {
        fields = fields.With("system_name", $"{RehearsalNote}: {fields["system_name"]}").With("sw_notes", RehearsalNote).With("hw_notes", RehearsalNote);
        if (fields["status"].Length == 0)
            fields = fields.With("status", "rdi");
        foreach (string key in fields.Missing.ToArray())
            fields = fields.With(key, RehearsalValue);
        return fields;
    }
}
