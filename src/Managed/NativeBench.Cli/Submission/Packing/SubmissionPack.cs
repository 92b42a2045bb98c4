using System.Collections.Immutable;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.Submission;
using NativeBench.Submission.Packing;
using NativeBench.Submission.Rounds;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>
/// One <c>submission pack</c>: everything that keeps the runs from being a submission is told at once, before a file is written;
/// the tree is then checked as <c>submission check</c> does.
/// </summary>
internal sealed class SubmissionPack
{
    private const string RehearsalName = "REHEARSAL";
    private const string OfficialLoadGen = "MLCommons LoadGen";
    private const string RehearsalValue = "not given (rehearsal)";

    private readonly SubmissionPackRequest _request;
    private readonly CommandContext _context;
    private readonly ImmutableArray<PackSource> _sources;
    private readonly Rules _rules;
    private readonly string _division;
    private readonly string? _category;
    private readonly List<string> _problems = [];
    private readonly List<string> _rehearsal = [];
    private readonly List<string> _inadmissible = [];

    private SubmissionPack(SubmissionPackRequest request, CommandContext context, ImmutableArray<PackSource> sources, Rules rules)
    {
        _request = request;
        _context = context;
        _sources = sources;
        _rules = rules;
        _division = request.Division ?? sources[0].Division;
        _category = request.Category ?? sources[0].Category;
    }

    /// <summary>Does what was asked and returns the exit code.</summary>
    public static int Execute(SubmissionPackRequest request, CommandContext context)
    {
        if (request.Folders.IsEmpty)
            throw new UsageException("submission pack needs a folder that 'nativebench submission run' made.");
        ImmutableArray<PackSource> sources = [.. request.Folders.Select(typed => PackSource.Read(context.Resolve(typed), typed, request.Catalog))];
        string round = request.Round ?? sources.Select(static s => s.Round).FirstOrDefault(static r => r != Rules.Quick.Name) ?? SubmissionRunCommand.Rounds[0];
        return new SubmissionPack(request, context, sources, Rules.Find(round)).Run();
    }

    private int Run()
    {
        foreach (var source in _sources)
            Admit(source);
        string submitter = _request.IsRehearsal ? Marked(_request.Submitter) : _request.Submitter ?? "";
        string system = _request.IsRehearsal ? Marked(_request.System) : _request.System ?? "";
        RequireName("--submitter", submitter, "the submitter's name, as its folder is to have it");
        RequireName("--system", system, "the system's name, as its folder is to have it");
        var results = _sources.SelectMany(Results).ToImmutableArray();
        var description = Description(submitter, system);
        string output = Target();
        if (_problems.Count > 0)
            throw new UsageException("This can't be packed:" + string.Concat(_problems.Distinct().Select(static p => "\n  " + p)));
        var request = new PackRequest
        {
            Round = _rules.Name,
            Division = _division,
            Submitter = submitter,
            System = system,
            Description = description,
            Results = results,
            Calibration = Calibration(),
            Code = ResultTexts.Code(_sources[0]),
            CodeFolder = _request.CodeFolder is { } code ? _context.Resolve(code) : null,
            ModelMapping = _request.ModelName is { } own ? ImmutableSortedDictionary<string, string>.Empty.Add(own, OfficialName(_sources[0])) : ImmutableSortedDictionary<string, string>.Empty,
            Rehearsal = [.. _rehearsal.Distinct()],
            FullLogs = _request.FullLogs is { } full ? _context.Resolve(full) : null,
        };
        Write(output, request);
        var report = RoundRules.Find(_rules.Name) is { } rules ? SubmissionChecker.Check(output, rules, request.FullLogs, _request.SkipDatasetSize) : null;
        PackOutput.Write(_context.Terminal, output, request, [.. _rehearsal.Concat(_inadmissible).Distinct()], report, _request.Json, _request.Quiet);
        return report is { OfficialCheckerAccepts: false } ? ExitCodes.NotMet : ExitCodes.Ok;
    }

