using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Internal;

/// <summary>
/// Parses the text of an .npy header, a Python dictionary with exactly three entries:
/// <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (500, 49), }</c>.
/// </summary>
internal sealed class NpyHeaderText(string text, string name)
{
    private int _position;

    public readonly record struct Fields(string Descr, bool FortranOrder, ImmutableArray<long> Shape);

    public Fields Parse()
    {
        string? descr = null;
        bool? fortranOrder = null;
        ImmutableArray<long>? shape = null;

        Expect('{');
        while (!TryTake('}'))
        {
            var key = TakeString();
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = TakeDescr();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = TakeBool();
                    break;
                case "shape" when shape is null:
                    shape = TakeShape();
                    break;
                default:
                    throw Malformed($"the key '{key}' is unknown or repeated");
            }
            if (!TryTake(',') && Peek() != '}')
                throw Malformed("a comma is missing");
        }
        if (!string.IsNullOrWhiteSpace(text[_position..].TrimEnd('\0')))
            throw Malformed("there is text behind it");
        return descr is not null && fortranOrder is { } order && shape is { } dimensions
            ? new Fields(descr, order, dimensions)
            : throw Malformed("descr, fortran_order or shape is missing");
    }

    private string TakeDescr()
        => Peek() == '['
            ? throw new InvalidInputException($"'{name}' holds records with several fields; expected plain numbers.")
            : TakeString();

    private ImmutableArray<long> TakeShape()
    {
        var dimensions = ImmutableArray.CreateBuilder<long>();
        Expect('(');
        while (!TryTake(')'))
        {
            dimensions.Add(TakeNumber());
            if (!TryTake(',') && Peek() != ')')
                throw Malformed("a comma is missing in the shape");
        }
        return dimensions.ToImmutable();
    }

    private long TakeNumber()
    {
        Peek();
        var start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
            _position++;
        if (!long.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            throw Malformed("the shape isn't made of numbers");
        // Python 2 wrote 500L.
        if (_position < text.Length && text[_position] == 'L')
            _position++;
        return value;
    }

    private bool TakeBool()
    {
        Peek();
        foreach (var (word, value) in (ReadOnlySpan<(string, bool)>)[("True", true), ("False", false)])
            if (text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal))
            {
                _position += word.Length;
                return value;
            }
        throw Malformed("fortran_order is neither True nor False");
    }

    private string TakeString()
    {
        var quote = Peek();
        var end = quote is '\'' or '"' ? text.IndexOf(quote, _position + 1) : -1;
        if (end < 0)
            throw Malformed("a quoted word is missing");
        var word = text[(_position + 1)..end];
        _position = end + 1;
        return word;
    }

    private void Expect(char character)
    {
        if (!TryTake(character))
            throw Malformed($"'{character}' is missing");
    }

    private bool TryTake(char character)
    {
        if (Peek() != character)
            return false;
        _position++;
        return true;
    }

    /// <summary>The next character that isn't white space, without taking it; 0 at the end.</summary>
    private char Peek()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            _position++;
        return _position < text.Length ? text[_position] : '\0';
    }

    private InvalidInputException Malformed(string what)
        => new($"'{name}' has a malformed .npy header: {what} at character {_position.ToString(CultureInfo.InvariantCulture)}.");
}
