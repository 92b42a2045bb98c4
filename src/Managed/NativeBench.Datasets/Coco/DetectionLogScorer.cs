using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;

namespace NativeBench.Datasets.Coco;

/// <summary>
/// Scores an accuracy log of a detection benchmark as MLPerf's <c>accuracy-coco.py</c> and <c>accuracy-openimages.py</c> do. An
/// entry holds any number of boxes of seven float32: sample index, ymin, xmin, ymax, xmax (0 to 1), score, class.
/// </summary>
public sealed class DetectionLogScorer : IAccuracyScorer
{
    private const int ValuesPerBox = 7;

    private readonly CocoGroundTruth _truth;
    private readonly DetectionLabels _labels;
    private readonly IReadOnlyList<CocoImage> _images;
    private readonly bool _isMobile;

    /// <summary>Makes a scorer.</summary>
    /// <param name="truth">The annotations.</param>
    /// <param name="labels">What a box's class means.</param>
    /// <param name="images">The pictures in the order of the samples; null: the annotation file's.</param>
    /// <param name="isMobile">Whether the figure is MLPerf Mobile's (<see cref="MobileDetectionScore"/>) and not COCO's.</param>
    public DetectionLogScorer(
        CocoGroundTruth truth, DetectionLabels labels = DetectionLabels.CategoryId, IReadOnlyList<CocoImage>? images = null, bool isMobile = false)
    {
        ArgumentNullException.ThrowIfNull(truth);
        _truth = truth;
        _labels = labels;
        _images = images ?? truth.Images;
        _isMobile = isMobile;
    }

    /// <inheritdoc/>
    public long? SampleCount => _images.Count;

    /// <inheritdoc/>
    public QualityScore Score(string accuracyLogPath)
    {
        var (detections, seen, repeats, strangers) = ReadLog(accuracyLogPath);
        var images = seen.Select(s => _images[(int)s].Id).ToHashSet();
        if (_isMobile)
        {
            // Overlaps are the same in pixels as in 0..1.
            var map = MobileDetectionScore.Evaluate([.. _truth.Annotations.Where(a => images.Contains(a.ImageId))], detections);
            return Result(map, [new("map", map, "fraction")], seen.Count, repeats, strangers);
        }
        var score = CocoEvaluation.Evaluate(_truth, detections, images);
        return Result(
            score.Map,
            [
                new("map", 100 * score.Map, "percent"), new("ap50", 100 * score.Ap50, "percent"), new("ap75", 100 * score.Ap75, "percent"),
                new("map_small", 100 * score.MapSmall, "percent"), new("map_medium", 100 * score.MapMedium, "percent"),
                new("map_large", 100 * score.MapLarge, "percent"), new("ar1", 100 * score.Ar1, "percent"),
                new("ar10", 100 * score.Ar10, "percent"), new("ar100", 100 * score.Ar100, "percent"),
            ],
            seen.Count, repeats, strangers);
    }

    private static QualityScore Result(double map, ImmutableArray<QualityFigure> figures, long samples, long repeats, long strangers) => new()
    {
        Figures = figures,
        SampleCount = samples,
        Repeats = repeats,
        OfficialLine = string.Create(CultureInfo.InvariantCulture, $"mAP={100 * map:F3}%"),
        Warnings = strangers == 0
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"{strangers} boxes carry another sample's index than their entry's qsl_idx; the entry's was taken, as the official script does.")],
    };

    private (List<CocoDetection> Detections, HashSet<long> Seen, long Repeats, long Strangers) ReadLog(string path)
    {
        var detections = new List<CocoDetection>();
        var seen = new HashSet<long>();
        long repeats = 0, strangers = 0;
        using var log = new AccuracyLogReader(path);
        while (log.Read())
        {
            LogEntries.RequireSample(path, log, _images.Count);
            if (!seen.Add(log.SampleIndex))
            {
                repeats++;
                continue;
            }
            if (log.Data.Length % (ValuesPerBox * sizeof(float)) != 0)
                throw LogEntries.Wrong(path, log, $"its data has {log.Data.Length} bytes; expected 28 a box");
            var values = MemoryMarshal.Cast<byte, float>(log.Data);
            for (; !values.IsEmpty; values = values[ValuesPerBox..])
            {
                if ((long)values[0] != log.SampleIndex)
                    strangers++;
                detections.Add(ToDetection(values[..ValuesPerBox], path, log));
            }
        }
        if (seen.Count == 0)
            throw LogEntries.Empty(path);
        return (detections, seen, repeats, strangers);
    }

    private CocoDetection ToDetection(ReadOnlySpan<float> box, string path, AccuracyLogReader log)
    {
        var image = _images[(int)log.SampleIndex];
        // As the script computes: in float32 up to the json file that pycocotools reads, in double from there on.
        float top = box[1] * image.Height, left = box[2] * image.Width, bottom = box[3] * image.Height, right = box[4] * image.Width;
        return new CocoDetection(
            image.Id, ToCategory(box[6], path, log), new CocoBox(left, top, (double)(right - left), (double)(bottom - top)), box[5]);
    }

    private int ToCategory(float label, string path, AccuracyLogReader log)
    {
        if (!(Math.Abs(label) < 1 << 24))
            throw LogEntries.Wrong(path, log, $"a box has the class {label}; expected a small whole number");
        var position = (int)label;
        if (_labels == DetectionLabels.CategoryId)
            return position;
        // Position 0 is the script's unused first entry, a category that doesn't exist.
        return position == 0 ? 0
            : position > 0 && position <= _truth.CategoryIds.Length ? _truth.CategoryIds[position - 1]
            : throw LogEntries.Wrong(path, log, $"a box has the class {position}; the annotations have {_truth.CategoryIds.Length} categories, so expected 1 to {_truth.CategoryIds.Length}");
    }
}
