using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Coco;

/// <summary>An annotation file in COCO's format (<c>instances_val2017.json</c>, <c>openimages-mlperf.json</c>).</summary>
public sealed class CocoGroundTruth
{
    private readonly Dictionary<long, CocoImage> _imageOfId;

    /// <summary>Makes one from its parts.</summary>
    /// <param name="images">In the order of the samples.</param>
    /// <param name="categoryIds">In the file's order.</param>
    /// <param name="annotations">Of these pictures.</param>
    public CocoGroundTruth(ImmutableArray<CocoImage> images, ImmutableArray<int> categoryIds, ImmutableArray<CocoAnnotation> annotations)
    {
        Images = images;
        CategoryIds = categoryIds;
        Annotations = annotations;
        _imageOfId = images.ToDictionary(static i => i.Id);
    }

    /// <summary>The pictures in the file's order, which is the order of the samples: <c>qsl_idx</c> counts them.</summary>
    public ImmutableArray<CocoImage> Images { get; }

    /// <summary>The ids of the categories in the file's order.</summary>
    public ImmutableArray<int> CategoryIds { get; }

    /// <summary>All objects in the file's order.</summary>
    public ImmutableArray<CocoAnnotation> Annotations { get; }

    /// <summary>
    /// The pictures with objects, in the order that MLPerf's <c>accuracy-coco.py --remove-48-empty-images</c> gives them: that of a Python
    /// set of their ids, filled category by category.
    /// </summary>
    public ImmutableArray<CocoImage> ImagesWithObjects()
    {
        var ofCategory = Annotations.ToLookup(static a => a.CategoryId, static a => a.ImageId);
        return [.. PythonSetOrder.Of(CategoryIds.SelectMany(c => ofCategory[c])).Select(id => _imageOfId[id])];
    }

    /// <summary>The picture of an id, or null.</summary>
    public CocoImage? FindImage(long id) => _imageOfId.GetValueOrDefault(id);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It can't be read or isn't an annotation file; the message says where.</exception>
    public static CocoGroundTruth Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return Read(document.RootElement, path);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                string.Create(CultureInfo.InvariantCulture, $"{path}:{(error.LineNumber ?? 0) + 1}: not json at byte {error.BytePositionInLine ?? 0} of the line; ")
                + "expected COCO annotations. Fetch or copy the file again.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The annotations '{path}' can't be read: {error.Message}", error);
        }
    }

    private static CocoGroundTruth Read(JsonElement root, string path)
    {
        var images = ImmutableArray.CreateBuilder<CocoImage>();
        var known = new HashSet<long>();
        foreach (var (entry, i) in Entries(root, "images", path))
        {
            var image = new CocoImage(
                Whole(entry, "id", "images", i, path), Text(entry, "file_name", "images", i, path),
                Size(entry, "width", i, path), Size(entry, "height", i, path));
            if (!known.Add(image.Id))
                throw Wrong(path, "images", i, $"the id {image.Id} a second time; expected each once");
            images.Add(image);
        }
        if (images.Count == 0)
            throw new InvalidInputException($"'{path}' has no images; expected at least one.");

        var categories = ImmutableArray.CreateBuilder<int>();
        foreach (var (entry, i) in Entries(root, "categories", path))
            categories.Add(checked((int)Whole(entry, "id", "categories", i, path)));
        var knownCategories = categories.ToHashSet();

        var annotations = ImmutableArray.CreateBuilder<CocoAnnotation>();
        foreach (var (entry, i) in Entries(root, "annotations", path))
        {
            var annotation = ReadAnnotation(entry, i, path);
            if (!known.Contains(annotation.ImageId))
                throw Wrong(path, "annotations", i, $"image_id {annotation.ImageId}, which isn't among the images");
            if (!knownCategories.Contains(annotation.CategoryId))
                throw Wrong(path, "annotations", i, $"category_id {annotation.CategoryId}, which isn't among the categories");
            annotations.Add(annotation);
        }
        return new CocoGroundTruth(images.ToImmutable(), categories.ToImmutable(), annotations.ToImmutable());
    }

    private static CocoAnnotation ReadAnnotation(JsonElement entry, int i, string path)
    {
        if (!entry.TryGetProperty("bbox", out var box) || box.ValueKind != JsonValueKind.Array || box.GetArrayLength() != 4)
            throw Wrong(path, "annotations", i, $"no bbox of four numbers");
        Span<double> sides = stackalloc double[4];
        for (var side = 0; side < 4; side++)
            if (box[side].ValueKind != JsonValueKind.Number || !box[side].TryGetDouble(out sides[side]) || !double.IsFinite(sides[side]))
                throw Wrong(path, "annotations", i, $"{box[side].GetRawText()} in its bbox; expected a number");
        if (sides[2] < 0 || sides[3] < 0)
            throw Wrong(path, "annotations", i, $"{Math.Min(sides[2], sides[3])} as a side of its bbox; expected x, y, width and height, 0 or more");
        var bounds = new CocoBox(sides[0], sides[1], sides[2], sides[3]);
        var area = entry.TryGetProperty("area", out var given) && given.ValueKind == JsonValueKind.Number
            ? given.GetDouble()
            : throw Wrong(path, "annotations", i, $"no area");
        var isCrowd = entry.TryGetProperty("iscrowd", out var crowd)
            && (crowd.ValueKind == JsonValueKind.True || (crowd.ValueKind == JsonValueKind.Number && crowd.GetDouble() != 0));
        return new CocoAnnotation(
            Whole(entry, "id", "annotations", i, path), Whole(entry, "image_id", "annotations", i, path),
            checked((int)Whole(entry, "category_id", "annotations", i, path)), bounds, area, isCrowd);
    }

    private static IEnumerable<(JsonElement Entry, int Index)> Entries(JsonElement root, string name, string path)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
            throw new InvalidInputException($"'{path}' has no array '{name}'; expected COCO annotations with images, categories and annotations.");
        return list.EnumerateArray().Select(static (entry, i) => (entry, i));
    }

    private static long Whole(JsonElement entry, string field, string list, int i, string path)
    {
        if (entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number))
            return number;
        throw Wrong(path, list, i, $"no {field} that is a whole number");
    }

    private static string Text(JsonElement entry, string field, string list, int i, string path)
        => entry.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw Wrong(path, list, i, $"no {field}");

    private static int Size(JsonElement entry, string field, int i, string path)
    {
        var size = Whole(entry, field, "images", i, path);
        return size is > 0 and < 1 << 20 ? (int)size : throw Wrong(path, "images", i, $"{field} {size}; expected pixels, 1 or more");
    }

    private static InvalidInputException Wrong(string path, string list, int i, FormattableString found)
        => new($"'{path}': {list}[{i.ToString(CultureInfo.InvariantCulture)}] has {found.ToString(CultureInfo.InvariantCulture)}. Fetch or copy the file again, or name the right one by --ground-truth.");
}
