using System.Buffers;
using System.Globalization;
using System.Text.Json;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>
/// Reads <c>mlperf_log_accuracy.json</c>, an array of <c>{ "seq_id" : 0, "qsl_idx" : 3, "data" : "0000A040" }</c>, entry by entry: a
/// log of any length needs memory for its largest entry only.
/// </summary>
public sealed class AccuracyLogReader : IDisposable
{
    private readonly string _path;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[1 << 16];
    private byte[] _data = new byte[64];
    private int _start;
    private int _end;
    private int _dataLength;
    private bool _isFinal;
    private bool _inArray;
    private JsonReaderState _state;

    /// <summary>Opens a log.</summary>
    /// <exception cref="InvalidInputException">It can't be opened.</exception>
    public AccuracyLogReader(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _path = path;
        try
        {
            _stream = File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The accuracy log '{path}' can't be read: {error.Message}", error);
        }
    }

    /// <summary>The entry's <c>seq_id</c>.</summary>
    public long SequenceId { get; private set; }

    /// <summary>The entry's <c>qsl_idx</c>, the sample.</summary>
    public long SampleIndex { get; private set; }

    /// <summary>The entry's response; valid until the next call.</summary>
    public ReadOnlySpan<byte> Data => _data.AsSpan(0, _dataLength);

    /// <summary>Goes to the next entry.</summary>
    /// <returns>False at the end of the log.</returns>
    /// <exception cref="InvalidInputException">What follows isn't an entry of an accuracy log.</exception>
    public bool Read()
    {
        try
        {
            while (true)
            {
                if (TryReadEntry(out var found))
                    return found;
                Refill();
            }
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                string.Create(CultureInfo.InvariantCulture, $"{_path}:{(error.LineNumber ?? 0) + 1}: not a complete accuracy log: ")
                + FirstSentence(error.Message),
                error);
        }
        catch (IOException error)
        {
            throw new InvalidInputException($"The accuracy log '{_path}' can't be read: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Reads an entry if all of it is in the buffer; otherwise nothing is consumed and the caller fetches more.</summary>
    private bool TryReadEntry(out bool found)
    {
        found = false;
        var json = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isFinal, _state);
        if (!json.Read())
            return _isFinal && _start == _end;
        var inArray = _inArray;
        if (!inArray)
        {
            if (json.TokenType != JsonTokenType.StartArray)
                throw NotAnEntry("an array");
            inArray = true;
            if (!json.Read())
                return false;
        }
        if (json.TokenType == JsonTokenType.StartObject)
        {
            if (!TryReadFields(ref json))
                return false;
            found = true;
        }
        else if (json.TokenType != JsonTokenType.EndArray)
        {
            throw NotAnEntry("an object with seq_id, qsl_idx and data");
        }
        _inArray = inArray;
        _start += (int)json.BytesConsumed;
        _state = json.CurrentState;
        // Behind the closing bracket only white space may follow: the next call finds out.
        return found || TryReadEntryAfterArray();
    }

    private bool TryReadEntryAfterArray()
    {
        while (true)
        {
            var json = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isFinal, _state);
            json.Read();
            if (_isFinal)
                return true;
            _start += (int)json.BytesConsumed;
            _state = json.CurrentState;
            Refill();
        }
    }

    private bool TryReadFields(ref Utf8JsonReader json)
    {
        long? sequenceId = null, sampleIndex = null;
        var hasData = false;
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject)
            {
                SequenceId = sequenceId ?? throw NotAnEntry("seq_id");
                SampleIndex = sampleIndex ?? throw NotAnEntry("qsl_idx");
                return hasData ? true : throw NotAnEntry("data");
            }
            var isSequence = json.ValueTextEquals("seq_id"u8);
            var isSample = json.ValueTextEquals("qsl_idx"u8);
            var isData = json.ValueTextEquals("data"u8);
            if (!json.Read())
                return false;
            if (isSequence)
                sequenceId = ReadNumber(ref json, "seq_id");
            else if (isSample)
                sampleIndex = ReadNumber(ref json, "qsl_idx");
            else if (isData)
                hasData = ReadData(ref json);
            else if (!json.TrySkip())
                return false;
        }
        return false;
    }

    private long ReadNumber(ref Utf8JsonReader json, string name)
        => json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var value) ? value : throw NotAnEntry($"{name} as a whole number");

    private bool ReadData(ref Utf8JsonReader json)
    {
        var hex = json.TokenType == JsonTokenType.String ? json.ValueSpan : throw NotAnEntry("data as a string");
        if (hex.Length / 2 > _data.Length)
            _data = new byte[hex.Length / 2];
        if (hex.Length % 2 != 0 || Convert.FromHexString(hex, _data, out _, out _dataLength) != OperationStatus.Done)
            throw NotAnEntry("data as pairs of hexadecimal digits");
        return true;
    }

    private void Refill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = _stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _isFinal = read == 0;
    }

    private InvalidInputException NotAnEntry(string expected)
        => new(string.Create(
            CultureInfo.InvariantCulture,
            $"'{_path}' isn't an accuracy log of LoadGen: expected {expected} behind the entry with seq_id {SequenceId}."));

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
