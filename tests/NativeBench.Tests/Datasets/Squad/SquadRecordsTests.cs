using NativeBench.Datasets.Squad;
using NativeBench.Datasets.Text;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets.Squad;

/// <summary>The records that MLPerf Mobile ships: 10,833 windows of 10,570 questions.</summary>
public class SquadRecordsTests
{
    private static readonly Lazy<SquadData> s_data = new(static () => SquadRecords.Load(
        TestData.Require("squad", "squad_eval.tfrecord"), TestData.Require("squad", "squad_groundtruth.tfrecord")));

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        TestData.Require("squad");
        _folder = new TemporaryFolder();
    }

    [TearDown]
    public void TearDown() => _folder?.Dispose();

    [Test]
    public void All_windows_and_questions_are_read()
    {
        Assert.That((s_data.Value.Windows.Length, s_data.Value.Questions.Length, s_data.Value.SequenceLength), Is.EqualTo((10833, 10570, 384)));
        var first = s_data.Value.Windows[0];
        Assert.That(s_data.Value.Questions[first.Question].Id, Is.EqualTo("56be4db0acb8001400a502ec"));
        Assert.That((first.FirstDocumentToken, first.Tokens.Length, first.WordOfToken.Length), Is.EqualTo((13, 171, 157)));
    }

    /// <summary>Predictions made from the answers; then with errors whose figures are worked out by hand.</summary>
    [Test]
    public void Answers_themselves_score_100_and_constructed_errors_what_was_worked_out()
    {
        var questions = s_data.Value.Questions;
        var predictions = questions.ToDictionary(static q => q.Id, static q => q.Answers[0]);
        Assert.That(SquadMetric.Evaluate(questions, predictions), Is.EqualTo((100.0, 100.0)));

        // 57 without an answer: 10,513 of 10,570.
        foreach (var question in questions.Take(57))
            predictions.Remove(question.Id);
        var (exact, f1) = SquadMetric.Evaluate(questions, predictions);
        Assert.That(exact, Is.EqualTo(100 * 10513 / 10570.0).Within(1e-9));
        Assert.That(f1, Is.EqualTo(100 * 10513 / 10570.0).Within(1e-9));

        // One more: a word of three is too much. "Denver Broncos won" of "Denver Broncos": p 2/3, r 1, F1 0.8.
        predictions[questions[0].Id] = "the Denver Broncos won";
        (exact, f1) = SquadMetric.Evaluate(questions, predictions);
        Assert.That(exact, Is.EqualTo(100 * 10513 / 10570.0).Within(1e-9));
        Assert.That(f1, Is.EqualTo(100 * (10513 + 0.8) / 10570.0).Within(1e-9));
    }

    /// <summary>Through the log: logits that peak at a span which spells an answer, for 500 questions.</summary>
    [Test]
    public void A_log_whose_logits_point_at_answers_scores_them()
    {
        var all = s_data.Value;
        var entries = new List<(long, float[])>();
        var used = new Dictionary<int, int>();
        for (var w = 0; w < all.Windows.Length && used.Count < 500; w++)
        {
            var window = all.Windows[w];
            if (used.ContainsKey(window.Question) || FindAnswer(window, all.Questions[window.Question]) is not { } span)
                continue;
            used[window.Question] = used.Count;
            var logits = new float[2 * 384];
            logits[2 * span.Start] = 5;
            logits[(2 * span.End) + 1] = 5;
            entries.Add((w, logits));
        }
        // The data set of these questions only, so that the figures are theirs.
        var kept = used.Keys.ToArray();
        var windows = entries.Select(e => all.Windows[(int)e.Item1] with { Question = used[all.Windows[(int)e.Item1].Question] }).ToArray();
        var data = new SquadData([.. kept.Select(q => all.Questions[q])], [.. windows], 384);
        var log = AccuracyLogFile.Write(_folder, [.. entries.Select(static (e, i) => ((long)i, e.Item2))]);
        var score = new SquadLogScorer(data).Score(log);
        Assert.That(score.OfficialLine, Is.EqualTo("{\"exact_match\": 100.0, \"f1\": 100.0}"));
        Assert.That(score.Main.Name, Is.EqualTo("f1"));

        var transposed = AccuracyLogFile.Write(_folder, [.. entries.Select(static (e, i) => (
            (long)i, e.Item2.Where(static (_, p) => p % 2 == 0).Concat(e.Item2.Where(static (_, p) => p % 2 == 1)).Select(static v => (Half)v).ToArray()))]);
        Assert.That(new SquadLogScorer(data, ElementType.Float16, transposed: true).Score(transposed).OfficialLine, Is.EqualTo(score.OfficialLine));
    }

    /// <summary>
    /// The tokenizer with the vocabulary that the records show: cutting the paragraphs again has to give the records, which were made
    /// with the reference's tokenizer.
    /// </summary>
    [Test]
    public void Cutting_the_paragraphs_again_gives_the_records()
    {
        var data = s_data.Value;
        var vocabulary = Enumerable.Range(0, 30522).Select(static i => $"[unused{i}]").ToArray();
        vocabulary[100] = "[UNK]";
        foreach (var window in data.Windows)
            for (var t = 0; t < window.Tokens.Length; t++)
                vocabulary[window.Ids[t]] = window.Tokens[t];
        var cutter = new SquadWindows(WordPiece.Load(_folder.Text("vocab.txt", string.Join('\n', vocabulary))));
        var recorded = data.Windows.ToLookup(static w => w.Question);
        var compared = 0;
        for (var q = 0; q < data.Questions.Length; q += 7)
        {
            var windows = recorded[q].ToArray();
            var asked = windows[0].Tokens[1..(windows[0].FirstDocumentToken - 1)];
            var text = string.Join(' ', asked).Replace(" ##", "", StringComparison.Ordinal);
            var again = cutter.Cut(data.Questions[q] with { Text = text }, q).ToArray();
            Assert.That(again, Has.Length.EqualTo(windows.Length), data.Questions[q].Id);
            for (var w = 0; w < windows.Length; w++)
            {
                Assert.That(again[w].Tokens.SequenceEqual(windows[w].Tokens), Is.True, data.Questions[q].Id);
                Assert.That(again[w].Ids.SequenceEqual(windows[w].Ids), Is.True, data.Questions[q].Id);
                Assert.That(again[w].WordOfToken.SequenceEqual(windows[w].WordOfToken), Is.True, data.Questions[q].Id);
                Assert.That(again[w].IsMaxContext.SequenceEqual(windows[w].IsMaxContext), Is.True, data.Questions[q].Id);
                compared++;
            }
        }
        Assert.That(compared, Is.GreaterThan(1500));
    }

    [Test]
    public void Damaged_records_are_named()
    {
        var path = TestData.Require("squad", "squad_eval.tfrecord");
        var bytes = File.ReadAllBytes(path);
        var cut = _folder.Bytes("cut.tfrecord", bytes[..(bytes.Length / 2)]);
        var error = Assert.Throws<InvalidInputException>(() => SquadRecords.Load(cut, TestData.Require("squad", "squad_groundtruth.tfrecord")))!;
        Assert.That(error.Message, Does.StartWith($"'{cut}'").And.Contain("Copy it again."));
        var swapped = Assert.Throws<InvalidInputException>(() => SquadRecords.Load(TestData.Require("squad", "squad_groundtruth.tfrecord"), path))!;
        Assert.That(swapped.Message, Does.Contain("record 0").And.Contain("has no texts 'words'"));
    }

    [Test]
    public void Samples_are_padded_and_inputs_told_apart_by_name()
    {
        ModelInfo model = new NativeBench.Tests.Inference.FakeEngine().Model with
        {
            Inputs = [new("attention_mask", ElementType.Int64, [384]), new("input_ids", ElementType.Int32, [384]), new("token_type_ids", ElementType.Float32, [384])],
        };
        using var source = new SquadSource(s_data.Value, model, "squad");
        var bytes = new byte[384 * (8 + 4 + 4)];
        bytes.AsSpan().Fill(7);
        source.Prepare(0, bytes);
        var mask = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(bytes.AsSpan(0, 384 * 8)).ToArray();
        var ids = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(bytes.AsSpan(384 * 8, 384 * 4)).ToArray();
        var segments = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan(384 * 12)).ToArray();
        Assert.That(mask.Count(static m => m == 1), Is.EqualTo(171));
        Assert.That(ids[..4], Is.EqualTo(new[] { 101, 2029, 5088, 2136 }));
        Assert.That(ids[171..], Is.All.Zero);
        Assert.That((segments[12], segments[13], segments[170], segments[171]), Is.EqualTo((0f, 1f, 1f, 0f)));
        var other = model with { Inputs = [new("ids", ElementType.Int64, [128])] };
        Assert.That(() => new SquadSource(s_data.Value, other, "squad"), Throws.TypeOf<InvalidInputException>().With.Message.Contains("[N,384]"));
    }

    private static (int Start, int End)? FindAnswer(SquadWindow window, SquadQuestion question)
    {
        for (var start = 0; start < window.WordOfToken.Length; start++)
            for (var end = start; window.IsMaxContext[start] && end < Math.Min(start + 8, window.WordOfToken.Length); end++)
            {
                int s = start + window.FirstDocumentToken, e = end + window.FirstDocumentToken;
                var words = question.Words.AsSpan()[window.WordOfToken[start]..(window.WordOfToken[end] + 1)];
                if (SquadMetric.IsExactMatch(SquadAnswer.TextOf(window.Tokens.AsSpan()[s..(e + 1)], words), question.Answers))
                    return (s, e);
            }
        return null;
    }
}
