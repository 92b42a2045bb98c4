namespace NativeBench.Inference.TensorRT;

/// <summary>How far the building of an engine is.</summary>
/// <param name="Stage">What the builder is at, in its own words; empty if it doesn't tell.</param>
/// <param name="Step">The step of that stage; null if not known (TensorRT 8 doesn't tell).</param>
/// <param name="StepCount">Its steps; null if not known.</param>
/// <param name="Elapsed">Since the start.</param>
/// <param name="WaitsForOther">Somebody else builds the same engine.</param>
public sealed record TensorRtBuildProgress(string Stage, int? Step, int? StepCount, TimeSpan Elapsed, bool WaitsForOther);
