using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NativeBench.Submission.Compliance;

/// <summary>
/// TEST01's comparison of answers (<c>compliance/TEST01/verify_accuracy.py</c>): the first element of each, or with
/// <see cref="ComplianceOptions.WholeAnswers"/> all of it. Of the accuracy run only that and a digest of the answer are kept.
/// </summary>
internal static class AnswerComparison
{
    public static PartReport Run(string accuracyLog, string auditLog, ComplianceOptions options)
    {
        var report = new PartReport();
        report.Lines.Add("Verifying accuracy. This might take a while...");
        try
        {
            if (options.WholeAnswers)
                Whole(report, accuracyLog, auditLog);
            else
                First(report, accuracyLog, auditLog, options.AnswerType);
        }
        catch (UnreadableLogException e)
        {
            report.Failed(e.Message);
        }

        return report;
    }

    private static void First(PartReport report, string accuracyLog, string auditLog, AnswerType type)
    {
        // An answer of the audit run takes the place of the accuracy run's: of a sample that comes again, the last answer counts.
        var answers = new Dictionary<long, Answer>();
        long entries = 0, duplicates = 0, contradictions = 0, audited = 0, matched = 0, mismatched = 0, missing = 0, later = 0;
        report.Lines.Add("Reading accuracy mode results...");
        foreach (var entry in AnswerLog.Read(accuracyLog))
        {
            entries++;
            var answer = Answer.Of(entry);
            if (answers.TryAdd(entry.Sample, answer))
                continue;
            duplicates++;
            if (!answers[entry.Sample].SameBytes(answer))
                contradictions++;
        }

        report.Lines.Add("Reading performance mode results...");
        foreach (var entry in AnswerLog.Read(auditLog))
        {
            audited++;
            var answer = Answer.Of(entry);
            Require(auditLog, entry.Sample, answer, type);
            if (answers.TryGetValue(entry.Sample, out var expected))
            {
                Require(accuracyLog, entry.Sample, expected, type);
                matched++;
                if (!answer.SameFirst(expected, type))
                    mismatched++;
                else if (!answer.SameBytes(expected))
                    later++;
            }
            else
            {
                missing++;
            }

            answers[entry.Sample] = answer;
        }

        report.Figure("num_acc_log_entries", entries);
        report.Figure("num_acc_log_duplicate_keys", duplicates);
        report.Figure("num_acc_log_data_mismatch", contradictions);
        report.Figure("num_perf_log_entries", audited);
        report.Figure("num_perf_log_qsl_idx_match", matched);
        report.Figure("num_perf_log_data_mismatch", mismatched);
        report.Figure("num_missing_qsl_idxs", missing);
        if (mismatched > 0)
            report.Failed(FormattableString.Invariant($"{mismatched} of {matched} answers differ from the accuracy run's."));
        else if (matched == 0)
            report.Failed(audited == 0 ? "The run logged no answers: was its audit.config read?" : "None of the logged answers has a counterpart in the accuracy run.");
        else
            report.Passed();
        if (later > 0)
            report.Warn(FormattableString.Invariant($"{later} answers agree in their first element ({type}), which alone is compared, and differ behind it."));
        if (missing > 0)
            report.Warn(FormattableString.Invariant($"{missing} logged answers are of samples that the accuracy run doesn't have."));
        if (contradictions > 0)
            report.Warn(FormattableString.Invariant($"The accuracy run gave different answers to one sample {contradictions} times."));
    }

    private static void Whole(PartReport report, string accuracyLog, string auditLog)
    {
        // A sample that the accuracy log has twice can't be equal: the official script compares all its lines with the one.
        var answers = new Dictionary<long, (Answer Answer, bool Again)>();
        long entries = 0, audited = 0, mismatched = 0;
        foreach (var entry in AnswerLog.Read(accuracyLog))
        {
            entries++;
            answers[entry.Sample] = (Answer.Of(entry), answers.ContainsKey(entry.Sample));
        }

        foreach (var entry in AnswerLog.Read(auditLog))
        {
            audited++;
            if (!answers.TryGetValue(entry.Sample, out var expected) || expected.Again || !Answer.Of(entry).SameBytes(expected.Answer))
                mismatched++;
        }

        report.Figure("num_acc_log_entries", entries);
        report.Figure("num_perf_log_data_mismatch", mismatched);
        report.Figure("num_perf_log_entries", audited);
        if (mismatched > 0)
            report.Failed(FormattableString.Invariant($"{mismatched} of {audited} answers differ from the accuracy run's, or have no single counterpart there."));
        else if (audited == 0)
            report.Failed("The run logged no answers: was its audit.config read?");
        else
            report.Passed();
    }

    private static void Require(string path, long sample, Answer answer, AnswerType type)
    {
        int size = TokenCheck.SizeOf(type);
        if (answer.Length < 0)
            throw new UnreadableLogException(FormattableString.Invariant($"{path}: the data of sample {sample} is no sequence of pairs of hexadecimal digits."));
        if (answer.Length % size != 0)
            throw new UnreadableLogException(FormattableString.Invariant($"{path}: the answer to sample {sample} has {answer.Length} bytes, which is no whole number of elements of type {type}."));
    }

    /// <summary>What is kept of an answer.</summary>
    /// <param name="Length">Its bytes; -1 if they couldn't be read.</param>
    /// <param name="First">Its first eight bytes, filled up with zeros.</param>
    /// <param name="Digest">Of all of it, tokens included.</param>
    private readonly record struct Answer(int Length, ulong First, UInt128 Digest)
    {
        public static Answer Of(AnswerEntry entry)
        {
            byte[]? bytes = entry.Bytes();
            Span<byte> first = stackalloc byte[8];
            first.Clear();
            bytes?.AsSpan(0, Math.Min(8, bytes.Length)).CopyTo(first);
            string all = string.Create(CultureInfo.InvariantCulture, $"{entry.Data}|{entry.FirstToken}|{entry.TokenCount}");
            return new Answer(bytes?.Length ?? -1, BinaryPrimitives.ReadUInt64LittleEndian(first), BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(all))));
        }

        public bool SameBytes(Answer other) => Digest == other.Digest;

        public bool SameFirst(Answer other, AnswerType type)
        {
            if (Length == 0 || other.Length == 0)
                return Length == other.Length;
            return type switch
            {
                AnswerType.Byte => (byte)First == (byte)other.First,
                AnswerType.Int16 => (short)First == (short)other.First,
                AnswerType.Int32 => (int)First == (int)other.First,
                AnswerType.Float32 => BitConverter.UInt32BitsToSingle((uint)First) == BitConverter.UInt32BitsToSingle((uint)other.First),
                _ => First == other.First,
            };
        }
    }
}
