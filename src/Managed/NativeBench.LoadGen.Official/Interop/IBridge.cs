namespace NativeBench.LoadGen.Official.Interop;

/// <summary>The bridge's functions that a test calls, as native/loadgen_bridge/include has them.</summary>
internal unsafe interface IBridge
{
    /// <summary>Runs one test and returns when it's over.</summary>
    int Run(nblg_callbacks* callbacks, nblg_settings* settings, nblg_log_settings* logs, byte* error, ulong errorSize);

    /// <summary>Completes samples, from any thread.</summary>
    int Complete(ReadOnlySpan<QuerySampleResponse> responses);

    /// <summary>Reports first tokens, from any thread.</summary>
    int FirstToken(ReadOnlySpan<QuerySampleResponse> responses);
}
