using System.Collections.Immutable;

namespace NativeBench.Datasets.Squad;

/// <summary>A question of SQuAD v1.1 with its paragraph and accepted answers.</summary>
/// <param name="Id">The question's id in the data set.</param>
/// <param name="Words">The paragraph, split at white space; case and accents as written.</param>
/// <param name="Answers">Texts that are right, 1 or more.</param>
/// <param name="Text">The question itself; empty where the records don't have it.</param>
public sealed record SquadQuestion(string Id, ImmutableArray<string> Words, ImmutableArray<string> Answers, string Text = "");
