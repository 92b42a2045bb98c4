using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NativeBench.Inference;

namespace NativeBench.Datasets.Tiny;

/// <summary>
/// The little of Python's pickle format (protocol 2) that CIFAR-10's batches are written in: a dictionary with <c>labels</c>, a list of
/// integers, and <c>data</c>, a numpy array of uint8. Nothing that a file names is ever called: of numpy's array only the bytes are
/// kept, and any other object or instruction is refused.
/// </summary>
internal sealed class CifarPickle
{
    private static readonly object s_mark = new();
    private static readonly object s_none = new();

    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly List<object> _stack = [];
    private readonly Dictionary<int, object> _memo = [];
    private int _at;

    private CifarPickle(string path, byte[] bytes)
    {
        _path = path;
        _bytes = bytes;
    }

    /// <summary>Reads a batch.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="InvalidInputException">It isn't such a pickle.</exception>
    public static (int[] Labels, byte[] Pixels) Read(string path, byte[] bytes)
    {
        var pickle = new CifarPickle(path, bytes);
        if (pickle.Run() is not Dictionary<string, object> batch)
            throw pickle.Wrong("it holds no dictionary");
        if (batch.GetValueOrDefault("labels") is not List<object> labels || !labels.TrueForAll(static l => l is int))
            throw pickle.Wrong("it has no list of integers 'labels'");
        if (batch.GetValueOrDefault("data") is not NumpyArray { Data: { } data })
            throw pickle.Wrong("it has no numpy array of uint8 'data'");
        return ([.. labels.Cast<int>()], data);
    }

    private object Run()
    {
        while (true)
        {
            var start = _at;
            var code = (char)Byte();
            switch (code)
            {
                case '\x80': Byte(); break;
                case '.': return Pop<object>();
                case '}': Push(new Dictionary<string, object>(StringComparer.Ordinal)); break;
                case ']': Push(new List<object>()); break;
                case '(': Push(s_mark); break;
                case ')': Push(Array.Empty<object>()); break;
                case 'N': Push(s_none); break;
                case '\x88': Push(true); break;
                case '\x89': Push(false); break;
                case 'K': Push((int)Byte()); break;
                case 'M': Push((int)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
                case 'J': Push(BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
                case 'U': Push(Take(Byte()).ToArray()); break;
                case 'T': Push(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4))).ToArray()); break;
                case 'X': Push(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4))).ToArray()); break;
                case 'c': Push(new Name(Line() + " " + Line())); break;
                case 'q': _memo[Byte()] = Top(); break;
                case 'r': _memo[BinaryPrimitives.ReadInt32LittleEndian(Take(4))] = Top(); break;
                case 'h': Push(Remembered(Byte())); break;
                case 'j': Push(Remembered(BinaryPrimitives.ReadInt32LittleEndian(Take(4)))); break;
                case '\x85': Tuple(1); break;
                case '\x86': Tuple(2); break;
                case '\x87': Tuple(3); break;
                case 't': Push(PopToMark()); break;
                case 'a': Append([Pop<object>()]); break;
                case 'e': Append(PopToMark()); break;
                case 's': Tuple(2); SetItems(Pop<object[]>()); break;
                case 'u': SetItems(PopToMark()); break;
                case 'R': Reduce(); break;
                case 'b': Build(); break;
                default: throw Wrong(string.Create(CultureInfo.InvariantCulture, $"byte {start} is the instruction 0x{(int)code:x2}, which no such file has"));
            }
        }
    }

    /// <summary>numpy makes an empty array first, and its type; both are told apart by name.</summary>
    private void Reduce()
    {
        Pop<object[]>();
        Push(Pop<Name>().Text switch
        {
            "numpy.core.multiarray _reconstruct" or "numpy._core.multiarray _reconstruct" => new NumpyArray(),
            "numpy dtype" => s_none,
            var other => throw Wrong($"it has an object of '{other}'"),
        });
    }

    /// <summary>An array's state: version, shape, type, order, bytes. Any other object's is of no interest.</summary>
    private void Build()
    {
        var state = Pop<object[]>();
        if (Top() is NumpyArray array)
            array.Data = state is [.., false, byte[] bytes] ? bytes : throw Wrong("its array isn't one of bytes in C order");
    }

    private void Append(object[] items) => (Top() as List<object> ?? throw Wrong("it appends to what is no list")).AddRange(items);

    private void SetItems(object[] items)
    {
        if (Top() is not Dictionary<string, object> dictionary || items.Length % 2 != 0)
            throw Wrong("it sets items of what is no dictionary");
        for (var i = 0; i < items.Length; i += 2)
            dictionary[items[i] is byte[] key ? Encoding.UTF8.GetString(key) : throw Wrong("a key is no text")] = items[i + 1];
    }

    private void Tuple(int length)
    {
        if (_stack.Count < length)
            throw CutOff();
        var items = _stack[^length..].ToArray();
        _stack.RemoveRange(_stack.Count - length, length);
        Push(items);
    }

    private object[] PopToMark()
    {
        var mark = _stack.LastIndexOf(s_mark);
        if (mark < 0)
            throw CutOff();
        var items = _stack[(mark + 1)..].ToArray();
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private void Push(object value) => _stack.Add(value);

    private object Top() => _stack.Count > 0 ? _stack[^1] : throw CutOff();

    private T Pop<T>()
    {
        var value = Top() is T found ? found : throw Wrong("its parts are in no order that such a file has");
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object Remembered(int index) => _memo.GetValueOrDefault(index) ?? throw Wrong("it refers to what isn't there");

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _at)
            throw CutOff();
        _at += count;
        return _bytes.AsSpan(_at - count, count);
    }

    private string Line()
    {
        var length = _bytes.AsSpan(_at).IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(Take(length));
        _at++;
        return line;
    }

    private InvalidInputException CutOff() => Wrong("it ends too early");

    private InvalidInputException Wrong(string why) => new($"'{_path}' isn't a batch of CIFAR-10's Python version: {why}. Fetch or copy it again, or take the binary version.");

    private sealed record Name(string Text);

    private sealed class NumpyArray
    {
        public byte[]? Data { get; set; }
    }
}
