using CsCheck;
using NativeBench.Datasets;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets;

public class ClassificationScorerTests
{
    private static readonly int[] s_labels = [3, 1, 4, 1];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Correct_and_total_are_counted()
    {
        var score = ClassificationScorer.Score(Log((0, 3f), (2, 4f), (1, 0f), (3, 1f)), s_labels);
        Assert.That(score, Is.EqualTo(new ClassificationScore(3, 4)));
        Assert.That(score.ToString(), Is.EqualTo("3/4"));
        Assert.That(score.Percent, Is.EqualTo(75));
    }

    [TestCase(ElementType.Int32, "04000000")]
    [TestCase(ElementType.Int64, "0400000000000000")]
    [TestCase(ElementType.Float32, "00008040")]
    public void Each_format_of_a_class_is_read(ElementType type, string hex)
    {
        var path = _folder.Text("log.json", $"[\n{{ \"seq_id\" : 0, \"qsl_idx\" : 2, \"data\" : \"{hex}\", \"token_count\" : 1 }}\n]\n");
        Assert.That(ClassificationScorer.Score(path, s_labels, type, requireAll: false).ToString(), Is.EqualTo("1/1"));
    }

    [Test]
    public void A_repeat_is_skipped_unless_it_contradicts()
    {
        var repeating = Log((0, 3f), (1, 1f), (2, 4f), (3, 1f), (0, 3f));
        Assert.That(ClassificationScorer.Score(repeating, s_labels), Is.EqualTo(new ClassificationScore(4, 4, Repeats: 1)));
        Assert.That(FailureOf(Log((0, 3f), (1, 1f), (0, 2f))), Does.EndWith("answers sample 0 twice: class 3, and 2 at seq_id 2."));
    }

    [Test]
    public void What_is_missing_or_too_much_is_named()
    {
        Assert.That(FailureOf(Log((0, 3f), (3, 1f))), Does.EndWith("has responses for 2 of 4 samples; the first that is missing is 1."));
        Assert.That(FailureOf(Log((9, 3f))), Does.EndWith("has a response for sample 9 (seq_id 0); labels are for 0 to 3."));
        Assert.That(FailureOf(_folder.Text("empty.json", "[\n]\n")), Does.Contain("has responses for 0 of 4 samples"));
        Assert.That(FailureOf(Log((0, 1.5f))), Does.Contain("with 1.5; expected a class as float32"));
        Assert.That(FailureOf(Path.Combine(_folder.Path, "none.json")), Does.Contain("none.json' can't be read"));
    }

    [TestCase("", 1)]
    [TestCase("[", 1)]
    [TestCase("[\n{ \"seq_id\" : 0, \"qsl_idx\" : 0, \"data\" : \"00004040\" },\n{ \"seq_id\" : 1, \"qs", 3)]
    [TestCase("[\n{ \"seq_id\" : 0, \"qsl_idx\" : 0, \"data\" : \"00004040\" }\n] x", 3)]
    public void A_log_that_is_cut_off_is_told_with_its_line(string text, int line)
    {
        var path = _folder.Text("log.json", text);
        Assert.That(FailureOf(path), Does.StartWith($"{path}:{line}: not a complete accuracy log: "));
    }

    [TestCase("{}", "expected an array")]
    [TestCase("[1]", "expected an object with seq_id, qsl_idx and data")]
    [TestCase("[{\"seq_id\":0,\"qsl_idx\":1}]", "expected data")]
    [TestCase("[{\"seq_id\":0,\"data\":\"00\"}]", "expected qsl_idx")]
    [TestCase("[{\"seq_id\":0,\"qsl_idx\":0.5,\"data\":\"00\"}]", "expected qsl_idx as a whole number")]
    [TestCase("[{\"seq_id\":0,\"qsl_idx\":1,\"data\":7}]", "expected data as a string")]
    [TestCase("[{\"seq_id\":0,\"qsl_idx\":1,\"data\":\"0G\"}]", "expected data as pairs of hexadecimal digits")]
    [TestCase("[{\"seq_id\":0,\"qsl_idx\":1,\"data\":\"000\"}]", "expected data as pairs of hexadecimal digits")]
    [TestCase("[{\"seq_id\":0,\"qsl_idx\":1,\"data\":\"00\"}]", "with 1 bytes; expected one float32, 4 bytes")]
    public void Another_file_is_told_with_what_was_expected(string text, string expected)
        => Assert.That(FailureOf(_folder.Text("log.json", text)), Does.Contain(expected));

    [Test]
    public void Entries_are_read_whatever_their_size_and_layout()
    {
        var entry = Gen.Select(Gen.Long[0, 1L << 40], Gen.Long[0, 1000], Gen.Byte.Array[0, 3000]);
        Gen.Select(entry.Array[0, 60], Gen.OneOf(Gen.Const(""), Gen.Const(" "), Gen.Const("\r\n\t"))).Sample(
            (entries, space) =>
            {
                var lines = entries.Select(e =>
                    $"{space}{{{space}\"qsl_idx\"{space}:{e.Item2},{space}\"extra\":[1,{{}}],"
                    + $"\"data\":\"{Convert.ToHexString(e.Item3)}\",\"seq_id\":{e.Item1}{space}}}");
                var path = _folder.Text($"{Guid.NewGuid()}.json", $"{space}[{string.Join("," + space, lines)}{space}]{space}");
                using var log = new AccuracyLogReader(path);
                foreach (var (sequence, sample, data) in entries)
                    if (!log.Read() || log.SequenceId != sequence || log.SampleIndex != sample || !log.Data.SequenceEqual(data))
                        return false;
                return !log.Read() && !log.Read();
            },
            iter: 100);
    }

    private string Log(params (int Sample, float Class)[] entries)
    {
        var lines = entries.Select(static (e, i) =>
            $"{{ \"seq_id\" : {i}, \"qsl_idx\" : {e.Sample}, \"data\" : \"{Convert.ToHexString(BitConverter.GetBytes(e.Class))}\" }}");
        return _folder.Text("mlperf_log_accuracy.json", "[\n" + string.Join(",\n", lines) + "\n]\n");
    }

    private static string FailureOf(string path)
        => Assert.Throws<InvalidInputException>(() => ClassificationScorer.Score(path, s_labels))!.Message;
}
