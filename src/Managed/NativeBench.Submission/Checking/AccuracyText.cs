using System.Globalization;
using System.Text.RegularExpressions;

namespace NativeBench.Submission.Checking;

/// <summary>Reads the figures out of an accuracy.txt, in the forms in which the official accuracy scripts print them.</summary>
internal static partial class AccuracyText
{
    /// <summary>The figure on a line, or null if it isn't there.</summary>
    /// <param name="figure">Its name in the round's table.</param>
    /// <param name="line">A line without its end.</param>
    public static double? Read(string figure, string line) => figure switch
    {
        "acc" => AtStart(line, "accuracy=") ?? AtStart(line, "accuracy ") ?? AtStart(line, "{\"accuracy\":") ?? AtStart(line, "accuracy:"),
        "AUC" => AtStart(line, "AUC="),
        "mAP" => After(line, "mAP=") ?? After(line, "'Total':"),
        "F1" => line.StartsWith('{') ? After(line, "\"f1\":") ?? After(line, "'f1':") : null,
        "F1_HIERARCHICAL" => line.Contains('{', StringComparison.Ordinal) ? After(line, "\"f1\":") : null,
        "ACCURACY" or "WER" => line.StartsWith("Word Error Rate:", StringComparison.Ordinal) ? After(line, "accuracy=") : null,
        "DICE" => line.StartsWith("Accuracy:", StringComparison.Ordinal) ? AfterEquals(line, "mean") : null,
        "DLRM_NE" => After(line, "metric/lifetime_ne/rating:"),
        "DLRM_ACC" => After(line, "metric/lifetime_accuracy/rating:"),
        "DLRM_AUC" => After(line, "metric/lifetime_gauc/rating:"),
        "ROUGE1" => After(line, "'rouge1':"),
        "ROUGE2" => After(line, "'rouge2':"),
        "ROUGEL" => After(line, "'rougeL':"),
        "ROUGELSUM" => After(line, "'rougeLsum':"),
        "GEN_LEN" => After(line, "'gen_len':"),
        "TOKENS_PER_SAMPLE" => After(line, "'tokens_per_sample':"),
        "E2E_ACCURACY" => AtStart(line, "Accuracy:"),
        "gsm8k_accuracy" => After(line, "'gsm8k':"),
        "mbxp_accuracy" => After(line, "'mbxp':"),
        _ => After(line, $"'{figure}':"),
    };

    /// <summary>The hash on a line <c>hash=…</c>, or null.</summary>
    public static string? Hash(string line) => line.StartsWith("hash=", StringComparison.Ordinal) && HashText().IsMatch(line[5..]) ? line[5..] : null;

    private static double? AtStart(string line, string label) => line.StartsWith(label, StringComparison.Ordinal) ? NumberAt(line, label.Length) : null;

    private static double? After(string line, string label)
    {
        int at = line.LastIndexOf(label, StringComparison.Ordinal);
        return at < 0 ? null : NumberAt(line, at + label.Length);
    }

    private static double? AfterEquals(string line, string label)
    {
        int at = line.IndexOf(label, StringComparison.Ordinal);
        int equals = at < 0 ? -1 : line.IndexOf('=', at);
        return equals < 0 ? null : NumberAt(line, equals + 1);
    }

    private static double? NumberAt(string line, int at)
    {
        var match = Leading().Match(line, at);
        return match.Success && double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
    }

    [GeneratedRegex(@"\G[\s'""=]*([0-9]*\.?[0-9]+)")]
    private static partial Regex Leading();

    [GeneratedRegex("^[A-Za-z0-9_]+$")]
    private static partial Regex HashText();
}
