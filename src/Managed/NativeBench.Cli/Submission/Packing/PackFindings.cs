namespace NativeBench.Cli.Submission.Packing;

/// <summary>What stands against packing, collected so that all of it is told at once.</summary>
/// <param name="isRehearsal">Whether what is no result is packed nevertheless, and marked.</param>
internal sealed class PackFindings(bool isRehearsal)
{
    private readonly List<string> _problems = [];
    private readonly List<string> _rehearsal = [];
    private readonly List<string> _inadmissible = [];

    /// <summary>What keeps the tree from being built, a sentence each.</summary>
    public IEnumerable<string> Problems => _problems.Distinct();

    /// <summary>What makes it a rehearsal.</summary>
    public IEnumerable<string> Rehearsal => isRehearsal ? _rehearsal.DefaultIfEmpty("It was packed with --rehearsal.").Distinct() : [];

    /// <summary>What keeps MLPerf from admitting it, though it's packed.</summary>
    public IEnumerable<string> Inadmissible => _inadmissible.Distinct();

    /// <summary>Something that has to be mended.</summary>
    public void Add(string problem) => _problems.Add(problem);

    /// <summary>A reason that only a rehearsal may have.</summary>
    public void Refuse(string reason)
    {
        if (isRehearsal)
            _rehearsal.Add(char.ToUpperInvariant(reason[0]) + reason[1..]);
        else
            _problems.Add($"{reason} --rehearsal packs it nevertheless, marked as none.");
    }

    /// <summary>A reason why it may not be submitted.</summary>
    public void Disqualify(string reason) => _inadmissible.Add(reason);
}
