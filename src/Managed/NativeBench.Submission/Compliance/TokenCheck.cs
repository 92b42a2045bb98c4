using System.Buffers.Binary;
using System.Globalization;

namespace NativeBench.Submission.Compliance;

/// <summary>
/// TEST06 (<c>compliance/TEST06/run_verification.py</c>) and TEST09: whether the tokens that were counted and reported are those of the
/// answers.
/// </summary>
internal static class TokenCheck
{
    public static int SizeOf(AnswerType type) => type switch { AnswerType.Byte => 1, AnswerType.Int16 => 2, AnswerType.Int64 => 8, _ => 4 };

    /// <summary>First token, end of sequence and number of tokens.</summary>
    public static PartReport Run(string path, string scenario, ComplianceOptions options)
    {
        var report = new PartReport();
        bool needsFirst = scenario != "Offline";
        bool allowsTwo = AuditConfigurations.IsBefore(options.Round, 5, 0);
        var state = new TokenState();
        try
        {
            foreach (var entry in AnswerLog.Read(path))
            {
                state.Entries++;
                Check(state, path, entry, options, needsFirst, allowsTwo);
            }
        }
        catch (UnreadableLogException e)
        {
            state.First = needsFirst ? false : state.First;
            state.End = state.Length = false;
            report.Reasons.Add(e.Message);
        }

        report.Figures.Add(new ComplianceFigure("num_entries", state.Entries.ToString(CultureInfo.InvariantCulture)));
        report.Lines.Add("First token check pass: " + (needsFirst ? Text(state.First) : "Skipped"));
        report.Lines.Add("EOS check pass: " + Text(state.End));
        report.Lines.Add("Sample length check pass: " + Text(state.Length));
        report.Reasons.AddRange(state.Reasons);
        bool passes = (state.First || !needsFirst) && state.End && state.Length;
        report.Lines.Add(passes ? "TEST06 verification complete" : "TEST06 verification failed");
        report.Decide(passes);
        if (state.Entries == 0 && report.Reasons.Count == 0)
            report.Warn($"{path} has no entries: nothing was verified.");
        return report;
    }

    /// <summary>TEST09: the mean number of tokens (4 bytes each) of all answers has to lie within bounds.</summary>
    public static PartReport MeanLength(string path, double least, double most)
    {
        var report = new PartReport();
        try
        {
            long entries = 0, tokens = 0, shortest = long.MaxValue, longest = 0;
            double squares = 0;
            foreach (var entry in AnswerLog.Read(path))
            {
                long length = (entry.Bytes()?.Length ?? 0) / 4;
                entries++;
                tokens += length;
                squares += (double)length * length;
                shortest = Math.Min(shortest, length);
                longest = Math.Max(longest, length);
            }

            if (entries == 0)
                throw new UnreadableLogException($"{path} has no entries.");
            double mean = (double)tokens / entries;
            double deviation = Math.Sqrt(Math.Max(0, (squares / entries) - (mean * mean)));
            report.Lines.Add("TEST09: mean number of tokens of an answer");
            Line("Total samples", entries.ToString(CultureInfo.InvariantCulture));
            Line("Mean output tokens", mean.ToString("F2", CultureInfo.InvariantCulture));
            Line("Min output tokens", shortest.ToString(CultureInfo.InvariantCulture));
            Line("Max output tokens", longest.ToString(CultureInfo.InvariantCulture));
            Line("Std deviation", deviation.ToString("F2", CultureInfo.InvariantCulture));
            Line("Min threshold", PartReport.Number(least));
            Line("Max threshold", PartReport.Number(most));
            Line("Min check pass", Text(mean >= least));
            Line("Max check pass", Text(mean <= most));
            if (mean >= least && mean <= most)
                report.Passed();
            else
                report.Failed(FormattableString.Invariant($"Answers have {mean:F2} tokens on average; expected {least} to {most}."));
        }
        catch (UnreadableLogException e)
        {
            report.Failed(e.Message);
        }

        return report;

        void Line(string name, string value)
        {
            report.Figures.Add(new ComplianceFigure(name, value));
            report.Lines.Add($"{name}: {value}");
        }
    }

    private static void Check(TokenState state, string path, AnswerEntry entry, ComplianceOptions options, bool needsFirst, bool allowsTwo)
    {
        byte[] data = Tokens(path, entry.Sample, "data", entry.Data, options.TokenType);
        int size = SizeOf(options.TokenType);
        int count = data.Length / size;
        int ends = 0;

        // The first token is never looked at: an answer may consist of nothing but end-of-sequence.
        for (int i = count - 1; i > 0 && At(data, i, options.TokenType) == options.EosToken && ends < 2; i--)
            ends++;
        if (ends >= 2 && !(allowsTwo && count == 2))
            state.FailEnd(FormattableString.Invariant($"The answer to sample {entry.Sample} ends with more than one end-of-sequence token ({options.EosToken})."));
        if (needsFirst)
            First(state, path, entry, data, options.TokenType);
        if (entry.TokenCount is not { } reported)
            state.FailLength(FormattableString.Invariant($"{path}: the entry of sample {entry.Sample} has no token_count."));
        else if (reported != count)
            state.FailLength(FormattableString.Invariant($"The answer to sample {entry.Sample} has {count} tokens; {reported} were reported."));
    }

    private static void First(TokenState state, string path, AnswerEntry entry, byte[] data, AnswerType type)
    {
        if (entry.FirstToken is null)
        {
            state.FailFirst(FormattableString.Invariant($"{path}: the entry of sample {entry.Sample} has no token_data."));
            return;
        }

        byte[] first = Tokens(path, entry.Sample, "token_data", entry.FirstToken, type);
        int size = SizeOf(type);
        for (int i = 0; i < Math.Min(data.Length, first.Length) / size; i++)
        {
            double expected = At(data, i, type);
            double found = At(first, i, type);
            if (found != expected)
            {
                state.FailFirst(FormattableString.Invariant($"Token {i} of sample {entry.Sample} was reported as {found}, and is {expected} in the answer."));
                return;
            }
        }
    }

    private static byte[] Tokens(string path, long sample, string key, string hex, AnswerType type) =>
        AnswerEntry.Decode(hex) is { } bytes && bytes.Length % SizeOf(type) == 0 ? bytes
            : throw new UnreadableLogException(FormattableString.Invariant($"{path}: {key} of sample {sample} is no sequence of tokens of type {type} in hexadecimal digits."));

    /// <summary>Tokens are compared as numbers; the 64-bit ones are far below 2^53.</summary>
    private static double At(byte[] data, int i, AnswerType type) => type switch
    {
        AnswerType.Byte => data[i],
        AnswerType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(data.AsSpan(i * 2)),
        AnswerType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(i * 8)),
        AnswerType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan(i * 4)),
        _ => BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(i * 4)),
    };

    private static string Text(bool value) => value ? "True" : "False";

    /// <summary>The three checks so far; of each the first reason is kept.</summary>
    private sealed class TokenState
    {
        public long Entries { get; set; }

        public bool First { get; set; } = true;

        public bool End { get; set; } = true;

        public bool Length { get; set; } = true;

        public List<string> Reasons { get; } = [];

        public void FailFirst(string reason)
        {
            if (First)
                Reasons.Add(reason);
            First = false;
        }

        public void FailEnd(string reason)
        {
            if (End)
                Reasons.Add(reason);
            End = false;
        }

        public void FailLength(string reason)
        {
            if (Length)
                Reasons.Add(reason);
            Length = false;
        }
    }
}
