using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using NativeBench.Inference.OnnxRuntime.Internal;

namespace NativeBench.Inference.OnnxRuntime;

/// <summary>
/// A model in ONNX Runtime whose tensors may have other shapes in every run. Networks of one thread share the session as
/// <see cref="OnnxRuntimeEngine"/>'s instances do; those of several threads have one each.
/// </summary>
public sealed class OnnxRuntimeNetworkModel : INetworkModel
{
    private readonly OnnxRuntimeOptions _options;
    private readonly SessionOpener _opener;
    private readonly InferenceSession _session;
    private int _taken;

    private OnnxRuntimeNetworkModel(OnnxRuntimeOptions options, SessionOpener opener, InferenceSession session, NetworkInfo info)
    {
        _options = options;
        _opener = opener;
        _session = session;
        Info = info;
        Settings = OnnxRuntimeEngine.Describe(options, info.FileBytes, opener.CacheState, leftOut: []);
    }

    /// <inheritdoc/>
    public NetworkInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    /// <summary>Loads a model from a file; what it keeps in files beside it comes along.</summary>
    /// <exception cref="InvalidInputException">No such file, not an ONNX model, or a tensor of a type that none here has.</exception>
    public static OnnxRuntimeNetworkModel Load(string path, OnnxRuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var checkedOptions = OnnxRuntimeEngine.Check(options);
        if (!File.Exists(path))
            throw new InvalidInputException($"There is no file '{path}'; expected an ONNX model (.onnx).");
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length == 0)
                throw new InvalidInputException($"'{path}' is empty; expected an ONNX model (.onnx).");
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
            return Create(path, sha256, file.Length, checkedOptions);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public INetwork CreateNetwork()
    {
        var share = OnnxRuntimeEngine.SharesSession(_options, Info.FileBytes)
            || (Interlocked.Exchange(ref _taken, 1) == 0 && (_options.IntraOpThreads == 1 || !_options.OpenOnInstanceThread));
        return new OnnxRuntimeNetwork(share ? _session : _opener.Open(_options), ownsSession: !share, Info);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _opener.Dispose();
    }

    private static OnnxRuntimeNetworkModel Create(string path, string sha256, long bytes, OnnxRuntimeOptions options)
    {
        var opener = new SessionOpener(path, sha256);
        InferenceSession? session = null;
        try
        {
            session = opener.Open(options);
            var info = new NetworkInfo
            {
                Path = path,
                Sha256 = sha256,
                FileBytes = bytes,
                Inputs = [.. session.InputNames.Select(name => Tensor(name, session.InputMetadata[name], path))],
                Outputs = [.. session.OutputNames.Select(name => Tensor(name, session.OutputMetadata[name], path))],
                WeightsNote = session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(ModelInfo.WeightsNoteKey),
            };
            return new OnnxRuntimeNetworkModel(options, opener, session, info);
        }
        catch
        {
            session?.Dispose();
            opener.Dispose();
            throw;
        }
    }

    private static NetworkTensor Tensor(string name, NodeMetadata node, string path) =>
        node.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR && OrtElementTypes.FromOrt(node.ElementDataType) is { } type
            ? new NetworkTensor(name, type, [.. node.Dimensions.Select(static d => (long)d)])
            : throw new InvalidInputException($"'{name}' of '{path}' isn't a tensor of numbers; expected nothing else.");
}
