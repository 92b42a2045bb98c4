using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NativeBench.Inference;

namespace NativeBench.Datasets.Squad;

/// <summary>A record with named lists of texts or whole numbers (<c>tf.train.Example</c> in protocol buffers).</summary>
internal sealed class TfExample
{
    private readonly Dictionary<string, (List<string>? Texts, List<long>? Numbers)> _features = new(StringComparer.Ordinal);
    private readonly string _where;

    private TfExample(string where) => _where = where;

    /// <summary>Parses a record.</summary>
    /// <param name="record">Its bytes.</param>
    /// <param name="where">File and record, for messages.</param>
    /// <exception cref="InvalidInputException">It isn't such a record.</exception>
    public static TfExample Parse(ReadOnlySpan<byte> record, string where)
    {
        var example = new TfExample(where);
        try
        {
            // Example.features → Features.feature (a map entry each: key, Feature) → Feature.bytes_list (1) or .int64_list (3)
            for (var all = new Fields(record); all.Next();)
                for (var entries = new Fields(all.Bytes); entries.Next();)
                    example.AddEntry(entries.Bytes);
        }
        catch (Exception error) when (error is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new InvalidInputException($"{where} isn't a tf.train.Example. Copy the file again.", error);
        }
        return example;
    }

    /// <summary>A list of texts.</summary>
    /// <exception cref="InvalidInputException">The record has none of this name.</exception>
    public ImmutableArray<string> Texts(string name)
        => _features.TryGetValue(name, out var feature) && feature.Texts is { } texts ? [.. texts] : throw Missing(name, "texts");

    /// <summary>The only text of a list.</summary>
    /// <exception cref="InvalidInputException">There's none or there are several.</exception>
    public string Text(string name) => Texts(name) is [var text] ? text : throw Missing(name, "one text");

    /// <summary>A list of whole numbers.</summary>
    /// <exception cref="InvalidInputException">The record has none of this name.</exception>
    public ImmutableArray<int> Numbers(string name)
        => _features.TryGetValue(name, out var feature) && feature.Numbers is { } numbers
            ? [.. numbers.Select(static n => checked((int)n))]
            : throw Missing(name, "whole numbers");

    private void AddEntry(ReadOnlySpan<byte> entry)
    {
        var key = "";
        List<string>? texts = null;
        List<long>? numbers = null;
        for (var parts = new Fields(entry); parts.Next();)
        {
            if (parts.Number == 1)
            {
                key = Encoding.UTF8.GetString(parts.Bytes);
                continue;
            }
            for (var kinds = new Fields(parts.Bytes); kinds.Next();)
                for (var values = new Fields(kinds.Bytes); values.Next();)
                {
                    if (kinds.Number == 1)
                        (texts ??= []).Add(Encoding.UTF8.GetString(values.Bytes));
                    else if (kinds.Number == 3)
                        AddNumbers(numbers ??= [], values);
                }
        }
        _features[key] = (texts, numbers);
    }

    private static void AddNumbers(List<long> numbers, Fields values)
    {
        if (!values.IsBytes)
        {
            numbers.Add((long)values.Value);
            return;
        }
        for (var position = 0; position < values.Bytes.Length;)
            numbers.Add((long)Fields.ReadVarint(values.Bytes, ref position));
    }

    private InvalidInputException Missing(string name, string what)
        => new(string.Create(CultureInfo.InvariantCulture, $"{_where} has no {what} '{name}'; it has {string.Join(", ", _features.Keys.Order(StringComparer.Ordinal))}."));

    /// <summary>Walks the fields of a message; only whole numbers and length-delimited ones occur in these records.</summary>
    private ref struct Fields(ReadOnlySpan<byte> message)
    {
        private readonly ReadOnlySpan<byte> _message = message;
        private int _position;

        public int Number { get; private set; }

        public ulong Value { get; private set; }

        public bool IsBytes { get; private set; }

        public ReadOnlySpan<byte> Bytes { get; private set; }

        public bool Next()
        {
            if (_position >= _message.Length)
                return false;
            var key = ReadVarint(_message, ref _position);
            Number = (int)(key >> 3);
            IsBytes = (key & 7) == 2;
            Value = ReadVarint(_message, ref _position);
            Bytes = default;
            if (IsBytes)
            {
                Bytes = _message.Slice(_position, checked((int)Math.Min(Value, int.MaxValue)));
                _position += (int)Value;
            }
            else if ((key & 7) != 0)
            {
                throw new ArgumentOutOfRangeException(nameof(message));
            }
            return true;
        }

        public static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int position)
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = bytes[position++];
                value |= (ulong)(part & 127) << shift;
                if (part < 128)
                    return value;
                ArgumentOutOfRangeException.ThrowIfGreaterThan(shift, 56);
            }
        }
    }
}
