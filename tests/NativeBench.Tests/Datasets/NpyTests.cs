using CsCheck;
using NativeBench.Datasets;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets;

public class NpyTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("<f4", ElementType.Float32)]
    [TestCase("<f8", ElementType.Float64)]
    [TestCase("<f2", ElementType.Float16)]
    [TestCase("|i1", ElementType.Int8)]
    [TestCase("|u1", ElementType.UInt8)]
    [TestCase("<i2", ElementType.Int16)]
    [TestCase("<u2", ElementType.UInt16)]
    [TestCase("<i4", ElementType.Int32)]
    [TestCase("<u4", ElementType.UInt32)]
    [TestCase("<i8", ElementType.Int64)]
    [TestCase("<u8", ElementType.UInt64)]
    [TestCase("|b1", ElementType.Bool)]
    [TestCase(">u1", ElementType.UInt8)]
    public void Numpys_types_are_understood(string descr, ElementType type)
    {
        using var file = NpyFile.Open(_folder.Npy("a.npy", descr, type.SizeInBytes(), 3, 2));
        Assert.That(file.Header.ElementType, Is.EqualTo(type));
        Assert.That(file.Header.ShapeText, Is.EqualTo("[3,2]"));
        Assert.That((file.SampleCount, file.BytesPerSample), Is.EqualTo((3L, 2L * type.SizeInBytes())));
    }

    [Test]
    public void Rows_are_read_from_any_file_where_they_are_asked_for()
    {
        var shapes = Gen.Select(Gen.Int[1, 20], Gen.Int[1, 5].Array[0, 3], static (samples, rest) => (int[])[samples, .. rest]);
        Gen.Select(shapes, Gen.Int[1, 3], Gen.Int[0, 300], Gen.Int[0, 19], Gen.Int[1, 20]).Sample(
            (shape, version, padding, first, count) =>
            {
                first %= shape[0];
                count = Math.Min(count, shape[0] - first);
                var rowBytes = shape.Skip(1).Aggregate(4, static (product, dimension) => product * dimension);
                var data = Enumerable.Range(0, rowBytes * shape[0]).Select(static i => (byte)(i * 31)).ToArray();
                var header = $"{{'shape': ({string.Concat(shape.Select(static d => $"{d}, "))}), 'descr': \"<i4\",'fortran_order': False}}";
                var path = _folder.Bytes($"{Guid.NewGuid()}.npy", TemporaryFolder.Npy(version, header + new string(' ', padding) + "\n", data));
                using var file = NpyFile.Open(path);
                var rows = new byte[count * rowBytes];
                file.ReadSamples(first, rows);
                return file.Header.Shape.SequenceEqual(shape.Select(static d => (long)d))
                    && rows.AsSpan().SequenceEqual(data.AsSpan(first * rowBytes, rows.Length));
            },
            iter: 100);
    }

    [TestCase("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", "column by column")]
    [TestCase("{'descr': '>f4', 'fortran_order': False, 'shape': (1, 1), }", "big-endian ('>f4')")]
    [TestCase("{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }", "elements of type '|O'")]
    [TestCase("{'descr': '<c8', 'fortran_order': False, 'shape': (1, 1), }", "elements of type '<c8'")]
    [TestCase("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 1), }", "records with several fields")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }", "; expected")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", "holds a single number")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999), }", "larger than any file")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "isn't made of numbers")]
    [TestCase("{'descr': '<f4', 'shape': (1, 1), }", "descr, fortran_order or shape is missing")]
    [TestCase("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }", "'descr' is unknown or repeated")]
    [TestCase("{'fortran_order': Maybe}", "neither True nor False")]
    [TestCase("nothing", "'{' is missing")]
    public void Other_files_are_refused_in_a_sentence(string header, string expected)
    {
        var path = _folder.Bytes("a.npy", TemporaryFolder.Npy(1, header, new byte[4]));
        Assert.That(
            () => NpyFile.Open(path).Dispose(),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith($"'{path}'").And.Message.Contains(expected));
    }

    [Test]
    public void A_file_of_the_wrong_length_is_told_with_both_lengths()
    {
        var bytes = TemporaryFolder.Npy("<f4", [10], new byte[39]);
        var path = _folder.Bytes("short.npy", bytes);
        Assert.That(
            () => NpyFile.Open(path).Dispose(),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo(
                $"'{path}' has {bytes.Length} bytes; expected {bytes.Length + 1} for float32 [10]."));
    }

    [TestCase(0)]
    [TestCase(4)]
    public void Other_versions_are_refused(byte version)
    {
        var bytes = TemporaryFolder.Npy("<f4", [1], new byte[4]);
        bytes[6] = version;
        var path = _folder.Bytes("a.npy", bytes);
        Assert.That(() => NpyFile.Open(path).Dispose(), Throws.TypeOf<InvalidInputException>().With.Message.Contains($"version {version}.0"));
    }

    [Test]
    public void Any_bytes_are_a_file_or_a_sentence()
    {
        var valid = TemporaryFolder.Npy("<f4", [2, 3], new byte[24]);
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, Gen.Int[0, valid.Length]).Sample((position, value, length) =>
        {
            var bytes = valid[..length];
            if (position < length)
                bytes[position] = value;
            using var stream = new MemoryStream(bytes);
            try
            {
                NpyHeader.Read(stream, "fuzz.npy");
            }
            catch (InvalidInputException)
            {
                // A sentence is the other allowed outcome; anything else fails the test.
            }
        });
    }
}
