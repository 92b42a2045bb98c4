using System.Collections.Immutable;
using NativeBench.Cli.Run;
using NativeBench.Submission.Compliance;

namespace NativeBench.Cli.Submission.Running;

/// <summary>What <c>submission run</c> was asked.</summary>
internal sealed record SubmissionRunRequest
{
    /// <summary>How each run is made; scenarios, mode, rules and output are the step's.</summary>
    public required RunRequest Run { get; init; }

    /// <summary>edge or datacenter.</summary>
    public required string Category { get; init; }

    /// <summary>The options that decide what is measured, for the state: a folder's runs are all made with the same.</summary>
    public required ImmutableSortedDictionary<string, string> Options { get; init; }

    /// <summary>Runs that are made again though they are good: a scenario, or a scenario and a run, such as <c>Server/performance</c>.</summary>
    public ImmutableArray<string> Again { get => field.IsDefault ? [] : field; init; }

    /// <summary>Whether only the time is estimated.</summary>
    public bool EstimateOnly { get; init; }

    /// <summary>Whether only the runs are listed: neither model nor data is looked at.</summary>
    public bool ListOnly { get; init; }

    /// <summary>TEST01: the type of an answer's elements.</summary>
    public AnswerType AnswerType { get; init; } = AnswerType.Byte;

    /// <summary>TEST01: whether whole answers are compared, not their first element alone.</summary>
    public bool WholeAnswers { get; init; }
}
