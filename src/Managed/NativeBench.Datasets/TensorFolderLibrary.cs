using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>
/// A folder with <c>inputs*.npy</c> (first dimension: sample) and perhaps <c>labels.txt</c> (one class a line). A model with one
/// input takes the file with the input's element type (float16, where there is none, from float32); with several inputs, input X takes
/// <c>inputs_X.npy</c>.
/// </summary>
public sealed class TensorFolderLibrary : TensorLibrary
{
    /// <summary>The name of the file with the labels.</summary>
    public const string LabelFileName = "labels.txt";

    private readonly ImmutableArray<NpyFile> _files;

    private TensorFolderLibrary(string folder, ModelInfo model, ImmutableArray<NpyFile> files, ImmutableArray<int>? labels)
        : base(model.Inputs, files[0].SampleCount)
    {
        _files = files;
        Labels = labels;
        Description = folder;
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
    }

    /// <summary>The folder's name.</summary>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override ImmutableArray<int>? Labels { get; }

    /// <summary>The files that samples are read from, in the order of the model's inputs.</summary>
    public IReadOnlyList<string> Files => [.. _files.Select(static f => f.Path)];

    /// <inheritdoc/>
    public override string SampleName(long sample)
        => string.Create(CultureInfo.InvariantCulture, $"sample {sample} ({Path.GetFileName(_files[0].Path)}, row {sample})");

    /// <summary>Opens a folder for a model and checks everything in it but the samples' values.</summary>
    /// <exception cref="InvalidInputException">Folder, file, type, shape or labels aren't what the model needs.</exception>
    public static TensorFolderLibrary Open(string folder, ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(model);
        if (!Directory.Exists(folder))
            throw new InvalidInputException(
                File.Exists(folder)
                    ? $"'{folder}' is a file; expected a folder with inputs*.npy."
                    : $"There is no folder '{folder}'; expected one with inputs*.npy.");
        try
        {
            var files = InputFiles.Open(folder, model);
            try
            {
                return new TensorFolderLibrary(folder, model, files, ReadLabels(folder, files[0], model));
            }
            catch
            {
                foreach (var file in files)
                    file.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{folder}' can't be read: {error.Message}", error);
        }
    }

    private protected override void ReadSamples(int input, long firstSample, int count, Span<byte> rows)
    {
        var file = _files[input];
        if (file.BytesPerSample * count == rows.Length)
        {
            file.ReadSamples(firstSample, rows);
            return;
        }

        // The model takes float16, the file has float32.
        var bytes = (int)file.BytesPerSample;
        var memory = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            for (var i = 0; i < count; i++)
            {
                file.ReadSamples(firstSample + i, memory.AsSpan(0, bytes));
                HalfNumbers.Round(MemoryMarshal.Cast<byte, float>(memory.AsSpan(0, bytes)), MemoryMarshal.Cast<byte, Half>(rows.Slice(i * bytes / 2, bytes / 2)));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            foreach (var file in _files)
                file.Dispose();
    }

    /// <summary>
    /// Reads the labels. They belong to the folder's data set: where the inputs are there in several types, a file may hold only
    /// the first samples, provided that another one holds all that are labelled.
    /// </summary>
    private static ImmutableArray<int>? ReadLabels(string folder, NpyFile inputs, ModelInfo model)
    {
        var path = Path.Combine(folder, LabelFileName);
        if (!File.Exists(path))
            return null;
        var labels = LabelFile.Read(path);
        if (labels.Length > inputs.SampleCount && InputFiles.AnyHasSamples(folder, labels.Length))
            labels = labels[..(int)inputs.SampleCount];
        if (labels.Length != inputs.SampleCount)
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}' has {labels.Length} labels and '{inputs.Path}' {inputs.SampleCount} samples; expected one label a sample."));
        RequireClassesOf(model, labels, path);
        return labels;
    }

    /// <summary>A class that the model can't answer would count as a mistake of the model's. One number a sample is the class itself.</summary>
    private static void RequireClassesOf(ModelInfo model, ImmutableArray<int> labels, string path)
    {
        var scores = model.Outputs[0];
        if (!scores.IsStatic || scores.ElementsPerSample == 1)
            return;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] >= scores.ElementsPerSample)
                throw new InvalidInputException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}:{i + 1}: class {labels[i]}; '{model.Name}' has {scores.ElementsPerSample} outputs, so expected 0 to {scores.ElementsPerSample - 1}."));
        }
    }
}
