using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Metrics;

/// <summary>
/// MLPerf Tiny's anomaly detection from an accuracy log whose entries hold what the autoencoder made of a window. A file's score is
/// the mean over its windows of the mean squared difference to what went in. With normal and anomalous files the figure is the
/// area under the curve over the files' scores; otherwise only the mean score can be said.
/// </summary>
public sealed class AnomalyLogScorer : IAccuracyScorer
{
    private readonly ISampleSource _windows;
    private readonly ImmutableArray<string> _files;
    private readonly ImmutableArray<int> _labels;
    private readonly Quantization _input;
    private readonly Quantization _output;

    /// <summary>Makes a scorer.</summary>
    /// <param name="windows">The samples that went in: one tensor of float32, int8 or uint8.</param>
    /// <param name="files">The file that each sample is a window of.</param>
    /// <param name="labels">1 for windows of an anomalous file, 0 for normal ones.</param>
    /// <param name="input">What an integer input stands for.</param>
    /// <param name="output">What an integer output stands for; outputs have the inputs' type.</param>
    /// <exception cref="InvalidInputException">The lists don't fit each other, or the type isn't one of these.</exception>
    public AnomalyLogScorer(
        ISampleSource windows, ImmutableArray<string> files, ImmutableArray<int> labels, Quantization input = default, Quantization output = default)
    {
        ArgumentNullException.ThrowIfNull(windows);
        if (windows.Tensors is not [{ ElementType: ElementType.Float32 or ElementType.Int8 or ElementType.UInt8 }])
            throw new InvalidInputException($"An anomaly score needs one input of float32, int8 or uint8; {windows.Description} has {string.Join(", ", windows.Tensors)}.");
        if (files.Length != windows.Count || labels.Length != windows.Count)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"{windows.Description} has {windows.Count} windows, {files.Length} file names and {labels.Length} labels; expected one of each a window."));
        _windows = windows;
        _files = files;
        _labels = labels;
        _input = input;
        _output = output;
    }

    /// <summary>Makes a scorer for files of equally many windows, one behind the other.</summary>
    /// <param name="windows">As above.</param>
    /// <param name="files">Names of the files in the order of their windows.</param>
    /// <param name="labels">1 for an anomalous file, 0 for a normal one.</param>
    /// <param name="input">What an integer input stands for.</param>
    /// <param name="output">What an integer output stands for.</param>
    /// <exception cref="InvalidInputException">The windows can't be shared out evenly.</exception>
    public static AnomalyLogScorer ForEqualFiles(
        ISampleSource windows, IReadOnlyList<string> files, IReadOnlyList<int> labels, Quantization input = default, Quantization output = default)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(labels);
        if (files.Count == 0 || labels.Count != files.Count || windows.Count % files.Count != 0)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"{windows.Description} has {windows.Count} windows for {files.Count} files with {labels.Count} labels; expected one label a file and equally many windows each."));
        var each = (int)(windows.Count / files.Count);
        return new AnomalyLogScorer(
            windows, [.. files.SelectMany(f => Enumerable.Repeat(f, each))], [.. labels.SelectMany(l => Enumerable.Repeat(l, each))], input, output);
    }

    /// <inheritdoc/>
    public QualityScore Score(string accuracyLogPath)
    {
        var spec = _windows.Tensors[0];
        var inputs = new byte[spec.BytesPerSample];
        var windowErrors = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        var isAnomaly = new Dictionary<string, bool>(StringComparer.Ordinal);
        var seen = new HashSet<long>();
        var repeats = 0L;
        using var log = new AccuracyLogReader(accuracyLogPath);
        while (log.Read())
        {
            LogEntries.RequireSample(accuracyLogPath, log, _windows.Count);
            if (!seen.Add(log.SampleIndex))
            {
                repeats++;
                continue;
            }
            if (log.Data.Length != inputs.Length)
                throw LogEntries.Wrong(accuracyLogPath, log, $"its data has {log.Data.Length} bytes; expected {spec.ElementsPerSample} values of {spec.ElementType.Name()}, {inputs.Length} bytes");
            _windows.Prepare(log.SampleIndex, inputs);
            var file = _files[(int)log.SampleIndex];
            if (!windowErrors.TryGetValue(file, out var errors))
                windowErrors[file] = errors = [];
            errors.Add(MeanSquaredDifference(inputs, log.Data, spec.ElementType));
            isAnomaly[file] = _labels[(int)log.SampleIndex] != 0;
        }
        if (seen.Count == 0)
            throw LogEntries.Empty(accuracyLogPath);

        var names = windowErrors.Keys.ToArray();
        var scores = names.Select(name => windowErrors[name].Average()).ToArray();
        var anomalies = names.Select(name => isAnomaly[name]).ToArray();
        var area = RocAuc.Exact([.. scores.Select(static s => (float)s)], anomalies);
        var mean = new QualityFigure("anomaly_score", scores.Average(), "mean squared error");
        return new QualityScore
        {
            Figures = double.IsNaN(area)
                ? [mean]
                : [new("auc", area, "fraction"), new("auc_simplified", RocAuc.Simplified(scores, anomalies), "fraction"), mean],
            SampleCount = seen.Count,
            Repeats = repeats,
            OfficialLine = double.IsNaN(area)
                ? string.Create(CultureInfo.InvariantCulture, $"anomaly score={mean.Value:F6}, files={names.Length}")
                : string.Create(CultureInfo.InvariantCulture, $"AUC={area:F4}, files={names.Length}"),
        };
    }

    private double MeanSquaredDifference(ReadOnlySpan<byte> input, ReadOnlySpan<byte> output, ElementType type)
    {
        var sum = 0.0;
        var count = input.Length / type.SizeInBytes();
        for (var i = 0; i < count; i++)
        {
            var difference = type switch
            {
                ElementType.Float32 => (double)MemoryMarshal.Cast<byte, float>(output)[i] - MemoryMarshal.Cast<byte, float>(input)[i],
                ElementType.Int8 => _output.ToReal((sbyte)output[i]) - _input.ToReal((sbyte)input[i]),
                _ => _output.ToReal(output[i]) - _input.ToReal(input[i]),
            };
            sum += difference * difference;
        }
        return sum / count;
    }
}
