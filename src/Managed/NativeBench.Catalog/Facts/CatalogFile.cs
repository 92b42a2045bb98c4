using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>A file of a model or dataset and where to get it.</summary>
public sealed record CatalogFile
{
    /// <summary>Its name on disk; null where the source gives none.</summary>
    public string? File { get; init; }

    /// <summary>Format and opset, such as <c>onnx opset 11</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Precision of the weights, such as <c>fp32</c>.</summary>
    public string? Precision { get; init; }

    /// <summary>NCHW, NHWC, ….</summary>
    public string? Layout { get; init; }

    /// <summary>Address of the file itself; null if it can't be downloaded directly.</summary>
    public string? Url { get; init; }

    /// <summary>Address of a page that leads to it.</summary>
    public string? Page { get; init; }

    /// <summary>What the source says about the address, if that is more than an address.</summary>
    public string? AddressNote { get; init; }

    /// <summary>Size in bytes; null if unknown.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Size as the source states it.</summary>
    public string? SizeText { get; init; }

    /// <summary>MD5, 32 lower-case hex digits; null if unknown.</summary>
    public string? Md5 { get; init; }

    /// <summary>SHA-256, 64 lower-case hex digits; null if unknown.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The accuracy that the source gives for it.</summary>
    public string? Accuracy { get; init; }

    /// <summary>What has to be accepted before it may be used; <c>fetch</c> explains it and downloads only with <c>--accept-licence</c>.</summary>
    public string? Licence { get; init; }

    /// <summary>What to do by hand, step by step, where it can't simply be downloaded.</summary>
    public ImmutableArray<string> Steps { get => field.IsDefault ? [] : field; init; }

    /// <summary>Whether it's an archive that <c>fetch</c> unpacks (zip, tar, tar.gz, gz).</summary>
    public bool Unpack { get; init; }

    /// <summary>What an unpacked archive brings, relative to its folder; its presence tells that it was unpacked.</summary>
    public string? Brings { get; init; }

    /// <summary>Whether a backend of this program can load it.</summary>
    public bool RunsHere { get; init; }

    /// <summary>Whether it's the one that is taken if none is named.</summary>
    public bool Default { get; init; }

    /// <summary>Whatever else is worth knowing.</summary>
    public string? Note { get; init; }
}
