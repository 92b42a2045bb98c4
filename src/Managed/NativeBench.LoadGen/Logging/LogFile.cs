using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace NativeBench.LoadGen.Logging;

/// <summary>
/// One of the four files. Bytes are collected in a pipe and written when it's asked to; the first failure is kept and
/// ends the writing, so that a full disk costs the rest of this file and not the test.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private readonly Stream _stream;
    private readonly PipeWriter _writer;
    private readonly TextWriter? _copy;
    private bool _disposed;

    public LogFile(string path, string what, LogSettings settings, TextWriter? copy = null)
    {
        Path = path;
        _copy = copy;
        try
        {
            _stream = settings.OpenFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new LoadGenException($"Failed to open {what} file '{path}': {e.Message}", e);
        }

        _writer = PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: 1 << 16));
    }

    public string Path { get; }

    /// <summary>What went wrong while writing, or null.</summary>
    public IOException? Error { get; private set; }

    /// <summary>Where bytes go that aren't text; call <see cref="Flush"/> now and then.</summary>
    public IBufferWriter<byte> Buffer => _writer;

    public void Write(string text)
    {
        if (Error is not null)
            return;
        _copy?.Write(text);
        Encoding.UTF8.GetBytes(text, _writer);
    }

    /// <summary>Hands what was collected to the system.</summary>
    public void Flush()
    {
        if (Error is not null)
            return;
        try
        {
            // A file's flush completes synchronously or on another thread, and nobody waits for us meanwhile.
            _writer.FlushAsync().AsTask().GetAwaiter().GetResult();
            _stream.Flush();
        }
        catch (IOException e)
        {
            Error = e;
        }
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Flush();
        try
        {
            _stream.Dispose();
        }
        catch (IOException e)
        {
            Error ??= e;
        }
    }
}
