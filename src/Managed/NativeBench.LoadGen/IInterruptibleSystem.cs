namespace NativeBench.LoadGen;

/// <summary>
/// A system under test that can let go of what it hasn't begun, so that an interrupted Offline run doesn't have to be sat
/// through. Optional; without it an interrupt waits for every sample that was issued.
/// </summary>
public interface IInterruptibleSystem : ISystemUnderTest
{
    /// <summary>
    /// The test was interrupted: drops samples that wait or still come in this test, telling their number by
    /// <see cref="IResponseSink.SamplesDropped"/>; what is running completes as usual. Called once, from any thread, possibly
    /// during IssueQuery.
    /// </summary>
    void Interrupt();
}
