using System.Globalization;
using System.Text;
using System.Text.Json;
using NativeBench.Datasets.Squad;

namespace NativeBench.Tests.Cli;

/// <summary>Logs made from SQuAD's answers, scored by the command line with the records that MLPerf Mobile ships.</summary>
public sealed class SquadAccuracyTests
{
    private const int Sequence = 384;

    private static readonly Lazy<(SquadData Data, Dictionary<int, (int Window, int Start, int End)> Spans)> s_answers = new(Prepare);

    // One answer has more than the 30 tokens that MLPerf's search looks at, and one is the first half of "four-": no logits point at them.
    private static readonly string[] s_unreachable = ["56dfa1d34a1a83140091ebd4", "5726ed6cf1498d1400e8f00d"];

    [Test]
    public void Predictions_made_of_the_answers_score_100_but_for_the_two_that_no_span_spells()
    {
        var (data, spans) = s_answers.Value;
        var without = data.Questions.Index().Where(q => !spans.ContainsKey(q.Index)).Select(static q => q.Item.Id);
        Assert.That(without, Is.EquivalentTo(s_unreachable));
        var (exact, f1, text) = Score(spans.Values, data);
        Assert.That(exact, Is.InRange(100 * 10568 / 10570.0 - 1e-9, 100), text);
        Assert.That(f1, Is.InRange(exact, 100), text);
    }

    /// <summary>
    /// Of the first 60 questions with answers of one word, 40 point at the word behind it (0 of both), and 20 take in a word more: F1 2/3, as
    /// precision is 1/2 and recall 1. So of n questions EM falls by 60/n, and F1 by (60 - 20 * 2/3)/n.
    /// </summary>
    [Test]
    public void Constructed_errors_score_what_was_worked_out()
    {
        var (data, spans) = s_answers.Value;
        var simple = spans.Where(s => IsOneWordBeforeAnother(data, s.Key, s.Value)).Take(60).ToDictionary();
        Assert.That(simple, Has.Count.EqualTo(60));
        var beside = simple.Keys.Take(40).ToHashSet();
        var wrong = spans.Select(s => !simple.ContainsKey(s.Key) ? s.Value
            : s.Value with { Start = s.Value.Start + (beside.Contains(s.Key) ? 1 : 0), End = s.Value.End + 1 }).ToArray();
        var (exact, f1, _) = Score(spans.Values, data);
        var (lowerExact, lowerF1, text) = Score(wrong, data);
        double n = data.Questions.Length;
        Assert.That(exact - lowerExact, Is.EqualTo(100 * 60 / n).Within(1e-9), text);
        Assert.That(f1 - lowerF1, Is.EqualTo(100 * (60 - (20 * 2.0 / 3)) / n).Within(1e-9), text);
    }

