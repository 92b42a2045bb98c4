using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Tiny;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Tiny;

/// <summary>Numbers come to a model as MLPerf Tiny's runner and firmware bring them.</summary>
public class FeatureFilesTests
{
    private static readonly Quantization s_half = new(0.5, 10);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Integers_go_through_to_the_same_integers_and_become_numbers_elsewhere()
    {
        var list = List("a.bin,2,1\nb.bin,2,0\n", windows: false);
        sbyte[] values = [-128, 9, 10, 127];
        _folder.Bytes("a.bin", new byte[4]);
        _folder.Bytes("b.bin", MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        var stored = new FeatureForm(ElementType.Int8, s_half);
        Assert.That(Prepare<sbyte>(list, stored, ElementType.Int8, s_half, 1), Is.EqualTo(values));
        Assert.That(Prepare<float>(list, stored, ElementType.Float32, default, 1), Is.EqualTo(new[] { -69f, -0.5f, 0f, 58.5f }));

        // A model of its own scale: (q - 10) * 0.5 / 1 - 1, halves away from zero, cut to the range.
        Assert.That(Prepare<sbyte>(list, stored, ElementType.Int8, new Quantization(1, -1), 1), Is.EqualTo(new sbyte[] { -70, -2, -1, 58 }));
        Assert.That(Prepare<byte>(list, stored, ElementType.UInt8, new Quantization(0.25, 128), 1), Is.EqualTo(new byte[] { 0, 126, 128, 255 }));
    }

    /// <summary>Of round(x / 0.5) + 10, 0.25, -0.25 and 1.75 lie in the middle.</summary>
    [Test]
    public void Numbers_are_quantised_with_halves_away_from_zero()
    {
        var list = List("a.bin,2,1\n", windows: false);
        _folder.Bytes("a.bin", MemoryMarshal.AsBytes(new[] { 0.25f, -0.25f, 0.24f, -100f, 100f, 1.75f }.AsSpan()).ToArray());
        var stored = new FeatureForm(ElementType.Float32, default);
        Assert.That(Prepare<sbyte>(list, stored, ElementType.Int8, s_half, 0, elements: 6), Is.EqualTo(new sbyte[] { 11, 9, 10, -128, 127, 14 }));
        Assert.That(Prepare<float>(list, stored, ElementType.Float32, default, 0, elements: 6)[1], Is.EqualTo(-0.25f));
    }

    /// <summary>The official files: 200 frames of 128 numbers, windows of 5 frames, a frame from one to the next.</summary>
    [Test]
    public void A_spectrogram_is_cut_into_196_windows()
    {
        var list = List("n.bin,2,0,2560,512\na.bin,2,1,2560,512\n", windows: true);
        var frames = new float[200 * 128];
        for (var i = 0; i < frames.Length; i++)
            frames[i] = i;
        _folder.Bytes("n.bin", MemoryMarshal.AsBytes(frames.AsSpan()).ToArray());
        _folder.Bytes("a.bin", MemoryMarshal.AsBytes(frames.Select(static f => -f).ToArray().AsSpan()).ToArray());
        var source = Source(list, new FeatureForm(ElementType.Float32, default), ElementType.Float32, default, 640);
        Assert.That(source.Count, Is.EqualTo(2 * 196));
        var window = new byte[2560];
        source.Prepare(195, window);
        Assert.That(MemoryMarshal.Cast<byte, float>(window)[0], Is.EqualTo(195 * 128));
        Assert.That(MemoryMarshal.Cast<byte, float>(window)[639], Is.EqualTo(200 * 128 - 1));
        source.Prepare(196 + 3, window);
        Assert.That(MemoryMarshal.Cast<byte, float>(window)[1], Is.EqualTo(-(3 * 128) - 1));
        Assert.That((source.FileOf(195), source.FileOf(196)), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Sizes_that_do_not_fit_are_named_with_the_line()
    {
        var form = new FeatureForm(ElementType.Float32, default);
        _folder.Bytes("a.bin", new byte[16]);
        Assert.That(() => Source(List("a.bin,2,1\n", windows: false), form, ElementType.Float32, default, 5), Invalid("y.csv:1: '" + _folder.Combine("a.bin") + "' has 16 bytes; the model takes 5 numbers, so expected 20 of float32."));
        Assert.That(() => Source(List("a.bin,2,1,8,4\n", windows: true), form, ElementType.Float32, default, 4), Invalid("y.csv:1: a window of 8 bytes; the model takes 4 numbers, so expected 16 of float32."));
        Assert.That(() => Source(List("a.bin,2,1,8,12\n", windows: true), form, ElementType.Float32, default, 2), Invalid("has 16 bytes; expected 8 and any multiple of 12 more."));
        Assert.That(() => Source(List("a.bin,2,1\n", windows: false), form, ElementType.Int64, default, 4), Invalid("takes int64 [N,4]; set has features for float32, int8 or uint8."));
    }

    [Test]
    public void The_fingerprint_follows_files_and_forms()
    {
        var list = List("a.bin,2,1\n", windows: false);
        _folder.Bytes("a.bin", new byte[4]);
        string Of(Quantization quantization) => Source(list, new FeatureForm(ElementType.Int8, s_half), ElementType.Int8, quantization, 4).Fingerprint;
        var before = Of(s_half);
        Assert.That(Of(s_half), Is.EqualTo(before));
        Assert.That(Of(s_half with { ZeroPoint = 11 }), Is.Not.EqualTo(before));
        File.SetLastWriteTimeUtc(_folder.Combine("a.bin"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.That(Of(s_half), Is.Not.EqualTo(before));
    }

    private TinyLabels List(string text, bool windows) => TinyLabels.Read(_folder.Text("y.csv", text), 2, windows);

    private T[] Prepare<T>(TinyLabels list, FeatureForm stored, ElementType type, Quantization quantization, long sample, int elements = 4)
        where T : unmanaged
    {
        var source = Source(list, stored, type, quantization, elements);
        var tensor = new byte[source.Tensors[0].BytesPerSample];
        source.Prepare(sample, tensor);
        return MemoryMarshal.Cast<byte, T>(tensor).ToArray();
    }

    private FeatureFiles Source(TinyLabels list, FeatureForm stored, ElementType type, Quantization quantization, int elements) =>
        new("set", list, [.. list.Lines.Select(l => _folder.Combine(l.Name))], stored, new TensorSpec("x", type, ImmutableArray.Create<long>(elements)), quantization);

    private static NUnit.Framework.Constraints.IResolveConstraint Invalid(string part) =>
        Throws.TypeOf<InvalidInputException>().With.Message.Contains(part);
}