    private static string Marked(string? name) => name is null ? RehearsalName : name.StartsWith(RehearsalName, StringComparison.Ordinal) ? name : $"{RehearsalName}-{name}";

    private static void Write(string output, PackRequest request)
    {
        try
        {
            TreePacker.Pack(output, request);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"The tree can't be written: {CrashReport.FirstLine(e.Message)}. What is in {output} is incomplete.", e);
        }
    }

    /// <summary>What keeps a folder's runs from being submitted, or makes them a rehearsal.</summary>
    private void Admit(PackSource source)
    {
        foreach (string problem in source.Problems.Concat(_division == "closed" ? source.TestProblems : []))
            _problems.Add($"{Where(source)}{problem}");
        if (source.Scenarios.IsEmpty && source.Problems.IsEmpty)
            _problems.Add($"{Where(source)}there are no runs.");
        if (source.Round != _rules.Name)
        {
            Refuse(source.Round == Rules.Quick.Name
                ? $"{Where(source)}the runs were made under quick rules, which are no round's."
                : $"{Where(source)}the runs were made for {source.Round}, whose seeds aren't those of {_rules.Name}.");
        }

        if (_division == "closed" && source.Division != "closed")
            Refuse($"{Where(source)}the runs were made for the open division, which allows what closed refuses.");
        if (source.IsRehearsal)
            Refuse($"{Where(source)}the runs were made with --rehearsal.");
        foreach (var run in source.Runs)
            Admit(source, run);
        if (_request.IsRehearsal && _rehearsal.Count == 0)
            _rehearsal.Add("It was packed with --rehearsal.");
    }

    private void Admit(PackSource source, SourceRun run)
    {
        var document = run.Document;
        if (document.Emulated)
            Refuse($"{Where(source)}the GPU or TensorRT was emulated: the times are those of no system.");
        if (document.SyntheticWeights)
            Refuse($"{Where(source)}the model has {document.Model?.Weights ?? "synthetic weights"}: its answers mean nothing.");
        if (document.SyntheticData)
            Refuse($"{Where(source)}the data is synthetic: nothing was scored.");
        if (!document.Backend.Computes)
            Refuse($"{Where(source)}the backend '{document.Backend.Name}' computes nothing.");
        if (document.Versions.DebugBuild)
            Refuse($"{Where(source)}{run.Name} was made with a debug build.");
        if (document.Versions.Loadgen != OfficialLoadGen)
            _inadmissible.Add($"{Where(source)}measured with NativeBench's own LoadGen; MLPerf admits an unaltered official one only (--loadgen official).");
        var first = source.Runs.First().Document;
        if (document.Model?.Sha256 != first.Model?.Sha256 || document.Backend.Name != first.Backend.Name)
            _problems.Add($"{Where(source)}{run.Name} ran another model or on another backend than {source.Runs.First().Name}.");
    }

    /// <summary>A reason that only a rehearsal may have.</summary>
    private void Refuse(string reason)
    {
        if (_request.IsRehearsal)
            _rehearsal.Add(char.ToUpperInvariant(reason[0]) + reason[1..]);
        else
            _problems.Add($"{reason} --rehearsal packs it nevertheless, marked as none.");
    }

    private string Where(PackSource source) => _sources.Length == 1 ? "" : $"{source.Folder}: ";

    private IEnumerable<PackedResult> Results(PackSource source)
    {
        var rules = _rules with { Benchmark = source.Facts };
        if (rules.BenchmarkRound is not { NotInSuite: null })
        {
            _problems.Add($"{Where(source)}{_rules.Name} doesn't have '{source.Facts.Id}'.");
            return [];
        }

        if (_category is null && _division == "closed")
            _problems.Add("--category is missing: edge or datacenter decides which scenarios are required.");
        var scenarios = new SortedDictionary<string, SourceScenario>(StringComparer.Ordinal);
        foreach (var scenario in source.Scenarios)
            scenarios[scenario.Scenario.ToString()] = scenario;
        foreach (var (to, from) in _request.Inferred)
            Infer(scenarios, to, from);
        if (_division == "closed" && _category is { } category)
            RequireAll(source, rules, category, scenarios);
        return [.. scenarios.Select(s => Result(source, rules, s.Key, s.Value))];
    }

    /// <summary>A scenario's result taken from another's run (official checker: <c>performance_check.py</c>, inferred results).</summary>
    private void Infer(SortedDictionary<string, SourceScenario> scenarios, string to, string from)
    {
        if ((to, from) is not (("MultiStream", "SingleStream") or ("Offline", "SingleStream") or ("Offline", "MultiStream")))
            _problems.Add($"--infer knows MultiStream=SingleStream, Offline=SingleStream and Offline=MultiStream; found {to}={from}.");
        else if (_category != "edge")
            _problems.Add($"--infer {to}={from}: results are inferred for edge systems only.");
        else if (scenarios.TryGetValue(to, out var own) && own.Scenario.ToString() == to)
            _problems.Add($"--infer {to}={from}: {to} was measured itself.");
        else if (!scenarios.TryGetValue(from, out var source))
            _problems.Add($"--infer {to}={from}: {from} isn't there.");
        else
            scenarios[to] = source;
    }

    private void RequireAll(PackSource source, Rules rules, string category, SortedDictionary<string, SourceScenario> scenarios)
    {
        foreach (var group in rules.Required(category, "--category"))
        {
            if (!group.Any(scenarios.ContainsKey))
                _problems.Add($"{Where(source)}{_rules.Name} requires {string.Join(" or ", group)} of {category} systems, closed division.");
        }

        var required = rules.BenchmarkRound!.ComplianceTests;
        foreach (var scenario in source.Scenarios)
        {
            string[] missing = [.. required.Where(name => scenario.Tests.All(t => t.Test.Name != name))];
            if (missing.Length > 0)
                _problems.Add($"{Where(source)}{scenario.Scenario} has no passed {string.Join(", ", missing)}, which the closed division asks for.");
        }
    }

    private PackedResult Result(PackSource source, Rules rules, string scenario, SourceScenario runs)
    {
        var measurements = ResultTexts.Measurements(runs, source.Facts, precision: null);
        foreach (var (key, value) in _request.Measurements)
            measurements = measurements.SetItem(key, value);
        return new PackedResult
        {
            Benchmark = _request.ModelName ?? OfficialName(source),
            Scenario = scenario,
            Performance = runs.Performance.Logs,
            Accuracy = runs.Accuracy.Logs,
            AccuracyLines = [.. AccuracyLines(source, runs)],
            Compliance = _division == "closed" ? [.. runs.Tests.Select(static t => t.Verified)] : [],
            UserConf = ConfTexts.User(runs.Performance, runs.Scenario, source.Facts, rules),
            MlperfConf = ConfTexts.Mlperf(runs.Scenario, source.Facts, rules),
            Readme = ResultTexts.Readme(runs, scenario, source.Facts, _rules.Name, [.. _rehearsal.Distinct()]),
            Measurements = measurements,
        };
    }

    private IEnumerable<string> AccuracyLines(PackSource source, SourceScenario runs)
    {
        if (runs.Accuracy.Run.Quality?.OfficialLine is { } line)
            return [line];
        if (!_request.IsRehearsal)
        {
            _problems.Add($"{Where(source)}{runs.Accuracy.Name} was never scored.");
            return [];
        }

        string reference = Path.Combine(source.Scenarios[0].Accuracy.Logs, "mlperf_log_accuracy.json");
        var figures = SubmissionScoring.Figures(RoundRules.Find(_rules.Name), OfficialName(source), runs.Scenario.ToString(), source.Facts);
        return SubmissionScoring.ByAgreement(reference, figures)(Path.Combine(runs.Accuracy.Logs, "mlperf_log_accuracy.json"))!;
    }

    private string OfficialName(PackSource source)
    {
        if (_request.Variant is not { } variant)
            return SubmissionScoring.OfficialName(source.Facts, _rules.Name);
        if (source.Facts.Names.Checker.GetValueOrDefault(_rules.Name) is not { IsDefaultOrEmpty: false } names)
            names = [source.Facts.Id];
        if (!names.Contains(variant))
            _problems.Add($"--variant: {_rules.Name} calls '{source.Facts.Id}' {string.Join(" or ", names)}; found '{variant}'.");
        return variant;
    }

    private SystemFields Description(string submitter, string system)
    {
        var fields = SystemFields.Empty;
        try
        {
            string written = Path.Combine(_sources[0].Folder, MachineFields.FileName);
            if (_sources[0].Runs.FirstOrDefault() is { } run)
                fields = MachineFields.Read(run.Document, _sources[0].Folder);
            if (File.Exists(written))
                fields = fields.With(SystemFields.Read(written));
            if (_request.SystemFile is { } file)
                fields = fields.With(SystemFields.Read(_context.Resolve(file)));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            _problems.Add($"The system's description can't be read: {CrashReport.FirstLine(e.Message)}");
        }

        foreach (var (key, value) in _request.Fields)
        {
            fields = fields.With(key, value);
            if (!SystemFields.Required.Contains(key) && !SystemFields.Optional.Contains(key))
                _problems.Add($"--field {key}: a system's description has no such key.{Parsing.NearestName.Hint(key, [.. SystemFields.Required, .. SystemFields.Optional])}");
        }

        if (fields["system_type"].Length == 0)
            fields = fields.With("system_type", _category ?? "");
        if (fields["system_name"].Length == 0)
            fields = fields.With("system_name", system);
        fields = fields.With("division", _division).With("submitter", submitter);
        if (_request.IsRehearsal)
            return Rehearsal(fields);
        string[] missing = [.. fields.Missing.Except(["submitter"])];
        if (missing.Length > 0)
        {
            _problems.Add($"The system's description lacks {string.Join(", ", missing)}. Give them by --field KEY=VALUE ('N/A' where there's none), or fill in "
                + $"{Path.Combine(_sources[0].Folder, MachineFields.FileName)}.");
        }

        _problems.AddRange(fields.Faults());
        return fields;
    }

    private static SystemFields Rehearsal(SystemFields fields)
    {
        const string Mark = RehearsalName + ", no result";
        fields = fields.With("system_name", $"{Mark}: {fields["system_name"]}").With("sw_notes", Mark).With("hw_notes", Mark);
        if (fields["status"].Length == 0)
            fields = fields.With("status", "rdi");
        foreach (string key in fields.Missing.ToArray())
            fields = fields.With(key, RehearsalValue);
        return fields;
    }

    private void RequireName(string option, string value, string what)
    {
        if (value.Length == 0)
            _problems.Add($"{option} is missing: {what}.");
        else if (!TreePacker.IsName(value))
            _problems.Add($"{option} takes letters, digits, '.', '-' and '_', since it becomes a folder; found '{value}'.");
    }

    private string Calibration()
    {
        if (_request.CalibrationFile is { } file)
            return File.ReadAllText(_context.Resolve(file));
        return "# Calibration\n\nNone: nothing was quantized by a calibration data set.\n";
    }

    private string Target()
    {
        foreach (var (option, path) in new[] { ("--calibration", _request.CalibrationFile), ("--system-file", _request.SystemFile) })
        {
            if (path is not null && !File.Exists(_context.Resolve(path)))
                throw new UsageException($"{option} '{path}': there is no such file.");
        }

        if (_request.CodeFolder is { } code && !Directory.Exists(_context.Resolve(code)))
            throw new UsageException($"--code '{code}': there is no such folder.");
        if (_request.ModelName is not null && _division != "open")
            _problems.Add("--model-name is for the open division: in closed a benchmark has its official name.");
        string output = _request.Output is { } typed ? _context.Resolve(typed) : Path.Combine(_sources[0].Folder, $"tree-{_division}");
        if (File.Exists(output) || (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()))
            throw new UsageException($"--output '{_request.Output ?? output}' isn't empty; a tree is never written over. Name a folder that is new or empty.");
        return output;
    }
}
