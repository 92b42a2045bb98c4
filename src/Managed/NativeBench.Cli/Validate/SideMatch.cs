using NativeBench.Cli.Output;
using NativeBench.Inference;

namespace NativeBench.Cli.Validate;

/// <summary>Which tensors of the two sides belong together, and the candidate's samples where it takes another number format.</summary>
internal sealed class SideMatch
{
    private readonly ValidationSide _reference;
    private readonly ValidationSide _candidate;

    public SideMatch(ValidationSide reference, ValidationSide candidate)
    {
        _reference = reference;
        _candidate = candidate;
        var (a, b) = (reference.Model, candidate.Model);
        if (a.Inputs.Length != b.Inputs.Length)
            throw new UsageException(Units.Invariant($"'{a.Name}' takes {a.Inputs.Length} inputs and '{b.Name}' {b.Inputs.Length}: they can't run the same samples."));
        if (reference.Library.TotalSampleCount != candidate.Library.TotalSampleCount)
            throw new UsageException(Units.Invariant($"The reference has {reference.Library.TotalSampleCount} samples and the candidate {candidate.Library.TotalSampleCount}: they can't run the same samples."));
        ConvertsInputs = CheckInputs(a, b);
        OutputOfCandidate = MatchOutputs(a, b);
    }

    /// <summary>Whether the candidate's samples are the reference's, rounded to its number format.</summary>
    public bool ConvertsInputs { get; }

    /// <summary>The candidate's output for each of the reference's.</summary>
    public int[] OutputOfCandidate { get; }

    /// <summary>Overwrites the candidate's loaded samples with the reference's, in its number format.</summary>
    public void CopySamples(ReadOnlySpan<long> samples)
    {
        for (var input = 0; input < _reference.Model.Inputs.Length; input++)
        {
            var (from, to) = (_reference.Model.Inputs[input].ElementType, _candidate.Model.Inputs[input].ElementType);
            foreach (var sample in samples)
            {
                var source = _reference.Library.Slab.Rows(input, _reference.Library.Slab.SlotOf(sample));
                var target = _candidate.Library.Slab.Rows(input, _candidate.Library.Slab.SlotOf(sample));
                if (from == to)
                    source.CopyTo(target);
                else
                    Numbers.Write(Numbers.Read(source, from), to, target);
            }
        }
    }

    /// <summary>What the candidate's integers stand for where the reference's output is real; null where nothing has to be known.</summary>
    public OutputQuantization? QuantizationOf(int output)
    {
        var (a, b) = (_reference.Model.Outputs[output], _candidate.Model.Outputs[OutputOfCandidate[output]]);
        if (!Numbers.IsReal(a.ElementType) || Numbers.IsReal(b.ElementType))
            return null;
        return OutputQuantization.Read(_candidate.Model.Path, b.Name) ?? throw new UsageException(
            $"Output '{b.Name}' of '{_candidate.Model.Name}' is {b.ElementType.Name()} and the reference's {a.ElementType.Name()}, and the file doesn't tell its scale: they can't be compared.");
    }

    private bool CheckInputs(ModelInfo a, ModelInfo b)
    {
        var converts = false;
        for (var i = 0; i < a.Inputs.Length; i++)
        {
            if (a.Inputs[i].ElementType == b.Inputs[i].ElementType && a.Inputs[i].SampleShape.SequenceEqual(b.Inputs[i].SampleShape))
                continue;

            // A folder brings the samples in each model's own format; made-up ones are the same only if they are converted.
            if (_candidate.Workload.Data.Kind != "random")
                continue;
            var convertible = Numbers.IsReal(a.Inputs[i].ElementType) && Numbers.IsReal(b.Inputs[i].ElementType)
                && a.Inputs[i].SampleShape.SequenceEqual(b.Inputs[i].SampleShape);
            if (!convertible)
            {
                throw new UsageException(
                    $"'{a.Name}' takes {a.Inputs[i]} and '{b.Name}' {b.Inputs[i]}: without data in both formats (--data) they can't run the same samples.");
            }

            converts = true;
        }

        return converts;
    }

    private static int[] MatchOutputs(ModelInfo a, ModelInfo b)
    {
        var byName = a.Outputs.Select(output => IndexOf(b, output.Name)).ToArray();
        if (!byName.Contains(-1))
            return byName;
        if (a.Outputs.Length == b.Outputs.Length)
            return [.. Enumerable.Range(0, a.Outputs.Length)];
        throw new UsageException(
            $"'{a.Name}' has the outputs {Names(a)} and '{b.Name}' {Names(b)}: neither names nor number tell which belong together.");
    }

    private static int IndexOf(ModelInfo model, string name)
    {
        for (var i = 0; i < model.Outputs.Length; i++)
        {
            if (model.Outputs[i].Name == name)
                return i;
        }

        return -1;
    }

    private static string Names(ModelInfo model) => string.Join(", ", model.Outputs.Select(static o => $"'{o.Name}'"));
}
