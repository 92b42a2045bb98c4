using NativeBench.Cli.Output;

namespace NativeBench.Cli.Validate;

/// <summary>One <c>validate</c>: the same samples through both sides, in parts that fit memory, and a verdict.</summary>
internal sealed class ValidateSession : IDisposable
{
    private const int DefaultSamples = 256;
    private const long PartBytes = 256L << 20;

    private readonly ValidateRequest _request;
    private readonly CommandContext _context;
    private readonly ValidationSide _reference;
    private readonly ValidationSide _candidate;
    private readonly SideMatch _match;
    private readonly Tolerances _tolerances;
    private readonly string _toleranceReason;
    private readonly OutputDifference[] _differences;
    private readonly BenchmarkQuality? _quality;

    private ValidateSession(ValidateRequest request, CommandContext context, ValidationSide reference, ValidationSide candidate)
    {
        (_request, _context, _reference, _candidate) = (request, context, reference, candidate);
        _match = new SideMatch(reference, candidate);
        (_tolerances, _toleranceReason) = Choose();
        _differences = [.. reference.Model.Outputs.Select((output, i) => new OutputDifference(output, _tolerances, request.Worst)
        {
            CandidateQuantization = _match.QuantizationOf(i),
        })];
        _quality = BenchmarkQuality.WhyNot(reference, candidate) is null ? new BenchmarkQuality(reference, candidate) : null;
    }

    /// <summary>Compares and returns the exit code.</summary>
    public static int Execute(ValidateRequest request, CommandContext context)
    {
        using var reference = new ValidationSide(request, request.Reference, context);
        using var candidate = new ValidationSide(request, request.Candidate, context);
        using var session = new ValidateSession(request, context, reference, candidate);
        var report = session.Compare();
        new ValidationOutput(report).Write(context.Terminal, request.Json);
        context.Terminal.Out.Flush();
        return report.IsInterrupted ? ExitCodes.Interrupted : report.IsWithin ? ExitCodes.Ok : ExitCodes.NotMet;
    }

    public void Dispose() => _quality?.Dispose();

    private ValidationReport Compare()
    {
        var total = _reference.Library.TotalSampleCount;
        var count = Math.Min(total, _request.Samples ?? DefaultSamples);
        if (!_request.Quiet)
        {
            _context.Terminal.Log($"Reference: {_reference.Describe()}");
            _context.Terminal.Log($"Candidate: {_candidate.Describe()}");
        }

        var part = (int)Math.Clamp(PartBytes / BytesPerSample(), 1, Math.Min(count, _reference.Library.PerformanceSampleCount));
        long done = 0;
        var interrupted = false;
        try
        {
            for (; done < count; done += part)
            {
                if (!_request.Quiet)
                    _context.Terminal.ShowLive(Units.Invariant($"{done} of {count} samples compared"));
                ComparePart([.. Enumerable.Range((int)done, (int)Math.Min(part, count - done)).Select(static i => (long)i)]);
            }
        }
        catch (OperationCanceledException) when (_context.Cancellation.IsCancellationRequested)
        {
            interrupted = true;
        }
        finally
        {
            _context.Terminal.ShowLive(null);
        }

        var (quality, qualityNote) = interrupted ? (null, null)
            : _quality?.Result(isWhole: count == total) ?? (null, BenchmarkQuality.WhyNot(_reference, _candidate));
        return new ValidationReport
        {
            Benchmark = _reference.Workload.Name,
            Reference = _reference,
            Candidate = _candidate,
            Tolerances = _tolerances,
            ToleranceReason = _toleranceReason,
            SamplesCompared = Math.Min(done, count),
            SamplesAvailable = total,
            Outputs = _differences,
            Quality = quality,
            QualityNote = qualityNote,
            Notes = [.. Notes()],
            Worst = [.. _differences.SelectMany(static d => d.Worst).OrderByDescending(static w => w.Excess).Take(_request.Worst)],
            IsInterrupted = interrupted,
        };
    }

    private void ComparePart(long[] samples)
    {
        _reference.Library.LoadSamplesToRam(samples);
        _candidate.Library.LoadSamplesToRam(samples);
        try
        {
            if (_match.ConvertsInputs)
                _match.CopySamples(samples);
            _reference.Run(samples);
            _candidate.Run(samples);
            for (var i = 0; i < samples.Length; i++)
            {
                for (var output = 0; output < _differences.Length; output++)
                {
                    var other = _match.OutputOfCandidate[output];
                    _differences[output].Add(samples[i], _reference.Row(i, output), _candidate.Row(i, other), _candidate.Types[other]);
                }

                _quality?.Add(samples[i], i);
            }
        }
        finally
        {
            _candidate.Library.UnloadSamplesFromRam(samples);
            _reference.Library.UnloadSamplesFromRam(samples);
        }
    }

    private (Tolerances Tolerances, string Reason) Choose()
    {
        var (chosen, reason) = _request.Tolerances is { } named
            ? (named, "--tolerances")
            : Coarser(
                ModelPrecision.Of(_request.Reference.Execution.Precision, _reference.Model),
                ModelPrecision.Of(_request.Candidate.Execution.Precision, _candidate.Model));
        return (chosen with
        {
            Relative = _request.Relative ?? (_request.Absolute is null ? chosen.Relative : chosen.Relative ?? 0),
            Absolute = _request.Absolute,
            MinCosine = _request.MinCosine ?? chosen.MinCosine,
            MaxTop1Share = _request.MaxTop1Percent / 100 ?? chosen.MaxTop1Share,
        }, reason);

        static (Tolerances Tolerances, string Reason) Coarser((Tolerances Tolerances, string Reason) a, (Tolerances Tolerances, string Reason) b) =>
            b.Tolerances.MinCosine < a.Tolerances.MinCosine ? b : a;
    }

    private IEnumerable<string> Notes()
    {
        if (_match.ConvertsInputs)
            yield return "the candidate's inputs are the reference's, rounded to its number format";
        var (a, b) = (_reference, _candidate);
        if (a.Model.Sha256 == b.Model.Sha256 && a.Workload.Backend.Name == b.Workload.Backend.Name && a.Execution?.Plan == b.Execution?.Plan)
            yield return "both sides are the same model in the same backend with the same plan: this tells only whether it repeats itself";
        foreach (var side in new[] { a, b })
        {
            foreach (var finding in side.PlanFindings)
                yield return finding.TrimEnd('.');
            if (side.Workload.Backend.IsEmulated)
                yield return $"the {side.Request.Role} runs on an emulated device";
        }
    }

    private long BytesPerSample()
    {
        // What only a run tells is taken to be as large as the inputs.
        var inputs = _reference.Model.InputBytesPerSample + _candidate.Model.InputBytesPerSample;
        var outputs = _reference.Model.Outputs.Sum(o => o.IsStatic ? 2 * o.BytesPerSample : inputs);
        return Math.Max(1, inputs + outputs);
    }
}
