namespace NativeBench.Submission.Packing;

/// <summary>
/// Where a round wants a submission's files (mlcommons/inference <c>submission_structure.md</c>; <c>submission-checker.py</c> of the
/// older rounds). Paths are relative to the tree's root, with slashes.
/// </summary>
public sealed class TreeLayout
{
    /// <summary>What the code folder of each benchmark holds: one implementation, this one.</summary>
    private const string Implementation = "nativebench";

    private readonly bool _isSeparate;
    private readonly string _home;

    /// <summary>The layout of a round.</summary>
    /// <param name="round">Such as v6.1 or v2.0.</param>
    /// <param name="division">closed or open.</param>
    /// <param name="submitter">The submitter's folder.</param>
    public TreeLayout(string round, string division, string submitter)
    {
        _isSeparate = HasSeparateFolders(round);
        WantsMlperfConf = IsBefore(round, 5, 0);
        _home = $"{division}/{submitter}";
    }

    /// <summary>Whether mlperf.conf lies beside user.conf: asked for up to v4.1.</summary>
    public bool WantsMlperfConf { get; }

    /// <summary>The submitter's folder.</summary>
    public string Home => _home;

    /// <summary>Open division: which official benchmarks the submitter's own names stand for.</summary>
    public string ModelMapping => $"{_home}/model_mapping.json";

    /// <summary>How weights and activations were quantized.</summary>
    public string Calibration => $"{_home}/documentation/calibration.md";

    /// <summary>Up to v5.1, measurements/, compliance/ and code/ lie beside results/; since v6.0 all is under results/, and code is src/.</summary>
    public static bool HasSeparateFolders(string round) => IsBefore(round, 6, 0);

    /// <summary>The description of a system.</summary>
    public string System(string system) => $"{_home}/systems/{system}.json";

    /// <summary>The code of a benchmark.</summary>
    public string Code(string benchmark) => _isSeparate ? $"{_home}/code/{benchmark}/{Implementation}" : $"{_home}/src/{benchmark}";

    /// <summary>The folder of a result.</summary>
    public string Result(string system, string benchmark, string scenario) => $"{_home}/results/{system}/{benchmark}/{scenario}";

    /// <summary>The folder with user.conf, README.md and the measurements file.</summary>
    public string Measurements(string system, string benchmark, string scenario) =>
        _isSeparate ? $"{_home}/measurements/{system}/{benchmark}/{scenario}" : Result(system, benchmark, scenario);

    /// <summary>The measurements file.</summary>
    public string MeasurementsFile(string system, string benchmark, string scenario) =>
        $"{Measurements(system, benchmark, scenario)}/{(_isSeparate ? $"{system}_{Implementation}_{scenario}.json" : "measurements.json")}";

    /// <summary>The folder that holds the compliance tests' folders.</summary>
    public string Compliance(string system, string benchmark, string scenario) =>
        _isSeparate ? $"{_home}/compliance/{system}/{benchmark}/{scenario}" : Result(system, benchmark, scenario);

    private static bool IsBefore(string round, int major, int minor) =>
        Version.TryParse(round.TrimStart('v'), out var version) && version < new Version(major, minor);
}
