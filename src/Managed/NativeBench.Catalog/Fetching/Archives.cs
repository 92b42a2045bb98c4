using System.Formats.Tar;
using System.IO.Compression;

namespace NativeBench.Catalog.Fetching;

/// <summary>Unpacks zip, tar, tar.gz and gz into a folder: into one beside it first, whose entries are then moved in.</summary>
public static class Archives
{
    /// <summary>Unpacks; entries that would lie outside the folder are refused by the library.</summary>
    /// <exception cref="FetchException">It isn't such an archive, or it's damaged.</exception>
    public static void Unpack(string archive, string folder)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(folder);
        var fresh = Path.Combine(folder, "." + Path.GetFileName(archive) + ".unpacking");
        try
        {
            if (Directory.Exists(fresh))
                Directory.Delete(fresh, recursive: true);
            Directory.CreateDirectory(fresh);
            Extract(archive, fresh);
            foreach (var entry in Directory.EnumerateFileSystemEntries(fresh))
                MoveInto(entry, Path.Combine(folder, Path.GetFileName(entry)));
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new FetchException($"{archive} can't be unpacked into {folder}: {error.Message}", error);
        }
        finally
        {
            if (Directory.Exists(fresh))
                Directory.Delete(fresh, recursive: true);
        }
    }

    private static void Extract(string archive, string folder)
    {
        var name = Path.GetFileName(archive);
        if (name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            ZipFile.ExtractToDirectory(archive, folder);
        }
        else if (name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
        {
            TarFile.ExtractToDirectory(archive, folder, overwriteFiles: false);
        }
        else if (name.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase))
        {
            using var packed = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
            TarFile.ExtractToDirectory(packed, folder, overwriteFiles: false);
        }
        else if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            using var packed = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
            using var plain = File.Create(Path.Combine(folder, name[..^3]));
            packed.CopyTo(plain);
        }
        else
        {
            throw new InvalidDataException("expected a name that ends with .zip, .tar, .tar.gz, .tgz or .gz.");
        }
    }

    private static void MoveInto(string entry, string target)
    {
        if (!Directory.Exists(entry))
        {
            File.Move(entry, target, overwrite: true);
            return;
        }

        if (!Directory.Exists(target))
        {
            Directory.Move(entry, target);
            return;
        }

        foreach (var inner in Directory.EnumerateFileSystemEntries(entry))
            MoveInto(inner, Path.Combine(target, Path.GetFileName(inner)));
    }
}
