using System.Buffers;
using System.Buffers.Text;

namespace NativeBench.LoadGen.Logging;

/// <summary>
/// The accuracy log: a JSON array with one object per logged sample. Responses are written as they come; the writer's
/// buffer goes to disk when it is large, or between series.
/// </summary>
internal sealed class AccuracyLog(LogFile file)
{
    private const int FlushAt = 1 << 22;

    private readonly object _lock = new();
    private bool _any;
    private int _unflushed;

    /// <summary>
    /// Whether a full buffer goes to disk at once. Not in a performance run: its few responses wait in memory, so that
    /// no completing thread meets the disk.
    /// </summary>
    public bool WritesThrough { get; set; }

    public void Open() => file.Write("[");

    /// <summary>Adds a sample; its bytes are copied (as hexadecimal digits) before this returns.</summary>
    public void Add(long sampleId, long sampleIndex, ReadOnlySpan<byte> data, long? tokenCount, byte[]? firstToken)
    {
        lock (_lock)
        {
            if (file.Error is not null)
                return;
            var buffer = file.Buffer;
            buffer.Write(_any ? ",\n"u8 : "\n"u8);
            _any = true;
            buffer.Write("{ \"seq_id\" : "u8);
            Write(buffer, sampleId);
            buffer.Write(", \"qsl_idx\" : "u8);
            Write(buffer, sampleIndex);
            buffer.Write(", \"data\" : \""u8);
            WriteHex(buffer, data);
            if (firstToken is not null)
            {
                buffer.Write("\", \"token_data\" : \""u8);
                WriteHex(buffer, firstToken);
            }

            buffer.Write("\""u8);
            if (tokenCount is { } tokens)
            {
                buffer.Write(", \"token_count\" : "u8);
                Write(buffer, tokens);
            }

            buffer.Write(" }"u8);
            _unflushed += (2 * data.Length) + 64;
            if (WritesThrough && _unflushed >= FlushAt)
                FlushLocked();
        }
    }

    public void Flush()
    {
        lock (_lock)
            FlushLocked();
    }

    public void Close()
    {
        file.Write("\n]\n");
        Flush();
    }

    private void FlushLocked()
    {
        file.Flush();
        _unflushed = 0;
    }

    private static void Write(IBufferWriter<byte> buffer, long value)
    {
        var span = buffer.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out int written);
        buffer.Advance(written);
    }

    private static void WriteHex(IBufferWriter<byte> buffer, ReadOnlySpan<byte> data)
    {
        const int Chunk = 1 << 14;
        while (!data.IsEmpty)
        {
            var part = data[..Math.Min(data.Length, Chunk)];
            Convert.TryToHexString(part, buffer.GetSpan(2 * part.Length), out int written);
            buffer.Advance(written);
            data = data[part.Length..];
        }
    }
}
