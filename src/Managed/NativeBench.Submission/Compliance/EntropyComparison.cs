using System.Globalization;
using System.Runtime.InteropServices;

namespace NativeBench.Submission.Compliance;

/// <summary>
/// TEST08 (<c>compliance/TEST08/run_verification.py</c>, dlrm-v3): the normalized entropy of each answer of a performance run is that of
/// the accuracy run's answer to the same query, within 0.1 %. An answer is float32: timestamp, query, predictions, and in the accuracy
/// run labels, weights and the number of candidates behind them. Of the accuracy run only what is compared is kept.
/// </summary>
internal static class EntropyComparison
{
    private const double Tolerance = 0.001;
    private const float Least = 1e-7f;
    private const float Most = (float)(1 - 1e-7);
    private const int MaxLines = 20;

    public static PartReport Run(string accuracyLog, string auditLog)
    {
        var report = new PartReport();
        report.Lines.AddRange(["Verifying accuracy. This might take a while...", "Reading accuracy mode results..."]);
        try
        {
            Compare(report, accuracyLog, auditLog);
        }
        catch (UnreadableLogException e)
        {
            report.Failed(e.Message);
        }

        report.Lines.Add("TEST08 verification complete");
        return report;
    }

    private static void Compare(PartReport report, string accuracyLog, string auditLog)
    {
        var wanted = AnswerLog.Read(auditLog).Select(entry => Key(auditLog, entry.Sample, Floats(auditLog, entry, atLeast: 2))).ToHashSet();
        var references = new Dictionary<(long, long), Reference>();
        long entries = 0, audited = 0, matched = 0, unmatched = 0, mismatched = 0;
        foreach (var entry in AnswerLog.Read(accuracyLog))
        {
            entries++;
            float[] data = Floats(accuracyLog, entry, atLeast: 3);
            var key = Key(accuracyLog, entry.Sample, data);
            var reference = Reference.Of(accuracyLog, entry.Sample, data);
            if (wanted.Contains(key))
                references[key] = reference;
        }

        report.Lines.Add("Reading performance mode results...");
        foreach (var entry in AnswerLog.Read(auditLog))
        {
            audited++;
            float[] data = Floats(auditLog, entry, atLeast: 2);
            var key = Key(auditLog, entry.Sample, data);
            if (!references.TryGetValue(key, out var reference))
            {
                unmatched++;
                continue;
            }

            matched++;
            if (data.Length - 2 != reference.Labels.Length)
                throw new UnreadableLogException(FormattableString.Invariant($"{auditLog}: the answer to {key} has {data.Length - 2} predictions; the accuracy run's has {reference.Labels.Length}."));
            double found = Entropy(data.AsSpan(2), reference.Labels, reference.Weights);
            if (Same(reference.Entropy, found))
                continue;
            if (mismatched++ < MaxLines)
                report.Lines.Add(string.Create(CultureInfo.InvariantCulture, $"  NE mismatch at {key}: acc_ne={reference.Entropy:F6}, perf_ne={found:F6}"));
        }

        report.Lines.Add("");
        report.Figure("num_acc_log_entries", entries);
        report.Figure("num_perf_log_entries", audited);
        report.Figure("num_matched", matched);
        report.Figure("num_unmatched", unmatched);
        report.Figure("num_ne_mismatch", mismatched);
        report.Figure("tolerance", string.Create(CultureInfo.InvariantCulture, $"{Tolerance * 100:F2}%"));
        report.Lines.Add("");
        if (audited == 0)
            report.Failed("The run logged no answers: was its audit.config read?");
        else if (unmatched > 0)
            report.Failed(FormattableString.Invariant($"{unmatched} of {audited} answers have no counterpart in the accuracy run."));
        else if (mismatched > 0)
            report.Failed(FormattableString.Invariant($"The normalized entropy of {mismatched} of {matched} answers differs by more than {Tolerance * 100:0.#} % from the accuracy run's."));
        else
            report.Passed();
    }

    private static bool Same(double expected, double found) =>
        (expected == 0 && found == 0) || (expected != 0 && found != 0 && Math.Abs(found - expected) / Math.Abs(expected) <= Tolerance);

    private static float[] Floats(string path, AnswerEntry entry, int atLeast)
    {
        byte[]? bytes = entry.Bytes();
        if (bytes is null || bytes.Length % sizeof(float) != 0 || bytes.Length / sizeof(float) < atLeast)
            throw new UnreadableLogException(FormattableString.Invariant($"{path}: the data of sample {entry.Sample} isn't {atLeast} or more float32 in hexadecimal digits."));
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    private static (long Timestamp, long Query) Key(string path, long sample, float[] data) =>
        float.IsFinite(data[0]) && float.IsFinite(data[1]) ? ((long)data[0], (long)data[1])
            : throw new UnreadableLogException(FormattableString.Invariant($"{path}: the answer to sample {sample} doesn't begin with a timestamp and a query."));

    /// <summary>Normalized entropy in float32, as the script computes it; 0 without weights.</summary>
    private static double Entropy(ReadOnlySpan<float> predictions, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        float[] terms = new float[labels.Length];
        float[] positive = new float[labels.Length];
        float total = Sum(weights);
        if (total == 0)
            return 0;
        for (int i = 0; i < terms.Length; i++)
        {
            float prediction = Clip(predictions[i]), label = Clip(labels[i]);
            terms[i] = weights[i] * ((label * MathF.Log(prediction)) + ((1 - label) * MathF.Log(1 - prediction)));
            positive[i] = weights[i] * label;
        }

        float mean = Clip(Sum(positive) / total);
        float baseline = (-mean * MathF.Log(mean)) - ((1 - mean) * MathF.Log(1 - mean));
        return baseline == 0 ? 0 : -Sum(terms) / (baseline * total);
    }

    /// <summary>What isn't a number stays none.</summary>
    private static float Clip(float value) => value < Least ? Least : value > Most ? Most : value;

    /// <summary>In double, so that the order of additions has no say; the bound is a thousand times as wide as float32's error.</summary>
    private static float Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return (float)sum;
    }

    /// <summary>What the accuracy run says of a query.</summary>
    private sealed record Reference(double Entropy, float[] Labels, float[] Weights)
    {
        public static Reference Of(string path, long sample, float[] data)
        {
            float candidates = data[^1];
            int count = (data.Length - 3) / 3;
            if (!float.IsFinite(candidates) || (long)candidates != count || data.Length != 3 + (3 * count))
                throw new UnreadableLogException(FormattableString.Invariant($"{path}: the answer to sample {sample} says {candidates} candidates and has {data.Length} values; expected 3 and 3 for each."));
            float[] labels = data[(2 + count)..(2 + (2 * count))];
            float[] weights = data[(2 + (2 * count))..(2 + (3 * count))];
            return new Reference(EntropyComparison.Entropy(data.AsSpan(2, count), labels, weights), labels, weights);
        }
    }
}