    /// <summary>Writes the log, a byte a logit (start, end, start, …), and has the command line score it.</summary>
    private static (double Exact, double F1, string Text) Score(IReadOnlyCollection<(int Window, int Start, int End)> spans, SquadData data)
    {
        using var cli = new CliHost();
        var byWindow = spans.ToDictionary(static s => s.Window);
        var log = new StringBuilder("[\n");
        for (var w = 0; w < data.Windows.Length; w++)
        {
            var logits = new byte[2 * Sequence];
            if (byWindow.TryGetValue(w, out var span))
            {
                logits[2 * span.Start] = 100;
                logits[(2 * span.End) + 1] = 100;
            }

            // Silence: what points highest isn't in the paragraph.
            else
            {
                logits[0] = 1;
            }

            log.Append(CultureInfo.InvariantCulture, $"{{ \"seq_id\" : {w}, \"qsl_idx\" : {w}, \"data\" : \"{Convert.ToHexString(logits)}\" }}{(w + 1 < data.Windows.Length ? "," : "")}\n");
        }

        cli.File("log.json", log.Append("]\n").ToString());
        var code = cli.Run("accuracy", "--benchmark", "mobile-mobilebert", "--log", "log.json", "--data", TestData.Require("squad"), "--type", "int8", "--json");
        Assert.That(code, Is.Zero, cli.Error);
        using var json = JsonDocument.Parse(cli.Out);
        double Figure(string name) => json.RootElement.GetProperty("figures").EnumerateArray().Single(f => f.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
        return (Figure("exact_match"), Figure("f1"), cli.Out);
    }

    private static (SquadData Data, Dictionary<int, (int Window, int Start, int End)> Spans) Prepare()
    {
        var data = SquadRecords.Load(TestData.Require("squad", "squad_eval.tfrecord"), TestData.Require("squad", "squad_groundtruth.tfrecord"));
        var spans = new Dictionary<int, (int, int, int)>();
        for (var w = 0; w < data.Windows.Length; w++)
        {
            var window = data.Windows[w];
            if (!spans.ContainsKey(window.Question) && FindAnswer(window, data.Questions[window.Question]) is { } span)
                spans[window.Question] = (w, span.Start, span.End);
        }

        // Where words are split otherwise than the answer is: all spans.
        for (var w = 0; w < data.Windows.Length; w++)
        {
            var window = data.Windows[w];
            if (!spans.ContainsKey(window.Question) && FindAnywhere(window, data.Questions[window.Question]) is { } span)
                spans[window.Question] = (w, span.Start, span.End);
        }

        return (data, spans);
    }

    /// <summary>Tokens that spell one of the answers, where the words of the paragraph have it.</summary>
    private static (int Start, int End)? FindAnswer(SquadWindow window, SquadQuestion question)
    {
        foreach (var answer in question.Answers)
        {
            var words = answer.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var start = 0; start < window.WordOfToken.Length; start++)
            {
                var first = window.WordOfToken[start];
                if (!window.IsMaxContext[start] || !question.Words[first].Contains(words[0], StringComparison.Ordinal))
                    continue;
                for (var end = start; end < Math.Min(start + SquadAnswerSearch.MaxAnswerTokens, window.WordOfToken.Length) && window.WordOfToken[end] < first + words.Length; end++)
                {
                    if (window.WordOfToken[end] == first + words.Length - 1 && IsAnswer(window, question, start, end))
                        return (start + window.FirstDocumentToken, end + window.FirstDocumentToken);
                }
            }
        }

        return null;
    }

    private static (int Start, int End)? FindAnywhere(SquadWindow window, SquadQuestion question)
    {
        for (var start = 0; start < window.WordOfToken.Length; start++)
        {
            for (var end = start; window.IsMaxContext[start] && end < Math.Min(start + SquadAnswerSearch.MaxAnswerTokens, window.WordOfToken.Length); end++)
            {
                if (IsAnswer(window, question, start, end))
                    return (start + window.FirstDocumentToken, end + window.FirstDocumentToken);
            }
        }

        return null;
    }

    private static bool IsAnswer(SquadWindow window, SquadQuestion question, int start, int end) => SquadMetric.IsExactMatch(Text(window, question, start, end), question.Answers);

    private static string Text(SquadWindow window, SquadQuestion question, int start, int end)
    {
        int s = start + window.FirstDocumentToken, e = end + window.FirstDocumentToken;
        return SquadAnswer.TextOf(window.Tokens.AsSpan()[s..(e + 1)], question.Words.AsSpan()[window.WordOfToken[start]..(window.WordOfToken[end] + 1)]);
    }

    /// <summary>All answers are the same single word of one token, and a word of one token that is none of them comes next.</summary>
    private static bool IsOneWordBeforeAnother(SquadData data, int index, (int Window, int Start, int End) span)
    {
        var (window, question) = (data.Windows[span.Window], data.Questions[index]);
        var token = span.Start - window.FirstDocumentToken;
        if (span.Start != span.End || token + 2 >= window.WordOfToken.Length || window.WordOfToken[token + 1] != window.WordOfToken[token] + 1
            || window.WordOfToken[token + 2] != window.WordOfToken[token] + 2)
            return false;
        var next = window.Tokens[span.Start + 1];
        return next.Length > 3 && next.All(char.IsLetter) && !question.Answers.Any(a => a.Contains(' ') || !a.Equals(question.Answers[0], StringComparison.OrdinalIgnoreCase))
            && question.Answers[0].All(char.IsLetter) && question.Answers[0].Length > 3;
    }
}
