using System.Security.Cryptography;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Output;
using NativeBench.ModelSynthesis;

namespace NativeBench.Cli.ModelSynthesis;

/// <summary>Writes one model, with progress, and says what it is.</summary>
internal sealed class SynthesisSession(CommandContext context, bool json, bool quiet)
{
    /// <summary>Writes the file; an existing one only if <paramref name="force"/> is given.</summary>
    public void Write(SyntheticModel model, string? output, bool force)
    {
        var path = context.Resolve(output ?? model.FileName);
        if (Directory.Exists(path))
            throw new UsageException($"--output '{output}' is a folder; expected a file name.");
        if (File.Exists(path) && !force)
            throw new UsageException($"'{path}' is there already. Give --force to replace it, or another name by --output.");
        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
            throw new UsageException($"--output '{output}': there is no folder '{folder}'.");

        string hash;
        try
        {
            var shown = -1;
            model.WriteFile(path, share =>
            {
                if (quiet || (int)(share * 100) == shown)
                    return;
                shown = (int)(share * 100);
                context.Terminal.ShowLive(Units.Invariant($"{model.Architecture.Name}: {shown} % written"));
            }, context.Cancellation);
            using var file = File.OpenRead(path);
            hash = Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"'{path}' can't be written: {CrashReport.FirstLine(e.Message)}.", e);
        }
        finally
        {
            context.Terminal.ShowLive(null);
        }

        var bytes = new FileInfo(path).Length;
        if (json)
            context.Terminal.Out.WriteLine(JsonText.Write(writer => SynthesisJson.Write(writer, model, path, bytes, hash)));
        else
            WriteText(model, path, bytes);
        context.Terminal.Out.Flush();
    }

    private void WriteText(SyntheticModel model, string path, long bytes)
    {
        var output = context.Terminal.Out;
        output.WriteLine($"{model.Architecture.Title}: {model.Label}, for speed work only.");
        output.WriteLine(Size(model) + $", {Units.Bytes(bytes)}");
        if (model.Architecture.Reduced is { } reduced)
            output.WriteLine("Not as published: " + reduced);
        output.WriteLine(path);
    }

    private static string Size(SyntheticModel model) => model.MultiplyAdds == 0
        ? $"{Units.Count(model.Parameters)} parameters"
        : $"{Units.Count(model.Parameters)} parameters, {ArchitectureList.Large(model.MultiplyAdds)} multiply-adds a sample";
}
