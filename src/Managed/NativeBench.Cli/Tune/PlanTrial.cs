using NativeBench.Inference;

namespace NativeBench.Cli.Tune;

/// <summary>What a search knows about a plan.</summary>
internal sealed class PlanTrial(ExecutionPlan plan, int position)
{
    public ExecutionPlan Plan { get; } = plan;

    /// <summary>Its place in the list of candidates: simpler plans come first.</summary>
    public int Position { get; } = position;

    /// <summary>
    /// The best of its measurements. Whatever else runs on the machine only ever makes one lower, so the best is nearest to
    /// the truth, and all plans that are compared were measured equally often.
    /// </summary>
    public double Score { get; private set; }

    public int Measurements { get; private set; }

    /// <summary>The lowest of its measurements, which tells how noisy they were.</summary>
    public double Lowest { get; private set; } = double.PositiveInfinity;

    /// <summary>The last round that it was part of, from 1.</summary>
    public int Round { get; set; }

    /// <summary>Why it can't be run.</summary>
    public string? Failure { get; private set; }

    /// <summary>Takes in a measurement; with <paramref name="replaces"/> it counts alone, because it was made with all that was known before.</summary>
    public void Add(PlanMeasurement measurement, bool replaces = false)
    {
        Measurements++;
        Failure ??= measurement.Failure;
        Score = Failure is not null ? 0 : replaces ? measurement.Score : Math.Max(Score, measurement.Score);
        Lowest = Math.Min(Lowest, measurement.Score);
    }
}
