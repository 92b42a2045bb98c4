using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Datasets;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Segmentation;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// A class a pixel: a folder of pictures and one of label maps of the same names, <c>*.raw</c> of a byte a pixel as MLPerf Mobile's app reads
/// them, or <c>*.png</c>; or tensors of the pictures with the label maps beside. Pictures and PNG label maps may have any size: ADE20K as
/// it's published is brought to the benchmark's size as DeepLab's evaluation does it.
/// </summary>
internal sealed class SegmentationTask(TaskRequest request) : BenchmarkTask(request)
{
    private static readonly string[] s_pictures = [".jpg", ".jpeg", ".png", ".JPEG", ".JPG", ".PNG"];

    public override TaskData Open(ModelInfo model)
    {
        var reader = ReadReader();
        RequireFolder();
        var labels = OpenLabels(reader);
        var responses = ReadResponses(reader);
        var library = Request.IsPrepared
            ? MakeLibrary(HalfInputs.OpenPrepared(Request.Folder, model))
            : MakeLibrary(Float16Source.For(OpenPictures(model, reader, labels), model), isCostly: true);
        try
        {
            if (library.TotalSampleCount != labels.Files.Length)
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                    $"'{Request.Folder}' has {library.TotalSampleCount} samples and {labels.Files.Length} label files in '{labels.Folder}'; expected one each."));
            return new TaskData
            {
                Library = library,
                Responses = responses,
                Scorer = MakeScorer(labels),
                Description = library.Description,
                IsPrepared = Request.IsPrepared,
            };
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    public override IAccuracyScorer OpenScorer()
    {
        RequireFolder();
        return MakeScorer(OpenLabels(ReadReader()));
    }

    protected override IResponseFormat SyntheticResponses(ModelInfo model, long count) => ReadResponses(ReadReader());

    private ClassMapResponses ReadResponses(Reader reader)
    {
        var responses = Part("responses");
        responses.RequireKind("class-map");
        var classes = responses.Number("classes", 32);
        responses.RequireAllUsed();
        return new ClassMapResponses(checked(reader.Height * reader.Width), classes);
    }

    private Reader ReadReader()
    {
        var part = Part("reader");
        part.RequireKind("segmentation-folder");
        var (height, width) = part.Reals("size") is [var rows, var columns] ? ((int)rows, (int)columns) : (512, 512);
        var fit = part.Choice("fit", "exact", "stretch", "deeplab") switch
        {
            "stretch" => LabelFit.Stretch,
            "deeplab" => LabelFit.DeepLab,
            _ => LabelFit.Exact,
        };
        var reader = new Reader(part.Texts("images", "images"), part.Texts("labels", "annotations"), height, width, fit, part.Number("classes", 256));
        part.RequireAllUsed();
        if (fit == LabelFit.DeepLab && height != width)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{Request.Facts.Id}', pipeline.reader.size: found {height} and {width}; 'deeplab' makes squares, so expected equal numbers."));
        return reader;
    }

    private SegmentationLogScorer MakeScorer(LabelMaps labels)
    {
        var metric = Part("metric");
        metric.RequireKind("miou");
        var last = metric.Number("last_class", 31);
        if (metric.Number("first_class", 1) != 1)
            throw new InvalidInputException($"'{Request.Facts.Id}', pipeline.metric.first_class: expected 1; class 0 is what isn't scored.");
        metric.RequireAllUsed();
        return new SegmentationLogScorer(labels.Read, labels.Files.Length, ElementType.UInt8, last);
    }

    private ImageSource OpenPictures(ModelInfo model, Reader reader, LabelMaps labels)
    {
        var folder = FirstFolder(reader.Images, "pictures");
        ImmutableArray<string> pictures =
            [.. Directory.EnumerateFiles(folder).Where(static path => s_pictures.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal)];
        if (pictures.IsEmpty)
            throw new InvalidInputException($"'{folder}' has no pictures (*.jpg, *.png).");
        var labelsOfPictures = Pair(pictures, labels);
        var pipeline = ImagePreprocessing.For(Request.Facts, Part("preprocessing"), model);
        var decoder = RequireDecoder();
        if (reader.Fit == LabelFit.DeepLab)
            decoder = new DeepLabDecoder(decoder, reader.Width, labels.Extension == ".png" ? labelsOfPictures : ImmutableDictionary<string, string>.Empty);
        return new ImageSource($"{Request.Facts.Dataset.Name} in {Request.Folder}", pictures, pipeline, decoder, model.Inputs[0].Name);
    }

    private LabelMaps OpenLabels(Reader reader)
    {
        var folder = Request.GroundTruth ?? FirstFolder(reader.Labels, "label maps");
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"There is no folder '{folder}'; expected label maps of '{Request.Facts.Id}'.");
        var files = LabelMaps.In(folder);
        return files.IsEmpty
            ? throw new InvalidInputException($"'{folder}' has no label files (*.raw or *.png).")
            : new LabelMaps { Files = files, Height = reader.Height, Width = reader.Width, Fit = reader.Fit, Classes = reader.Classes };
    }

    /// <summary>The first of the folders that is there.</summary>
    private string FirstFolder(IEnumerable<string> names, string what)
    {
        string[] places = [.. names.Select(name => Path.Combine(Request.Folder, name))];
        return Array.Find(places, Directory.Exists)
            ?? throw new InvalidInputException($"There is no folder '{string.Join("' or '", places)}'; expected {what} of '{Request.Facts.Id}'.");
    }

    /// <summary>The label map of each picture. Both lists are in the order of names, so that equal names mean equal numbers.</summary>
    private static ImmutableDictionary<string, string> Pair(ImmutableArray<string> pictures, LabelMaps labels)
    {
        var byName = labels.Files.ToDictionary(static path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal);
        var pairs = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var picture in pictures)
        {
            var name = Path.GetFileNameWithoutExtension(picture);
            pairs.Add(picture, byName.GetValueOrDefault(name)
                ?? throw new InvalidInputException($"'{picture}' has no label file '{name}{labels.Extension}'. Copy it there, or take the picture out."));
        }

        return pairs.ToImmutable();
    }

    /// <summary>The reader's parameters.</summary>
    /// <param name="Images">Folders with pictures, the first that is there.</param>
    /// <param name="Labels">Folders with label maps, the first that is there.</param>
    /// <param name="Height">Rows of the network's answer.</param>
    /// <param name="Width">Columns of it.</param>
    /// <param name="Fit">How PNG label maps, and with <see cref="LabelFit.DeepLab"/> pictures, come to that size.</param>
    /// <param name="Classes">Labels from here on count as 0.</param>
    private sealed record Reader(string[] Images, string[] Labels, int Height, int Width, LabelFit Fit, int Classes);
}
