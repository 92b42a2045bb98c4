using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace NativeBench.Catalog.Fetching;

/// <summary>
/// Downloads a file so that it's there complete and right, or not at all: into <c>NAME.part</c> first, resumed where a try before
/// stopped (HTTP ranges), compared with size and checksum, renamed in one step.
/// </summary>
/// <param name="client">Its handler decides about proxies and redirects.</param>
/// <param name="options">Tries, pauses, progress.</param>
public sealed class FileFetcher(HttpClient client, FetchOptions options)
{
    private const string PartSuffix = ".part";
    private const string TagSuffix = ".part.tag";

    /// <summary>Fetches a file, unless it's there already and right.</summary>
    /// <param name="file">Which; it has an address.</param>
    /// <param name="path">Where to.</param>
    /// <param name="cancellation">Stops; what is there is kept for the next time.</param>
    /// <exception cref="FetchException">It can't be fetched, or what is there or comes isn't what the catalog says.</exception>
    public async Task<FetchedFile> FetchAsync(CatalogFile file, string path, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (File.Exists(path))
                return Existing(file, path, cancellation);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await DownloadAsync(new Uri(file.Url!), file, path, cancellation).ConfigureAwait(false);
            return Finish(file, path, cancellation);
        }
        catch (Exception error) when (error is UnauthorizedAccessException || (error is IOException and not HttpIOException))
        {
            throw new FetchException($"{file.File} can't be written to {path}: {error.Message}", error);
        }
    }

    private static FetchedFile Existing(CatalogFile file, string path, CancellationToken cancellation)
    {
        using var sums = FileSums.Of(path, cancellation);
        var (sha256, verified, difference) = sums.Compare(file);
        return difference is null
            ? new FetchedFile(path, new FileInfo(path).Length, sha256, WasPresent: true, verified)
            : throw new FetchException($"{path} is there, but {difference}. Delete it to fetch it again.");
    }

    private static FetchedFile Finish(CatalogFile file, string path, CancellationToken cancellation)
    {
        var part = path + PartSuffix;
        using var sums = FileSums.Of(part, cancellation);
        var (sha256, verified, difference) = sums.Compare(file);
        if (difference is not null)
        {
            // Resuming it would only bring the same bytes again.
            File.Delete(part);
            File.Delete(path + TagSuffix);
            throw new FetchException($"{file.File} from {file.Url} isn't the expected file: {difference}. It wasn't kept.");
        }

        File.Move(part, path);
        File.Delete(path + TagSuffix);
        return new FetchedFile(path, new FileInfo(path).Length, sha256, WasPresent: false, verified);
    }

    private async Task DownloadAsync(Uri address, CatalogFile file, string path, CancellationToken cancellation)
    {
        var fruitless = 0;
        var meter = new RateMeter(options.Time);
        while (true)
        {
            var before = PartLength(path);
            string problem;
            TimeSpan? asked = null;
            try
            {
                if (await TryOnceAsync(address, file, path, meter, cancellation).ConfigureAwait(false) is not { } busy)
                    return;
                (problem, asked) = busy;
            }
            catch (Exception error) when (error is HttpRequestException or HttpIOException or TimeoutException && !cancellation.IsCancellationRequested)
            {
                problem = error is TimeoutException ? error.Message : Explain(error);
            }

            var now = PartLength(path);
            fruitless = now > before ? 0 : fruitless + 1;
            if (fruitless >= options.MostFruitlessTries)
                throw new FetchException(string.Create(CultureInfo.InvariantCulture,
                    $"{file.File} can't be fetched from {address}: {problem}; given up after {fruitless} tries that brought nothing. {now} bytes are kept, and the next fetch goes on from there."));
            var pause = asked ?? options.FirstPause * Math.Pow(2, Math.Max(0, fruitless - 1));
            if (pause > options.MostPause)
                throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"{file.File}: {problem}; the server asks to wait {pause.TotalSeconds:0} s. Try again then."));
            options.Log?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{file.File}: {problem}; again in {pause.TotalSeconds:0.#} s, from byte {now} on"));
            await options.Pause(pause, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>One request. Null when the file is complete; else why it has to be tried again, and how long the server asks to wait.</summary>
    private async Task<(string Problem, TimeSpan? Pause)?> TryOnceAsync(
        Uri address, CatalogFile file, string path, RateMeter meter, CancellationToken cancellation)
    {
        var have = PartLength(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);

            // Of a file that changed in between, the server sends all of it.
            if (File.Exists(path + TagSuffix) && EntityTagHeaderValue.TryParse(File.ReadAllText(path + TagSuffix), out var tag) && !tag.IsWeak)
                request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            return ($"the server is busy ({(int)response.StatusCode})", RetryAfter(response));
        if ((int)response.StatusCode >= 500)
            return ($"the server failed ({(int)response.StatusCode})", null);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            if (response.Content.Headers.ContentRange?.Length == have)
                return null;
            File.Delete(path + PartSuffix);
            return ("what was there is longer than the server's file, so it starts anew", TimeSpan.Zero);
        }

        if (!response.IsSuccessStatusCode)
            throw new FetchException(Refusal(response.StatusCode, file, address));
        var range = response.Content.Headers.ContentRange;
        var resumed = response.StatusCode == HttpStatusCode.PartialContent;
        if (resumed && range?.From != have)
            throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"{file.File}: {address} was asked for bytes from {have} on and sends bytes from {range?.From} on. Delete {path + PartSuffix} and fetch again."));
        var total = resumed ? range!.Length : response.Content.Headers.ContentLength;
        if (file.SizeBytes is { } size && total is { } announced && size != announced)
            throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"{file.File} from {address} has {announced} bytes, the catalog says {size}: it isn't the expected file and wasn't fetched."));
        RequireSpace(path, total - (resumed ? have : 0));
        if (response.Headers.ETag is { } etag)
            await File.WriteAllTextAsync(path + TagSuffix, etag.ToString(), cancellation).ConfigureAwait(false);
        await ReceiveAsync(response, file, path, resumed ? have : 0, total, meter, cancellation).ConfigureAwait(false);
        var got = PartLength(path);
        return total is { } whole && got < whole
            ? (string.Create(CultureInfo.InvariantCulture, $"the server announced {whole} bytes and sent {got}"), null)
            : null;
    }

    private async Task ReceiveAsync(
        HttpResponseMessage response, CatalogFile file, string path, long from, long? total, RateMeter meter, CancellationToken cancellation)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var part = new FileStream(path + PartSuffix, from > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var buffer = new byte[1 << 17];
        var bytes = from;
        while (true)
        {
            using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            stall.CancelAfter(options.StallTimeout);
            int read;
            try
            {
                read = await stream.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"nothing came for {options.StallTimeout.TotalSeconds:0} s"));
            }

            if (read == 0)
                break;
            await part.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            bytes += read;
            options.Progress?.Invoke(new FetchProgress(file.File!, bytes, total, meter.Add(bytes)));
        }

        // On the disk before it gets its name.
        part.Flush(flushToDisk: true);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > options.Time.GetUtcNow() => date - options.Time.GetUtcNow(),
        _ => null,
    };

    private static string Refusal(HttpStatusCode code, CatalogFile file, Uri address) => code switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => $"{file.File} isn't at {address} any more ({(int)code}).{(file.Page is { } page ? $" Look at {page}." : " Get it another way and put it where 'nativebench fetch --offline' says.")}",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $"{address} refuses {file.File} ({(int)code}): it may need a registration, or block this network. Get it by hand and put it where 'nativebench fetch --offline' says.",
        HttpStatusCode.ProxyAuthenticationRequired => $"The proxy wants a name and password ({(int)code}): give them in HTTPS_PROXY, http://name:password@host:port.",
        _ => $"{address} answered {(int)code} for {file.File}.",
    };

    private static void RequireSpace(string path, long? needed)
    {
        if (needed is { } bytes && new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace is var free && free < bytes)
            throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"{path} needs {bytes} bytes more; the disk has {free}. Make room, or choose another folder by --home."));
    }

    private static string Explain(Exception error)
    {
        var text = (error.InnerException ?? error).Message;
        return "the connection broke (" + text.TrimEnd('.') + ")";
    }

    private static long PartLength(string path) => File.Exists(path + PartSuffix) ? new FileInfo(path + PartSuffix).Length : 0;
}
