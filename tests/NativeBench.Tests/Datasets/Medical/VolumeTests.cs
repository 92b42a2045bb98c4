using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Datasets.Medical;
using NativeBench.Inference;
using NativeBench.Tests.Datasets.Imaging;

namespace NativeBench.Tests.Datasets.Medical;

/// <summary>Against SciPy and numpy (scripts/reference/volumes.py).</summary>
public class VolumeTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Zoomed_volumes_are_those_of_scipy()
    {
        foreach (var entry in GoldenData.Json("volumes.json").GetProperty("zoom").EnumerateArray())
        {
            var source = Sizes(entry, "source");
            var factors = entry.GetProperty("factors").Numbers();
            var linear = VolumeZoom.Linear(Image(source), factors, Image(source).Values.Min());
            Assert.That(new[] { linear.Depth, linear.Height, linear.Width }, Is.EqualTo(Sizes(entry, "size")));
            var expected = MemoryMarshal.Cast<byte, float>(entry.GetProperty("linear").GetBytesFromBase64()).ToArray();
            var worst = expected.Select((v, i) => Math.Abs(v - linear.Values[i]) / Math.Max(1, Math.Abs(v))).Max();
            Assert.That(worst, Is.LessThanOrEqualTo(1e-5), string.Join('x', source));
            var nearest = VolumeZoom.Nearest(Labels(source), factors, 0);
            Assert.That(nearest.Values, Is.EqualTo(entry.GetProperty("nearest").GetBytesFromBase64()), string.Join('x', source));
        }
    }

    [Test]
    public void Sizes_are_cut_and_padded_as_the_reference_does()
    {
        foreach (var entry in GoldenData.Json("volumes.json").GetProperty("fit").EnumerateArray())
        {
            var fitted = KitsPreprocessing.FitToWindow<byte>(Labels(Sizes(entry, "source")), 7);
            Assert.That(new[] { fitted.Depth, fitted.Height, fitted.Width }, Is.EqualTo(Sizes(entry, "size")));
            Assert.That(ComputedImage.Sha256(fitted.Values), Is.EqualTo(entry.GetProperty("sha256").GetString()), entry.GetRawText());
        }
    }

    [Test]
    public void Windows_are_blended_as_the_reference_does()
    {
        foreach (var entry in GoldenData.Json("volumes.json").GetProperty("blend").EnumerateArray())
        {
            var source = Sizes(entry, "source");
            var image = Image(source).Values.Select(static v => v / 700f).ToArray();
            var labels = new byte[image.Length];
            new SlidingWindow(16, 8).Run(source[0], source[1], source[2], image, new FormulaNetwork(16), labels);
            Assert.That(labels, Is.EqualTo(entry.GetProperty("labels").GetBytesFromBase64()), string.Join('x', source));
            Assert.That(labels.Distinct().Count(), Is.EqualTo(3), "all classes occur, so that the comparison says something");
        }
    }

    [Test]
    public void The_patch_of_the_official_window_is_a_bell_with_peak_1()
    {
        var sliding = new SlidingWindow();
        Assert.That(sliding.WindowVoxels, Is.EqualTo(128 * 128 * 128));
        Assert.That(sliding.Patch.ToArray().Max(), Is.EqualTo(1));
        // g(0)/g(63.5) of deviation 16 under the cube root, along one axis only: exp(-(63.5² - 0.5²)/(2·16²·3)).
        Assert.That(sliding.Patch[(63 * 128 * 128) + (63 * 128)], Is.EqualTo(Math.Exp(-((63.5 * 63.5) - 0.25) / 1536)).Within(1e-6));
        Assert.That(sliding.CountOf(192, 256, 128), Is.EqualTo(2 * 3 * 1));
    }

    [Test]
    public void A_case_is_read_prepared_and_segmented_through_an_engine()
    {
        var image = Image([3, 4, 5]);
        Nifti("case_00000", "imaging.nii.gz", image.Values.Select(static v => (short)v).ToArray(), [3, 4, 5], [3.2f, 1.2f, 1.2f]);
        Nifti("case_00000", "segmentation.nii.gz", Labels([3, 4, 5]).Values.Select(static v => (short)v).ToArray(), [3, 4, 5], [3.2f, 1.2f, 1.2f]);
        using var library = new VariableLibrary("kits", new KitsSource(_folder.Path));
        library.LoadSamplesToRam([0]);
        var (depth, height, width) = KitsSource.ShapeOf(library[0]);
        Assert.That((depth, height, width), Is.EqualTo((128, 128, 128)));
        var voxels = KitsSource.ImageOf(library[0]);
        // The middle of the padding is the resampled image; its first voxel is the file's.
        var first = (Math.Clamp(image.Values[0], -79, 304) - 101) / 76.9f;
        Assert.That(voxels[0], Is.EqualTo(first).Within(1e-5));
        Assert.That(new KitsSource(_folder.Path).LabelsOf(0).Length, Is.EqualTo(128 * 128 * 128));
        library.UnloadSamplesFromRam([0]);
    }

    [Test]
    public void Wrong_cases_are_named()
    {
        Assert.That(() => new KitsSource(_folder.Path), Invalid("has no folders case_…"));
        Directory.CreateDirectory(_folder.Combine("case_00001"));
        Assert.That(() => new KitsSource(_folder.Path), Invalid("There is no '" + _folder.Combine("case_00001", "imaging.nii.gz")));
        Nifti("case_00001", "imaging.nii.gz", new short[8], [2, 2, 2], [1, 1, 1]);
        Nifti("case_00001", "segmentation.nii.gz", new short[12], [3, 2, 2], [1, 1, 1]);
        Assert.That(() => new KitsSource(_folder.Path).Load(0), Invalid("the image has 2x2x2 voxels, the segmentation 3x2x2"));
        Nifti("case_00001", "segmentation.nii.gz", [0, 0, 0, 5, 0, 0, 0, 0], [2, 2, 2], [1, 1, 1]);
        Assert.That(() => new KitsSource(_folder.Path).Load(0), Invalid("has the label 5"));
        File.WriteAllText(_folder.Combine("case_00001", "segmentation.nii.gz"), "hello");
        Assert.That(() => new KitsSource(_folder.Path).Load(0), Invalid("can't be read"));
        Nifti("case_00001", "segmentation.nii.gz", new short[3], [2, 2, 2], [1, 1, 1]);
        Assert.That(() => new KitsSource(_folder.Path).Load(0), Invalid("is cut off: 2x2x2 voxels were promised"));
    }

    private void Nifti(string name, string file, short[] slowFirst, int[] size, float[] spacing)
    {
        Directory.CreateDirectory(_folder.Combine(name));
        File.WriteAllBytes(_folder.Combine(name, file), DatasetFiles.Nifti(slowFirst, size, spacing));
    }

    private static int[] Sizes(System.Text.Json.JsonElement entry, string name) => [.. entry.GetProperty(name).Numbers().Select(static n => (int)n)];

    private static Volume<float> Image(int[] size)
    {
        var volume = new Volume<float>(size[0], size[1], size[2]);
        for (var z = 0; z < size[0]; z++)
            for (var y = 0; y < size[1]; y++)
                for (var x = 0; x < size[2]; x++)
                    volume.Values[volume.At(z, y, x)] = (((z * 131) + (y * 57) + (x * 17) + (x * y * z % 23 * 11)) % 1200) - 500;
        return volume;
    }

    private static Volume<byte> Labels(int[] size)
        => new(size[0], size[1], size[2], [.. Image(size).Values.Select(static v => (byte)((int)Math.Abs(v) / 90 % 3))]);

    private static NUnit.Framework.Constraints.IResolveConstraint Invalid(string part)
        => Throws.TypeOf<InvalidInputException>().With.Message.Contains(part);

    /// <summary>The reference script's stand-in for a network.</summary>
    private sealed class FormulaNetwork(int size) : WindowInference
    {
        private readonly float[] _input = new float[size * size * size];
        private readonly float[] _scores = new float[3 * size * size * size];

        public override Span<float> Input => _input;

        public override ReadOnlySpan<float> Run()
        {
            var count = _input.Length;
            for (var i = 0; i < count; i++)
            {
                _scores[i] = _input[i];
                _scores[count + i] = 1 - _input[i];
                _scores[(2 * count) + i] = (i / (size * size) * 0.125f) - (_input[i] * 0.5f);
            }
            return _scores;
        }
    }
}
