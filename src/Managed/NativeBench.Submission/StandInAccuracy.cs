namespace NativeBench.Submission;

/// <summary>
/// accuracy.txt of a rehearsal without labels: the lines of the official scripts with the share of answers that are equal to those of
/// a reference run. It says nothing about quality; <see cref="Note"/> goes with it.
/// </summary>
public static class StandInAccuracy
{
    /// <summary>What follows the figures in the file.</summary>
    public const string Note = "REHEARSAL, not an accuracy: the share of answers that are those of this system's own first accuracy run";

    /// <summary>The lines for the figures of a round's table.</summary>
    /// <param name="figures">Their names: acc, F1, mAP, ….</param>
    /// <param name="equal">Answers that are the reference's.</param>
    /// <param name="total">Answers compared.</param>
    public static IReadOnlyList<string> Lines(IEnumerable<string> figures, long equal, long total)
    {
        ArgumentNullException.ThrowIfNull(figures);
        double share = total == 0 ? 0 : (double)equal / total;
        return [.. figures.Select(figure => Line(figure, share, equal, total)), Note];
    }

    private static string Line(string figure, double share, long equal, long total) => FormattableString.Invariant(figure switch
    {
        "acc" => $"accuracy={100 * share:F3}%, good={equal}, total={total}",
        "AUC" => $"AUC={100 * share:F3}%",
        "mAP" => $"mAP={100 * share:F3}%",
        "F1" or "F1_HIERARCHICAL" => $"{{\"exact_match\": {100 * share:F3}, \"f1\": {100 * share:F3}}}",
        "DICE" => $"Accuracy: mean = {share:F5}, kidney = {share:F4}, tumor = {share:F4}",
        "ACCURACY" or "WER" => $"Word Error Rate: {100 * (1 - share):F3}%, accuracy={100 * share:F3}%",
        "E2E_ACCURACY" => $"Accuracy: {100 * share:F3}",
        "ROUGE1" => $"{{'rouge1': {100 * share:F3}}}",
        "ROUGE2" => $"{{'rouge2': {100 * share:F3}}}",
        "ROUGEL" => $"{{'rougeL': {100 * share:F3}}}",
        "ROUGELSUM" => $"{{'rougeLsum': {100 * share:F3}}}",
        _ => (FormattableString)$"{{'{figure}': {100 * share:F3}}}",
    });
}
