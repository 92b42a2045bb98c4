using System.Collections.Immutable;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.Cli.Submission.Running;
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

    private readonly SubmissionPackRequest _request;
    private readonly CommandContext _context;
    private readonly ImmutableArray<PackSource> _sources;
    private readonly Rules _rules;
    private readonly string _division;
    private readonly string? _category;
    private readonly PackFindings _findings;

    private SubmissionPack(SubmissionPackRequest request, CommandContext context, ImmutableArray<PackSource> sources, Rules rules)
    {
        _request = request;
        _context = context;
        _sources = sources;
        _rules = rules;
        _findings = new PackFindings(request.IsRehearsal);
        _division = Common("--division", "division", request.Division, static s => s.Division)!;
        _category = Common("--category", "category", request.Category, static s => s.Category);
    }

    /// <summary>Does what was asked and returns the exit code.</summary>
    public static int Execute(SubmissionPackRequest request, CommandContext context)
    {
        if (request.Folders.IsEmpty)
            throw new UsageException("submission pack needs a folder that 'nativebench submission run' made.");
        if (request.Folders.GroupBy(folder => context.Resolve(folder).TrimEnd('/', '\\'), StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice)
            throw new UsageException($"FOLDER '{twice.First()}' is named twice.");
        ImmutableArray<PackSource> sources = [.. request.Folders.Select(typed => PackSource.Read(context.Resolve(typed), typed, request.Catalog))];
        string round = request.Round ?? sources.Select(static s => s.Round).FirstOrDefault(static r => r != Rules.Quick.Name) ?? SubmissionRunCommand.Rounds[0];
        if (!SubmissionRunCommand.Rounds.Contains(round))
            throw new UsageException($"The runs were made for {round}, which has no submission trees of this kind; --round knows {string.Join(", ", SubmissionRunCommand.Rounds)}.");
        return new SubmissionPack(request, context, sources, Rules.Find(round)).Run();
    }

    private int Run()
    {
        RequireFiles();
        RequireKnownNames();
        var admission = new Admission(_rules, _division, nameFolders: _sources.Length > 1, _findings);
        foreach (var source in _sources)
            admission.Admit(source);
        string submitter = _request.IsRehearsal ? Marked(_request.Submitter) : _request.Submitter ?? "";
        RequireName("--submitter", submitter, "the submitter's name, as its folder is to have it");
        var descriptions = new SystemDescriptions(_request, _context, _findings);
        var systems = _sources.GroupBy(SystemOf, StringComparer.Ordinal).ToArray();
        SourceBenchmark[] benchmarks = [.. systems.SelectMany(Merged)];
        foreach (var benchmark in benchmarks)
            admission.Admit(benchmark);
        (SourceBenchmark Benchmark, ModelKnowledge Model)[] known =
            [.. benchmarks.Select(static b => (b, b.Runs.FirstOrDefault() is { } run 
                ? ModelKnowledge.Read(run.Document.Model, b.Facts, b.Sources.Select(static s => s.Model).OfType<RecordedModel>()) : ModelKnowledge.None))];
        var packed = systems.Select(system =>
        {
            RequireName("--system", system.Key, "the system's name, as its folder is to have it");
            descriptions.RequireOneMachine(system.Key, [.. system]);
            return new PackedSystem
            {
                Name = system.Key,
                Description = descriptions.Describe(system.Key, [.. system], submitter, _division, _category),
                Results = [.. known.Where(k => k.Benchmark.System == system.Key).SelectMany(k => Results(k.Benchmark, k.Model))],
            };
        }).ToImmutableArray();
        string calibration = new CalibrationText(_request, _context, _findings).Write(known);
        string output = Target();
        RequireDistinctModelNames(benchmarks);
        if (_findings.Problems.Any())
            throw new UsageException("This can't be packed:" + string.Concat(_findings.Problems.Select(static p => "\n  " + p)));
        var request = new PackRequest
        {
            Round = _rules.Name,
            Division = _division,
            Submitter = submitter,
            Systems = packed,
            Calibration = calibration,
            Code = benchmarks.GroupBy(FolderOf, StringComparer.Ordinal).ToImmutableSortedDictionary(static g => g.Key, Code, StringComparer.Ordinal),
            ModelMapping = benchmarks.Where(b => FolderOf(b) != b.OfficialName).DistinctBy(FolderOf).ToImmutableSortedDictionary(FolderOf, static b => b.OfficialName, StringComparer.Ordinal),
            Rehearsal = [.. _findings.Rehearsal],
            FullLogs = _request.FullLogs is { } full ? _context.Resolve(full) : null,
        };
        Write(output, request);
        var report = RoundRules.Find(_rules.Name) is { } rules ? SubmissionChecker.Check(output, rules, request.FullLogs, _request.SkipDatasetSize) : null;
        PackOutput.Write(_context.Terminal, output, request, [.. _findings.Rehearsal.Concat(_findings.Inadmissible)], report, _request.Json, _request.Quiet);
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

    /// <summary>What was asked, or what all folders were made for.</summary>
    private string? Common(string option, string what, string? asked, Func<PackSource, string?> of)
    {
        if (asked is not null)
            return asked;
        PackSource[] told = [.. _sources.Where(s => of(s) is not null)];
        if (told.FirstOrDefault(s => of(s) != of(told[0])) is { } other)
            _findings.Add($"{told[0].Typed} was made for {what} {of(told[0])}, {other.Typed} for {of(other)}: {option} says for which both are packed, or pack them apart.");
        return told.Length == 0 ? null : of(told[0]);
    }

    private string SystemOf(PackSource source)
    {
        string? name = _request.Systems.For(source).LastOrDefault();
        return _request.IsRehearsal ? Marked(name) : name ?? "";
    }

    private IEnumerable<SourceBenchmark> Merged(IGrouping<string, PackSource> system) =>
        system.GroupBy(OfficialName, StringComparer.Ordinal).Select(group => SourceBenchmark.Merge([.. group], system.Key, group.Key, _findings));

    private string OfficialName(PackSource source)
    {
        if (_request.Variants.For(source).LastOrDefault() is not { } variant)
            return SubmissionScoring.OfficialName(source.Facts, _rules.Name);
        if (source.Facts.Names.Checker.GetValueOrDefault(_rules.Name) is not { IsDefaultOrEmpty: false } names)
            names = [source.Facts.Id];
        if (!names.Contains(variant))
            _findings.Add($"--variant: {_rules.Name} calls '{source.Facts.Id}' {string.Join(" or ", names)}; found '{variant}'.");
        return variant;
    }

    /// <summary>The benchmark's folder: the submitter's own name of the model, or the official one.</summary>
    private string FolderOf(SourceBenchmark benchmark) => _request.ModelNames.For(benchmark.Sources).LastOrDefault() ?? benchmark.OfficialName;

    private void RequireDistinctModelNames(SourceBenchmark[] benchmarks)
    {
        if (_request.ModelNames.Count > 0 && _division != "open")
            _findings.Add("--model-name is for the open division: in closed a benchmark has its official name.");
        foreach (var group in benchmarks.GroupBy(FolderOf, StringComparer.Ordinal).Where(static g => g.Select(static b => b.OfficialName).Distinct().Count() > 1))
        {
            _findings.Add($"--model-name {group.Key} would stand for {string.Join(" and ", group.Select(static b => b.OfficialName))}: name each, "
                + $"{string.Join(' ', group.Select(static b => $"--model-name {b.Facts.Id}=NAME"))}.");
        }
    }

    private PackedCode Code(IEnumerable<SourceBenchmark> benchmarks)
    {
        SourceBenchmark[] all = [.. benchmarks];
        return new PackedCode(
            ResultTexts.Code([.. all.SelectMany(static b => b.Runs)], all[0].Facts),
            _request.CodeFolders.For([.. all.SelectMany(static b => b.Sources)]).LastOrDefault() is { } folder ? _context.Resolve(folder) : null);
    }

    private string Where(SourceBenchmark benchmark) => _sources.Length == 1 ? "" : $"{benchmark.Folders}: ";

    private IEnumerable<PackedResult> Results(SourceBenchmark benchmark, ModelKnowledge model)
    {
        var rules = _rules with { Benchmark = benchmark.Facts };
        if (rules.BenchmarkRound is not { NotInSuite: null })
        {
            _findings.Add($"{Where(benchmark)}{_rules.Name} doesn't have '{benchmark.Facts.Id}'.");
            return [];
        }

        if (_category is null && _division == "closed")
            _findings.Add("--category is missing: edge or datacenter decides which scenarios are required.");
        if (_division == "closed" && _category is { } kind && RoundRules.Find(_rules.Name)?.Benchmarks.GetValueOrDefault(benchmark.OfficialName)?.RequiredScenarios.ContainsKey(kind) == false)
            _findings.Add($"{Where(benchmark)}{_rules.Name} has no {benchmark.OfficialName} for {kind} systems.");
        var scenarios = new SortedDictionary<string, SourceScenario>(StringComparer.Ordinal);
        foreach (var scenario in benchmark.Scenarios.Where(static s => s is { Performance: not null, Accuracy: not null }))
            scenarios[scenario.Scenario.ToString()] = scenario;
        foreach (var (to, from) in _request.Inferred.For(benchmark.Sources).Distinct())
            Infer(benchmark, scenarios, to, from);
        if (_division == "closed" && _category is { } category)
            RequireAll(benchmark, rules, category, scenarios);
        return [.. scenarios.Select(s => Result(benchmark, model, rules, s.Key, s.Value))];
    }

    /// <summary>A scenario's result taken from another's run (official checker: <c>performance_check.py</c>, inferred results).</summary>
    private void Infer(SourceBenchmark benchmark, SortedDictionary<string, SourceScenario> scenarios, string to, string from)
    {
        string where = Where(benchmark);
        if ((to, from) is not (("MultiStream", "SingleStream") or ("Offline", "SingleStream") or ("Offline", "MultiStream")))
            _findings.Add($"--infer knows MultiStream=SingleStream, Offline=SingleStream and Offline=MultiStream; found {to}={from}.");
        else if (_category != "edge")
            _findings.Add($"{where}--infer {to}={from}: results are inferred for edge systems only.");
        else if (scenarios.TryGetValue(to, out var own) && own.Scenario.ToString() == to)
            _findings.Add($"{where}--infer {to}={from}: {to} was measured itself.{ForOne(benchmark, $"{to}={from}")}");
        else if (IsNoGood(benchmark, from))
            return; // It's told already why.
        else if (!scenarios.TryGetValue(from, out var source))
            _findings.Add($"{where}--infer {to}={from}: {from} isn't there.{ForOne(benchmark, $"{to}={from}")}");
        else
            scenarios[to] = source;
    }

    /// <summary>Whether a scenario's runs are there and no good, which is told where they're read.</summary>
    private static bool IsNoGood(SourceBenchmark benchmark, string scenario) =>
        benchmark.Scenarios.Any(s => s.Scenario.ToString() == scenario && !s.NoGood.IsEmpty);

    /// <summary>How an option that is meant for another benchmark is written.</summary>
    private string ForOne(SourceBenchmark benchmark, string pair) =>
        _sources.FirstOrDefault(s => s.Facts.Id != benchmark.Facts.Id) is { } other ? $" '--infer {other.Facts.Id}:{pair}' says it of one benchmark." : "";

    private void RequireAll(SourceBenchmark benchmark, Rules rules, string category, SortedDictionary<string, SourceScenario> scenarios)
    {
        foreach (var group in rules.Required(category, "--category"))
        {
            if (!group.Any(scenarios.ContainsKey) && !group.Any(name => IsNoGood(benchmark, name)))
                _findings.Add($"{Where(benchmark)}{_rules.Name} requires {string.Join(" or ", group)} of {category} systems, closed division.");
        }

        var required = rules.BenchmarkRound!.ComplianceTests;
        foreach (var scenario in benchmark.Scenarios.Where(static s => s.Performance is not null))
        {
            string[] missing = [.. required.Where(name => scenario.Tests.All(t => t.Test.Name != name))];
            if (missing.Length > 0)
                _findings.Add($"{Where(benchmark)}{scenario.Scenario} has no passed {string.Join(", ", missing)}, which the closed division asks for.");
        }
    }

    private PackedResult Result(SourceBenchmark benchmark, ModelKnowledge model, Rules rules, string scenario, SourceScenario runs) => new()
    {
        Benchmark = FolderOf(benchmark),
        Scenario = scenario,
        Performance = runs.Performance!.Logs,
        Accuracy = runs.Accuracy!.Logs,
        AccuracyLines = [.. AccuracyLines(benchmark, runs)],
        Compliance = _division == "closed" ? [.. runs.Tests.Select(static t => t.Verified)] : [],
        UserConf = ConfTexts.User(runs.Performance, runs.Scenario, benchmark.Facts, rules),
        MlperfConf = ConfTexts.Mlperf(runs.Scenario, benchmark.Facts, rules),
        Readme = ResultTexts.Readme(runs, scenario, benchmark.Facts, _rules.Name, [.. _findings.Rehearsal]),
        Measurements = Measurements(benchmark, model, runs),
    };

    /// <summary>What the runs tell, with what was given over it; what is still missing has to be given.</summary>
    private ImmutableSortedDictionary<string, string> Measurements(SourceBenchmark benchmark, ModelKnowledge model, SourceScenario runs)
    {
        var known = MeasurementTexts.Known(runs.Performance!, model)
            .SetItems(_request.Measurements.For(benchmark.Sources));
        string[] missing = [.. MeasurementTexts.Keys.Where(key => string.IsNullOrWhiteSpace(known.GetValueOrDefault(key)))];
        if (_request.IsRehearsal)
            return known.SetItems(missing.Select(static key => KeyValuePair.Create(key, SystemDescriptions.RehearsalValue)));
        if (missing.Length > 0)
        {
            string which = _sources.Length == 1 ? "" : benchmark.Facts.Id + ":";
            _findings.Add($"{Where(benchmark)}the measurements file lacks what the runs don't tell of the model: {string.Join(' ', missing.Select(key => $"--measurement {which}{key}=VALUE"))}.");
        }

        return known;
    }

    private IReadOnlyList<string> AccuracyLines(SourceBenchmark benchmark, SourceScenario runs)
    {
        if (runs.Accuracy!.Run.Quality?.OfficialLine is { } line)
            return [line];
        if (!_request.IsRehearsal)
        {
            _findings.Add($"{Where(benchmark)}{runs.Accuracy.Name} was never scored.");
            return [];
        }

        var first = benchmark.Scenarios.Select(static s => s.Accuracy).OfType<SourceRun>().First();
        var figures = SubmissionScoring.Figures(RoundRules.Find(_rules.Name), benchmark.OfficialName, runs.Scenario.ToString(), benchmark.Facts);
        return SubmissionScoring.ByAgreement(Path.Combine(first.Logs, "mlperf_log_accuracy.json"), figures)(Path.Combine(runs.Accuracy.Logs, "mlperf_log_accuracy.json"))!;
    }

    private void RequireName(string option, string value, string what)
    {
        if (value.Length == 0)
            _findings.Add($"{option} is missing: {what}.");
        else if (!TreePacker.IsName(value))
            _findings.Add($"{option} takes letters, digits, '.', '-' and '_', since it becomes a folder; found '{value}'.");
    }

    private void RequireFiles()
    {
        foreach (var (option, path) in _request.CalibrationFiles.Select(static f => ("--calibration", f.Value)).Concat(_request.SystemFiles.Select(static f => ("--system-file", f.Value))))
        {
            if (!File.Exists(_context.Resolve(path)))
                throw new UsageException($"{option} '{path}': there is no such file.");
        }

        foreach (var (_, code) in _request.CodeFolders)
        {
            if (!Directory.Exists(_context.Resolve(code)))
                throw new UsageException($"--code '{code}': there is no such folder.");
        }
    }

    /// <summary>An option for a folder or a benchmark that isn't there would be left out silently.</summary>
    private void RequireKnownNames()
    {
        foreach (var (option, which) in new[]
                 {
                     ("--system", _request.Systems.Select(static s => s.Which)), ("--measurement", _request.Measurements.Select(static s => s.Which)),
                     ("--infer", _request.Inferred.Select(static s => s.Which)), ("--variant", _request.Variants.Select(static s => s.Which)),
                     ("--model-name", _request.ModelNames.Select(static s => s.Which)), ("--code", _request.CodeFolders.Select(static s => s.Which)),
                     ("--calibration", _request.CalibrationFiles.Select(static s => s.Which)),
                 }.SelectMany(static o => o.Item2.OfType<string>().Select(which => (o.Item1, which))))
        {
            if (!_sources.Any(s => s.IsCalled(which)))
                throw new UsageException($"{option} names '{which}'; the folders are {string.Join(", ", _sources.Select(static s => $"{s.Typed} ({s.Facts.Id})"))}.");
        }

        if (_request.Measurements.Select(static m => m.Value.Key).FirstOrDefault(static key => !MeasurementTexts.Keys.Contains(key)) is { } other)
            throw new UsageException($"--measurement {other}: a measurements file has {string.Join(", ", MeasurementTexts.Keys)}.{Parsing.NearestName.Hint(other, [.. MeasurementTexts.Keys])}");
        string[] systems = [.. _sources.Select(SystemOf).Distinct()];
        if (_request.SystemFiles.Select(static f => f.Which).OfType<string>().FirstOrDefault(which => !systems.Contains(which)) is { } unknown)
            throw new UsageException($"--system-file names the system '{unknown}'; there is {string.Join(", ", systems)}.");
    }

    private string Target()
    {
        string output = _request.Output is { } typed ? _context.Resolve(typed) : Path.Combine(_sources[0].Folder, $"tree-{_division}");
        if (File.Exists(output) || (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()))
            throw new UsageException($"--output '{_request.Output ?? output}' isn't empty; a tree is never written over. Name a folder that is new or empty.");
        return output;
    }
}
