namespace NativeBench.Catalog.Fetching;

/// <summary>A file that is on disk.</summary>
/// <param name="Path">Where.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hex digits.</param>
/// <param name="WasPresent">Whether it was there before.</param>
/// <param name="IsVerified">Whether the catalog knows a checksum, which it has.</param>
public sealed record FetchedFile(string Path, long Bytes, string Sha256, bool WasPresent, bool IsVerified);
