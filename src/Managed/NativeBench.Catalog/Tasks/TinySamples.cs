using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Datasets;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Tiny;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>The classified samples of an MLPerf Tiny set: files of features or pixels, or the pictures in their authors' own form.</summary>
/// <param name="Source">The samples as a model takes them.</param>
/// <param name="Labels">A class each.</param>
/// <param name="LabelFile">Where the classes are from.</param>
/// <param name="Change">What isn't as the benchmark has it, a sentence; null if nothing.</param>
internal sealed record TinySamples(ISampleSource Source, ImmutableArray<int> Labels, string LabelFile, string? Change = null)
{
    private const string PersonArchive = "vw_coco2014_96";

    /// <summary>The classes alone.</summary>
    public static ImmutableArray<int> ReadLabels(TaskRequest request, TinySet set)
    {
        if (Cifar(request, set) is { } batch)
            return [.. batch.ReadSubset(request.Folder).Select(i => batch.Labels[i])];
        return Persons(request, set) is { } pictures ? pictures.Labels : LabelsOf(set.ReadList());
    }

    /// <summary>Opens them for a model.</summary>
    /// <param name="request">The benchmark and where its data is.</param>
    /// <param name="set">The reader.</param>
    /// <param name="model">The model.</param>
    public static TinySamples Open(TaskRequest request, TinySet set, ModelInfo model) =>
        set.Features is { } stored ? OpenFeatures(request, set, stored, model) : OpenPictures(request, set, model);

    private static TinySamples OpenFeatures(TaskRequest request, TinySet set, FeatureForm stored, ModelInfo model)
    {
        if (model.Inputs is not [var input])
            throw new InvalidInputException($"'{model.Name}' has {model.Inputs.Length} inputs; expected one.");
        var list = set.ReadList();
        var quantization = TinySet.InputForm(model, input, set.ModelForm, "the reader's 'model'");
        var source = new FeatureFiles(Describe(request, set.Folder), list, set.FindFiles(list), stored, input, quantization);
        return new TinySamples(source, LabelsOf(list), set.ListPath);
    }

    private static TinySamples OpenPictures(TaskRequest request, TinySet set, ModelInfo model)
    {
        var pipeline = ImagePreprocessing.For(request.Facts, PipelinePart.Of(request.Facts, "preprocessing"), model);
        var name = model.Inputs[0].Name;
        if (Cifar(request, set) is { } batch)
        {
            var pictures = batch.ReadSubset(request.Folder);
            var change = request.Facts.Qsl.TotalSampleCount is { } expected && pictures.Length != expected
                ? string.Create(CultureInfo.InvariantCulture,
                    $"All {pictures.Length} pictures of the test set are samples; the benchmark's {expected} are taken if {CifarBatch.SubsetName} of its training/image_classification lies beside {Path.GetFileName(batch.FilePath)}.")
                : null;
            return new TinySamples(new CifarSource(batch, pictures, pipeline, name), [.. pictures.Select(i => batch.Labels[i])], batch.FilePath, change);
        }

        if (Persons(request, set) is { } persons)
        {
            var decoder = request.Decoder ?? throw new InvalidInputException($"'{request.Facts.Id}' has JPEG files, and nothing here decodes them.");
            var source = new ImageSource(Describe(request, request.Folder), persons.Files, pipeline, decoder, name);
            return new TinySamples(source, persons.Labels, set.HasList ? set.ListPath : request.Folder);
        }

        var list = set.ReadList();
        var raw = new RawPixelDecoder(pipeline.Width, pipeline.Height);
        var files = new ImageSource(Describe(request, set.Folder), set.FindFiles(list, raw.FileBytes), pipeline, raw, name);
        return new TinySamples(files, LabelsOf(list), set.ListPath);
    }

    /// <summary>The test set of CIFAR-10; null if the set isn't of it, or a list of files is there.</summary>
    private static CifarBatch? Cifar(TaskRequest request, TinySet set) =>
        set.AlsoAs == "cifar-10" && !set.HasList && CifarBatch.Find(request.Folder) is { } path ? CifarBatch.Read(path) : null;

    /// <summary>The pictures of the two folders; null if there are none.</summary>
    private static PersonFolders? Persons(TaskRequest request, TinySet set)
    {
        if (set.AlsoAs != "person-folders")
            return null;
        var folder = new[] { request.Folder, Path.Combine(request.Folder, PersonArchive) }.FirstOrDefault(PersonFolders.Are);
        return folder is null ? null : PersonFolders.Open(folder, set.HasList ? set.ReadList() : null);
    }

    private static ImmutableArray<int> LabelsOf(TinyLabels list) => [.. list.Lines.Select(static l => l.Label)];

    private static string Describe(TaskRequest request, string folder) => $"{request.Facts.Dataset.Name} in {folder}";
}
