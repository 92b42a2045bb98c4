namespace NativeBench.Cli.Tune;

/// <summary>How far a search is.</summary>
/// <param name="Round">Which round, from 1.</param>
/// <param name="Rounds">Of how many.</param>
/// <param name="PlansInRound">Plans that are in it.</param>
/// <param name="Done">Measurements of the round that are done.</param>
/// <param name="InRound">Measurements of the round.</param>
/// <param name="Remaining">What the search will still take, about.</param>
/// <param name="Best">The best plan so far.</param>
internal sealed record SearchProgress(int Round, int Rounds, int PlansInRound, int Done, int InRound, TimeSpan Remaining, PlanTrial? Best);

/// <summary>What a search found.</summary>
/// <param name="Winner">The plan that was chosen; null if none could be run.</param>
/// <param name="Trials">All plans, the best first; those that were dropped earlier come after those that stayed longer.</param>
/// <param name="Ties">Plans that were as good within the noise, of which the winner is the simplest.</param>
/// <param name="Took">The sum of all measurements.</param>
/// <param name="IsInterrupted">Whether it broke off; the winner is then what was best until then.</param>
internal sealed record SearchResult(PlanTrial? Winner, IReadOnlyList<PlanTrial> Trials, IReadOnlyList<PlanTrial> Ties, TimeSpan Took, bool IsInterrupted);
