using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Metrics;

/// <summary>
/// MLPerf Tiny's anomaly detection from an accuracy log whose entries hold what the autoencoder made of a window. A file's score is
/// the mean over its windows of the mean squared difference to what went in. With normal and anomalous files the figure is the
/// area under the curve over the files' scores; otherwise only the mean score can be said. The reference firmware compares an int8
/// network's output with the numbers before they were quantised (<c>submitter_implemented.cpp</c>): give those as windows.
/// </summary>
public sealed class AnomalyLogScorer : IAccuracyScorer
{
    private readonly ISampleSource _windows;
    private readonly ImmutableArray<string> _files;
    private readonly ImmutableArray<int> _labels;
    private readonly Quantization _input;
    private readonly Quantization? _output;
    private readonly ElementType? _outputType;

    /// <summary>Makes a scorer.</summary>
    /// <param name="windows">What went in, as numbers or as the integers that they were made: one tensor of float32, int8 or uint8.</param>
    /// <param name="files">The file that each sample is a window of.</param>
    /// <param name="labels">1 for windows of an anomalous file, 0 for normal ones.</param>
    /// <param name="input">What integers of <paramref name="windows"/> stand for.</param>
    /// <param name="output">What integers of the log stand for; null if nobody knows, and then they can't be scored.</param>
    /// <param name="outputType">
    /// How outputs are logged: Float32, Int8 or UInt8. Null: four bytes a number are float32, one byte is int8, as the benchmark's networks have it.
    /// </param>
    /// <exception cref="InvalidInputException">The lists don't fit each other, or the type isn't one of these.</exception>
    public AnomalyLogScorer(
        ISampleSource windows, ImmutableArray<string> files, ImmutableArray<int> labels, Quantization input = default, Quantization? output = null,
        ElementType? outputType = null)
    {
        ArgumentNullException.ThrowIfNull(windows);
        if (windows.Tensors is not [{ ElementType: ElementType.Float32 or ElementType.Int8 or ElementType.UInt8 }])
            throw new InvalidInputException($"An anomaly score needs one input of float32, int8 or uint8; {windows.Description} has {string.Join(", ", windows.Tensors)}.");
        if (outputType is not (null or ElementType.Float32 or ElementType.Int8 or ElementType.UInt8))
            throw new InvalidInputException($"An anomaly score is of outputs of float32, int8 or uint8; found {outputType.Value.Name()}.");
        if (files.Length != windows.Count || labels.Length != windows.Count)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"{windows.Description} has {windows.Count} windows, {files.Length} file names and {labels.Length} labels; expected one of each a window."));
        _windows = windows;
        _files = files;
        _labels = labels;
        _input = input;
        _output = output;
        _outputType = outputType;
    }

    /// <summary>Makes a scorer for files of equally many windows, one behind the other.</summary>
    /// <param name="windows">As above.</param>
    /// <param name="files">Names of the files in the order of their windows.</param>
    /// <param name="labels">1 for an anomalous file, 0 for a normal one.</param>
    /// <param name="input">As above.</param>
    /// <param name="output">As above.</param>
    /// <param name="outputType">As above.</param>
    /// <exception cref="InvalidInputException">The windows can't be shared out evenly.</exception>
    public static AnomalyLogScorer ForEqualFiles(
        ISampleSource windows, IReadOnlyList<string> files, IReadOnlyList<int> labels, Quantization input = default, Quantization? output = null,
        ElementType? outputType = null)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(labels);
        if (files.Count == 0 || labels.Count != files.Count || windows.Count % files.Count != 0)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"{windows.Description} has {windows.Count} windows for {files.Count} files with {labels.Count} labels; expected one label a file and equally many windows each."));
        var each = (int)(windows.Count / files.Count);
        return new AnomalyLogScorer(
            windows, [.. files.SelectMany(f => Enumerable.Repeat(f, each))], [.. labels.SelectMany(l => Enumerable.Repeat(l, each))], input, output, outputType);
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
            var type = TypeOf(accuracyLogPath, log, spec.ElementsPerSample);
            _windows.Prepare(log.SampleIndex, inputs);
            var file = _files[(int)log.SampleIndex];
            if (!windowErrors.TryGetValue(file, out var errors))
                windowErrors[file] = errors = [];
            var error = MeanSquaredDifference(inputs, spec.ElementType, log.Data, type);
            errors.Add(!double.IsNaN(error) ? error : throw LogEntries.Wrong(accuracyLogPath, log, $"values of it or of what went in are NaN, so there's no score; expected numbers"));
            isAnomaly[file] = _labels[(int)log.SampleIndex] != 0;
        }
        if (seen.Count == 0)
            throw LogEntries.Empty(accuracyLogPath);

        var names = windowErrors.Keys.ToArray();
        var scores = names.Select(name => windowErrors[name].Average()).ToArray();
        var anomalies = names.Select(name => isAnomaly[name]).ToArray();
        var area = RocAuc.Exact(scores, anomalies);
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

    /// <summary>The type of an entry's numbers, which its length has to fit.</summary>
    private ElementType TypeOf(string path, AccuracyLogReader log, long count)
    {
        var type = _outputType ?? (log.Data.Length == count ? ElementType.Int8 : ElementType.Float32);
        if (log.Data.Length != count * type.SizeInBytes())
        {
            throw LogEntries.Wrong(path, log, _outputType is null
                ? (FormattableString)$"its data has {log.Data.Length} bytes; expected {count} values of float32, {4 * count} bytes, or of int8, {count} bytes"
                : $"its data has {log.Data.Length} bytes; expected {count} values of {type.Name()}, {count * type.SizeInBytes()} bytes");
        }

        return type == ElementType.Float32 || _output is not null ? type
            : throw LogEntries.Wrong(path, log,
                $"its data are {count} values of {type.Name()}, and nothing tells their scale and zero point; expected them as the metric's 'output' in the catalog file");
    }

    private double MeanSquaredDifference(ReadOnlySpan<byte> input, ElementType inputType, ReadOnlySpan<byte> output, ElementType outputType)
    {
        var sum = 0.0;
        var count = input.Length / inputType.SizeInBytes();
        for (var i = 0; i < count; i++)
        {
            var difference = Value(output, outputType, _output.GetValueOrDefault(), i) - Value(input, inputType, _input, i);
            sum += difference * difference;
        }

        return sum / count;
    }

    private static double Value(ReadOnlySpan<byte> values, ElementType type, Quantization quantization, int i) => type switch
    {
        ElementType.Float32 => MemoryMarshal.Cast<byte, float>(values)[i],
        ElementType.Int8 => quantization.ToReal((sbyte)values[i]),
        _ => quantization.ToReal(values[i]),
    };
}
