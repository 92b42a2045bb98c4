namespace NativeBench.Datasets.Metrics;

/// <summary>Word error rate: edit distances of all utterances over the words of all references. Not thread-safe.</summary>
public sealed class WordErrorRate
{
    /// <summary>Sum of the edit distances.</summary>
    public long Errors { get; private set; }

    /// <summary>Sum of the references' words.</summary>
    public long ReferenceWords { get; private set; }

    /// <summary>Errors / words, above 1 if words were added; infinity without a reference word.</summary>
    public double Rate => ReferenceWords == 0 ? double.PositiveInfinity : Errors / (double)ReferenceWords;

    /// <summary>Adds an utterance whose errors and reference's words are counted.</summary>
    public void Add(int errors, int referenceWords)
    {
        ReferenceWords += referenceWords;
        Errors += errors;
    }

    /// <summary>Adds an utterance. Words are what white space separates.</summary>
    public void Add(string hypothesis, string reference)
    {
        ArgumentNullException.ThrowIfNull(hypothesis);
        ArgumentNullException.ThrowIfNull(reference);
        var words = reference.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Add(EditDistance.Between(hypothesis.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), words), words.Length);
    }
}
