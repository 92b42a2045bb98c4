using NativeBench.Catalog;
using NativeBench.Catalog.Fetching;
using NativeBench.Cli.Output;

namespace NativeBench.Cli.Fetch;

/// <summary>How it went with one item.</summary>
internal enum FetchStatus
{
    /// <summary>Downloaded now.</summary>
    Fetched,

    /// <summary>It was there.</summary>
    Present,

    /// <summary>The user has to get it.</summary>
    ByHand,

    /// <summary>It couldn't be had.</summary>
    Failed,
}

/// <summary>What came of one item.</summary>
internal sealed record FetchOutcome(FetchItem Item, FetchStatus Status, string Message, FetchedFile? File = null);

/// <summary>Gets one item after the other; what goes wrong with one doesn't keep the others from coming.</summary>
internal sealed class FetchRun(HttpClient client, CommandContext context, bool quiet)
{
    /// <summary>Downloads nothing.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Whether licences were accepted.</summary>
    public bool LicenceAccepted { get; init; }

    public IReadOnlyList<FetchOutcome> Execute(IReadOnlyList<FetchItem> items) => [.. items.Select(Execute)];

    private FetchOutcome Execute(FetchItem item)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        try
        {
            return Get(item);
        }
        catch (FetchException e)
        {
            return new FetchOutcome(item, FetchStatus.Failed, e.Message);
        }
        finally
        {
            context.Terminal.ShowLive(null);
        }
    }

    private FetchOutcome Get(FetchItem item)
    {
        if (item.File is not { } file)
        {
            var isThere = Directory.Exists(item.Path) && Directory.EnumerateFileSystemEntries(item.Path).Any();
            return isThere ? new FetchOutcome(item, FetchStatus.Present, "something is there; 'run' checks it") : new FetchOutcome(item, FetchStatus.ByHand, "has to be got by hand");
        }

        if (file.Brings is not null && LocalStore.IsHere(item.Folder, file with { File = null }))
            return new FetchOutcome(item, FetchStatus.Present, $"{file.Brings} is there");
        if (file.Url is null || IsOffline)
        {
            return File.Exists(item.Path)
                ? new FetchOutcome(item, FetchStatus.Present, "is there")
                : new FetchOutcome(item, FetchStatus.ByHand, IsOffline ? "is missing" : "has no address to be downloaded from");
        }

        if (file.Licence is not null && !LicenceAccepted)
            return new FetchOutcome(item, FetchStatus.ByHand, "needs --accept-licence");
        var fetcher = new FileFetcher(client, context.FetchOptions with
        {
            Progress = quiet ? null : ShowProgress,
            Log = quiet ? null : context.Terminal.Log,
        });
        if (!quiet && !File.Exists(item.Path))
            context.Terminal.Log($"{file.File} from {file.Url}");
        var fetched = fetcher.FetchAsync(file, item.Path, context.Cancellation).GetAwaiter().GetResult();
        if (file.Unpack)
        {
            if (!quiet)
                context.Terminal.Log($"Unpacking {file.File} into {item.Folder}");
            Archives.Unpack(item.Path, item.Folder);
        }

        var sum = fetched.IsVerified ? "checksum right" : $"the catalog has no checksum for it; its SHA-256 is {fetched.Sha256}";
        return new FetchOutcome(item, fetched.WasPresent ? FetchStatus.Present : FetchStatus.Fetched, Units.Invariant($"{fetched.Bytes} bytes, {sum}"), fetched);
    }

    private void ShowProgress(FetchProgress progress)
    {
        var share = progress.Total is { } total && total > 0 ? Units.Invariant($"{100.0 * progress.Bytes / total:0.0} % of {Size(total)}") : Size(progress.Bytes);
        var remaining = progress.Remaining is { } time ? $", {Units.Seconds(time.TotalSeconds)} left" : "";
        context.Terminal.ShowLive($"{progress.File}  {share}  {Size((long)progress.BytesPerSecond)}/s{remaining}");
    }

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => Units.Invariant($"{bytes / (double)(1L << 30):0.00} GiB"),
        >= 1L << 20 => Units.Invariant($"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => Units.Invariant($"{bytes / 1024.0:0.0} KiB"),
    };
}
