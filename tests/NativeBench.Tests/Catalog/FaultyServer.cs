using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NativeBench.Tests.Catalog;

/// <summary>
/// An HTTP server on loopback that answers each connection as a test says: it can close in the middle, promise another length, send
/// other bytes, redirect, or be busy. Every answer ends its connection.
/// </summary>
internal sealed class FaultyServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Request, Answer> _answer;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly List<Request> _requests = [];

    public FaultyServer(Func<Request, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>What was asked: the path, the first byte of the range (null without one), the If-Range tag, and how many requests came before.</summary>
    public sealed record Request(string Path, long? From, string? IfRange, int Number);

    /// <summary>What is answered. <see cref="Announced"/> is the Content-Length; null leaves it out.</summary>
    public sealed record Answer(int Status, byte[] Body)
    {
        public long? Announced { get; init; } = Body.Length;

        public string Headers { get; init; } = "";
    }

    public IReadOnlyList<Request> Requests
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    public string Url(string path) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}");

    /// <summary>A well-behaved answer: the whole, or from where it was asked for, with an ETag.</summary>
    public static Answer Proper(byte[] content, Request request) => request.From is { } from
        ? new Answer(206, content[(int)from..]) { Headers = string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\nETag: \"one\"\r\n") }
        : new Answer(200, content) { Headers = "ETag: \"one\"\r\n" };

    /// <summary>The same, but only so many bytes come before the connection breaks.</summary>
    public static Answer Broken(byte[] content, Request request, int bytes)
    {
        var proper = Proper(content, request);
        return proper with { Body = proper.Body[..Math.Min(bytes, proper.Body.Length)], Announced = proper.Body.Length };
    }

    public void Dispose()
    {
        _listener.Stop();
        _thread.Join();
    }

    private void Serve()
    {
        while (true)
        {
            try
            {
                using var connection = _listener.AcceptTcpClient();
                Answering(connection.GetStream());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The listener was stopped: the test is over.
                return;
            }
            catch (IOException)
            {
                // The client went away first.
            }
        }
    }

    private void Answering(NetworkStream stream)
    {
        var head = ReadHead(stream);
        if (head.Length == 0)
            return;
        var lines = head.Split("\r\n");
        var range = lines.FirstOrDefault(static l => l.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase));
        Request request;
        lock (_gate)
        {
            request = new Request(
                lines[0].Split(' ')[1].TrimStart('/'),
                range is null ? null : long.Parse(range["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture),
                lines.FirstOrDefault(static l => l.StartsWith("If-Range: ", StringComparison.OrdinalIgnoreCase))?["If-Range: ".Length..],
                _requests.Count);
            _requests.Add(request);
        }

        var answer = _answer(request);
        var length = answer.Announced is { } announced ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {announced}\r\n") : "";
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} X\r\n{length}{answer.Headers}Connection: close\r\n\r\n")));
        stream.Write(answer.Body);
    }

    private static string ReadHead(NetworkStream stream)
    {
        var head = new StringBuilder();
        int next;
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && (next = stream.ReadByte()) >= 0)
            head.Append((char)next);
        return head.ToString();
    }
}
