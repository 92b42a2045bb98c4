using System.Collections.Immutable;

namespace NativeBench.Datasets.Squad;

/// <summary>SQuAD as a benchmark sees it: the questions, and the windows that are the samples.</summary>
/// <param name="Questions">In the data set's order.</param>
/// <param name="Windows">In the samples' order: <c>qsl_idx</c> counts them.</param>
/// <param name="SequenceLength">Tokens of a padded sample, 384 for MLPerf.</param>
public sealed record SquadData(ImmutableArray<SquadQuestion> Questions, ImmutableArray<SquadWindow> Windows, int SequenceLength);
