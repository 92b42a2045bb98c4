using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace NativeBench.Submission.Checking;

/// <summary>
/// Reads the figures out of an accuracy.txt, in the forms in which the official accuracy scripts print them and the official checker
/// looks for them (<c>constants.py</c>, ACC_PATTERN): a line in another form doesn't count, however close it is. Any line is read in
/// linear time.
/// </summary>
internal static partial class AccuracyText
{
    private const string Number = "([0-9.]+)";

    private static readonly FrozenDictionary<string, Regex> s_forms = new (string Figure, string Form)[]
    {
        ("acc", "(?:\\{\"accuracy|accuracy)[\": ]*=?\\s*" + Number),
        ("meanAcc", Named("mean-accuracy", "\\s+'?")),
        ("AUC", "AUC=" + Number),
        ("DLRM_NE", Lifetime("ne")),
        ("DLRM_ACC", Lifetime("accuracy")),
        ("DLRM_AUC", Lifetime("gauc")),
        ("mAP", ".*(?:mAP=|'Total':)\\s*" + Number),
        ("F1", "\\{[\"']exact_match[\"']:\\s*[0-9.]+,\\s*[\"']f1[\"']:\\s*" + Number + "\\}"),
        ("F1_HIERARCHICAL", "\\{.*\"f1\":\\s*" + Number + ".*\\}"),
        ("ACCURACY", "Word Error Rate:.*, accuracy=" + Number + "%"),
        ("WER", "Word Error Rate:.*, accuracy=" + Number + "%"),
        ("DICE", "Accuracy:\\s*mean\\s*=\\s*" + Number),
        ("E2E_ACCURACY", "Accuracy:\\s*" + Number),
        ("ROUGE1", Named("rouge1", "\\s+'?")),
        ("ROUGE2", Named("rouge2", "\\s+'?")),
        ("ROUGEL", Named("rougeL", "\\s+'?")),
        ("ROUGELSUM", Named("rougeLsum", "\\s+'?")),
        ("CLIP_SCORE", Named("CLIP_SCORE", "\\s+'?")),
        ("FID_SCORE", Named("FID_SCORE", "\\s+'?")),
        ("GEN_LEN", Named("gen_len", "\\s")),
        ("TOKENS_PER_SAMPLE", Named("tokens_per_sample", "\\s")),
        ("gsm8k_accuracy", Named("gsm8k", "\\s")),
        ("mbxp_accuracy", Named("mbxp", "\\s")),
        ("exact_match", Named("exact_match", "\\s")),
        ("vbench_score", Named("vbench_score", "\\s")),
    }.ToFrozenDictionary(static f => f.Figure, static f => new Regex("\\A" + f.Form, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking), StringComparer.Ordinal);

    /// <summary>What the checker of v2.0 takes of figures whose form became wider.</summary>
    private static readonly FrozenDictionary<string, Regex> s_olderForms = new (string Figure, string Form)[]
    {
        ("acc", "accuracy=" + Number),
        ("mAP", "mAP=" + Number),
    }.ToFrozenDictionary(static f => f.Figure, static f => new Regex("\\A" + f.Form, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking), StringComparer.Ordinal);

    /// <summary>The figure on a line, null if it isn't there, and NaN where it stands but is no number (1.2.3).</summary>
    /// <param name="figure">Its name in the round's table.</param>
    /// <param name="line">A line without its end.</param>
    /// <param name="older">Whether the checker of older rounds reads it.</param>
    public static double? Read(string figure, string line, bool older = false)
    {
        var match = (older && s_olderForms.TryGetValue(figure, out var form)) || s_forms.TryGetValue(figure, out form) ? form.Match(line) : Match.Empty;
        if (!match.Success)
            return null;
        return double.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
    }

    /// <summary>Whether a figure's form is known at all.</summary>
    public static bool Knows(string figure) => s_forms.ContainsKey(figure);

    /// <summary>The hash on a line <c>hash=…</c>, or null.</summary>
    public static string? Hash(string line) => line.StartsWith("hash=", StringComparison.Ordinal) && HashText().IsMatch(line[5..]) ? line[5..] : null;

    private static string Named(string name, string between) => $".*'{name}':{between}{Number}";

    private static string Lifetime(string name) => $".*metric/lifetime_{name}/rating:\\s*{Number}";

    [GeneratedRegex("\\A\\w+\\z")]
    private static partial Regex HashText();
}
