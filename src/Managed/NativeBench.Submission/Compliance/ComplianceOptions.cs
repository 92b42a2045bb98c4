namespace NativeBench.Submission.Compliance;

/// <summary>How compliance tests are verified.</summary>
public sealed record ComplianceOptions
{
    /// <summary>The round whose rules apply, such as v6.1: which summary line counts, how far figures may be apart.</summary>
    public string Round { get; init; } = "v6.1";

    /// <summary>TEST01: the type of an answer's elements; the first of them is compared (<c>--dtype</c> of the official script).</summary>
    public AnswerType AnswerType { get; init; } = AnswerType.Byte;

    /// <summary>TEST01: whole answers are compared, and every one has to be in the accuracy run (<c>--unixmode</c> of the official script).</summary>
    public bool WholeAnswers { get; init; }

    /// <summary>TEST06: the tokenizer's end-of-sequence token (<c>--eos_token_id</c>).</summary>
    public long EosToken { get; init; } = 2;

    /// <summary>TEST06: the type of tokens: <see cref="AnswerType.Int32"/> (default), Int64, Int16 or Float32.</summary>
    public AnswerType TokenType { get; init; } = AnswerType.Int32;

    /// <summary>TEST07: what the benchmark's own accuracy script printed for the test's accuracy log; null: the test isn't decided.</summary>
    public IReadOnlyList<string>? ScoreText { get; init; }

    /// <summary>
    /// TEST01: scores an accuracy log: takes its path, gives the lines of its accuracy.txt, or null if it can't be scored. Needed for
    /// accuracy.txt, and where answers differ from the accuracy run's for the comparison of both runs' accuracies.
    /// </summary>
    public Func<string, IReadOnlyList<string>?>? Score { get; init; }
}

/// <summary>The type of the elements of an answer in an accuracy log.</summary>
public enum AnswerType
{
    /// <summary>One byte.</summary>
    Byte,

    /// <summary>16 bits, signed.</summary>
    Int16,

    /// <summary>32 bits, signed.</summary>
    Int32,

    /// <summary>64 bits, signed.</summary>
    Int64,

    /// <summary>32 bits, floating point.</summary>
    Float32,
}
