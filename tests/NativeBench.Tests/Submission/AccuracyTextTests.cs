using NativeBench.Submission.Checking;
using NativeBench.Submission.Rounds;

namespace NativeBench.Tests.Submission;

/// <summary>Lines of accuracy.txt: what the official checker's patterns take, and what is close to it and isn't taken (seen with Python's re).</summary>
public sealed class AccuracyTextTests
{
    [TestCase("acc", "accuracy=76.456%, good=38228, total=50000", 76.456)]
    [TestCase("acc", "{\"accuracy\": 72.1}", 72.1)]
    [TestCase("acc", "accuracy: 0.73", 0.73)]
    [TestCase("acc", "accuracy 76", 76)]
    [TestCase("acc", "accuracy='76'", null)]
    [TestCase("acc", "mean accuracy=76", null)]
    [TestCase("AUC", "AUC=80.31%", 80.31)]
    [TestCase("AUC", "AUC = 80.31", null)]
    [TestCase("mAP", "mAP=37.55%", 37.55)]
    [TestCase("mAP", "{'Total': 0.54, 'Car': 0.6}", 0.54)]
    [TestCase("mAP", "mAP='37.55'", null)]
    [TestCase("F1", "{\"exact_match\": 83.67, \"f1\": 90.87}", 90.87)]
    [TestCase("F1", "{'exact_match': 83.67, 'f1': 90.87}", 90.87)]
    [TestCase("F1", "{\"f1\": 90.87}", null)]
    [TestCase("F1", "{\"exact_match\": 83.67, \"f1\": 90.87, \"more\": 1}", null)]
    [TestCase("F1_HIERARCHICAL", "{\"precision\": 0.8, \"f1\": 0.79}", 0.79)]
    [TestCase("F1_HIERARCHICAL", "{\"f1\": 0.79", null)]
    [TestCase("F1_HIERARCHICAL", "result {\"f1\": 0.79}", null)]
    [TestCase("ACCURACY", "Word Error Rate: 2.06%, accuracy=97.93%", 97.93)]
    [TestCase("ACCURACY", "Word Error Rate: 2.06%, accuracy=97.93", null)]
    [TestCase("DICE", "Accuracy: mean = 0.86170, kidney = 0.9, tumor = 0.8", 0.8617)]
    [TestCase("DICE", "Accuracy: kidney = 0.9, mean = 0.86170", null)]
    [TestCase("ROUGE1", "{'rouge1': '38.77', 'rouge2': 15.9}", 38.77)]
    [TestCase("ROUGE1", "{'rouge1':38.77}", null)]
    [TestCase("ROUGE2", "{'rouge1': 38.77, 'rouge2': 15.9}", 15.9)]
    [TestCase("GEN_LEN", "{'gen_len': 8167644}", 8167644)]
    [TestCase("GEN_LEN", "{'gen_len':  8167644}", null)]
    [TestCase("GEN_LEN", "{'gen_len': '8167644'}", null)]
    [TestCase("TOKENS_PER_SAMPLE", "{'tokens_per_sample': 294.45}", 294.45)]
    [TestCase("exact_match", "{'exact_match': 83.13}", 83.13)]
    [TestCase("DLRM_NE", "x metric/lifetime_ne/rating: 0.8687", 0.8687)]
    [TestCase("E2E_ACCURACY", "Accuracy: 35.0", 35)]
    [TestCase("acc", "accuracy=76.5.1", double.NaN)]
    [TestCase("acc", "accuracy=.", double.NaN)]
    [TestCase("acc", "accuracy=76.", 76)]
    [TestCase("unknown", "unknown: 1", null)]
    public void A_line(string figure, string line, double? value) => Assert.That(AccuracyText.Read(figure, line), Is.EqualTo(value));

    /// <summary>With a matcher that goes back and forth this would take days.</summary>
    [Test]
    public void A_long_line_that_begins_a_figure_over_and_over()
    {
        string line = "{" + string.Concat(Enumerable.Repeat("\"f1\": 1 ", 100_000));
        Assert.That(AccuracyText.Read("F1_HIERARCHICAL", line), Is.Null);
        Assert.That(AccuracyText.Read("F1_HIERARCHICAL", line + "\"f1\": 0.5}"), Is.EqualTo(0.5));
    }

    [Test]
    public void Every_figure_of_every_round_has_a_form()
    {
        foreach (string round in RoundRules.Known)
        {
            foreach (var (name, rules) in RoundRules.Find(round)!.Benchmarks)
            {
                foreach (string figure in rules.Accuracy.Concat(rules.AccuracyLimits).Concat(rules.AccuracyByScenario.Values.SelectMany(static f => f)).Select(static f => f.Figure))
                    Assert.That(AccuracyText.Knows(figure), Is.True, $"{round} {name} {figure}");
            }
        }
    }

    [TestCase("hash=0af", "0af")]
    [TestCase("hash=0af ", null)]
    [TestCase(" hash=0af", null)]
    [TestCase("hash=", null)]
    public void A_hash(string line, string? hash) => Assert.That(AccuracyText.Hash(line), Is.EqualTo(hash));
}
