using System.Collections.Immutable;

namespace NativeBench.Datasets.Squad;

/// <summary>
/// One sample of a question answering benchmark: a question and a window of its paragraph, tokenised. A long paragraph has several.
/// </summary>
public sealed record SquadWindow
{
    /// <summary>The question, as an index into the data set's.</summary>
    public required int Question { get; init; }

    /// <summary>[CLS] question [SEP] window [SEP], without padding.</summary>
    public required ImmutableArray<string> Tokens { get; init; }

    /// <summary>The vocabulary's ids of the tokens.</summary>
    public required ImmutableArray<int> Ids { get; init; }

    /// <summary>Index of the window's first token within <see cref="Tokens"/>.</summary>
    public required int FirstDocumentToken { get; init; }

    /// <summary>The paragraph's word that each token of the window is a part of.</summary>
    public required ImmutableArray<int> WordOfToken { get; init; }

    /// <summary>Whether this window shows a token with more text around it than any other does.</summary>
    public required ImmutableArray<bool> IsMaxContext { get; init; }
}
