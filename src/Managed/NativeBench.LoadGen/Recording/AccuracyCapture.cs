using NativeBench.LoadGen.Logging;

namespace NativeBench.LoadGen.Recording;

/// <summary>Decides which responses go into the accuracy log, and copies those while the system under test still holds them.</summary>
internal sealed unsafe class AccuracyCapture(AccuracyLog log, NativeColumn<byte>? chosen, bool usesTokens, bool needsFirstToken)
{
    private readonly Dictionary<long, byte[]> _firstTokens = [];
    private readonly object _lock = new();

    /// <summary>Whether the sample at <paramref name="slot"/> is logged; without a column, all are.</summary>
    public bool Wants(long slot) => chosen is null || chosen[slot] != 0;

    public void FirstToken(in QuerySampleResponse response, long slot)
    {
        if (!Wants(slot))
            return;
        var data = Bytes(response).ToArray();
        lock (_lock)
            _firstTokens[slot] = data;
    }

    public void Response(in QuerySampleResponse response, long slot, Series series)
    {
        if (!Wants(slot))
            return;
        byte[]? token = null;
        if (usesTokens && needsFirstToken)
        {
            lock (_lock)
                _firstTokens.Remove(slot, out token);
        }

        log.Add(
            series.FirstSampleId + slot,
            series.SampleIndex(slot),
            Bytes(response),
            usesTokens ? response.TokenCount : null,
            usesTokens && needsFirstToken ? token ?? [] : null);
    }

    private static ReadOnlySpan<byte> Bytes(in QuerySampleResponse response)
        => response.Data == 0 || response.Size <= 0 ? default : new ReadOnlySpan<byte>((void*)response.Data, checked((int)response.Size));
}
