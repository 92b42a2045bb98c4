using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Prepared;

/// <summary>Prepares all samples of a source into a file, in parallel, so that the next start only has to read them.</summary>
public static class PreparedSamples
{
    private static readonly TimeSpan s_reportInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The file of a source within a cache folder: the name, and a part of the hash over everything that decides the samples, so that
    /// two versions of a data set lie side by side.
    /// </summary>
    public static string PathFor(string cacheFolder, string name, ISampleSource source)
    {
        ArgumentNullException.ThrowIfNull(cacheFolder);
        ArgumentNullException.ThrowIfNull(source);
        var safe = string.Concat(name.Select(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        return Path.Combine(cacheFolder, $"{safe}-{Convert.ToHexStringLower(PreparedHeader.Of(source).Key.AsSpan()[..8])}.prepared");
    }

    /// <summary>Whether <paramref name="path"/> holds all samples of a source.</summary>
    public static bool IsReady(string path, ISampleSource source)
    {
        using var file = Guard(path, () => PreparedFile.TryOpen(path, PreparedHeader.Of(source)));
        return file is not null;
    }

    /// <summary>
    /// Makes sure that a file holds all samples of a source. What an earlier, interrupted preparation left in <c>path.partial</c> is
    /// kept if its checksums are right.
    /// </summary>
    /// <param name="source">What makes the samples.</param>
    /// <param name="path">The file.</param>
    /// <param name="threads">Threads that prepare; 0: one a core.</param>
    /// <param name="progress">Told about every 100 ms, on one of the preparing threads; null: nobody is.</param>
    /// <param name="cancellation">Ends the preparation after the samples that are being made.</param>
    /// <exception cref="InvalidInputException">A record can't be read, or the file can't be written; what is done stays.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; what is done stays.</exception>
    public static void Prepare(
        ISampleSource source, string path, int threads = 0, Action<PreparationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(path);
        if (IsReady(path, source))
            return;
        RequireSpace(path, PreparedHeader.Of(source).FileBytes);
        using var file = Guard(path, () => PreparedFile.OpenOrCreatePartial(path + ".partial", PreparedHeader.Of(source)));
        Fill(file, source, threads > 0 ? threads : Environment.ProcessorCount, progress, cancellation);
        Guard(path, () =>
        {
            file.Complete(path);
            return true;
        });
    }

    private static void Fill(PreparedFile file, ISampleSource source, int threads, Action<PreparationProgress>? progress, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        long done = 0, ready = 0;
        var watch = Stopwatch.StartNew();
        var lastReport = 0L;
        try
        {
            var bytes = checked((int)file.Header.BytesPerSample);
            Parallel.For(0L, source.Count, options, () => ArrayPool<byte>.Shared.Rent(bytes), (sample, _, buffer) =>
            {
                var tensors = buffer.AsSpan(0, bytes);
                if (file.IsIntact(sample))
                {
                    Interlocked.Increment(ref ready);
                }
                else
                {
                    file.Forget(sample);
                    source.Prepare(sample, tensors);
                    file.Write(sample, tensors);
                }
                var now = Interlocked.Increment(ref done);
                var last = Volatile.Read(ref lastReport);
                if (progress is not null && watch.ElapsedTicks - last >= s_reportInterval.TotalSeconds * Stopwatch.Frequency
                    && Interlocked.CompareExchange(ref lastReport, watch.ElapsedTicks, last) == last)
                    progress(new PreparationProgress(now, source.Count, Volatile.Read(ref ready), watch.Elapsed));
                return buffer;
            }, static buffer => ArrayPool<byte>.Shared.Return(buffer));
        }
        catch (AggregateException errors)
        {
            // The first is as good as any: each of them names its file.
            ExceptionDispatchInfo.Throw(errors.InnerExceptions.FirstOrDefault(static e => e is InvalidInputException) ?? errors.InnerExceptions[0]);
        }
        progress?.Invoke(new PreparationProgress(source.Count, source.Count, ready, watch.Elapsed));
    }

    /// <summary>A mapped file on a full disk ends the process; so there has to be room before the first byte.</summary>
    private static void RequireSpace(string path, long bytes)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var existing = new FileInfo(path + ".partial");
        try
        {
            Directory.CreateDirectory(folder);
            var free = new DriveInfo(folder).AvailableFreeSpace + (existing.Exists ? existing.Length : 0);
            if (free < bytes)
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                    $"The prepared samples need {bytes / 1048576.0:N0} MiB in '{folder}', where {free / 1048576.0:N0} MiB are free. Make room, or choose another folder."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException($"The folder for prepared samples '{folder}' can't be used: {error.Message}", error);
        }
    }

    private static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The file of prepared samples '{path}' can't be used: {error.Message} Is another run preparing it?", error);
        }
    }
}
