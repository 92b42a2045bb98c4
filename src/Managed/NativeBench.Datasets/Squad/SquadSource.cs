using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Squad;

/// <summary>
/// Samples of a question answering network: token ids, a mask of the real tokens, and 0 or 1 for question and paragraph, each padded
/// with 0. Inputs are told apart by their names: "mask", "segment" or "token_type"; the third one takes the ids.
/// </summary>
public sealed class SquadSource : ISampleSource
{
    private readonly SquadData _data;
    private readonly ImmutableArray<Role> _roles;
    private readonly string _origin;

    /// <summary>Makes a source for a model.</summary>
    /// <param name="data">Questions and windows.</param>
    /// <param name="model">A model with inputs of int64, int32 or float32 [N,<see cref="SquadData.SequenceLength"/>].</param>
    /// <param name="description">What it is, for reports; also a part of the fingerprint, so it should name the files.</param>
    /// <exception cref="InvalidInputException">The model takes something else.</exception>
    public SquadSource(SquadData data, ModelInfo model, string description)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(model);
        foreach (var input in model.Inputs)
            if (input.SampleShape is not [var length] || length != data.SequenceLength || input.ElementType is not (ElementType.Int64 or ElementType.Int32 or ElementType.Float32))
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                    $"Input {input} of '{model.Name}': expected int64, int32 or float32 [N,{data.SequenceLength}], the length that the samples were cut to."));
        _data = data;
        Tensors = model.Inputs;
        _roles = [.. model.Inputs.Select(static i => RoleOf(i.Name))];
        if (_roles.Distinct().Count() != _roles.Length || !_roles.Contains(Role.Ids))
            throw new InvalidInputException($"'{model.Name}' takes {string.Join(", ", model.Inputs)}; expected token ids, a mask and segments, told apart by their names.");
        _origin = description;
        Description = description;
    }

    private enum Role
    {
        Ids,
        Mask,
        Segments,
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public long Count => _data.Windows.Length;

    /// <inheritdoc/>
    public ImmutableArray<TensorSpec> Tensors { get; }

    /// <inheritdoc/>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"squad v1 {_data.Windows.Length}x{_data.SequenceLength} {_origin}");

    /// <inheritdoc/>
    public void Prepare(long sample, Span<byte> tensors)
    {
        var window = _data.Windows[(int)sample];
        tensors.Clear();
        for (var t = 0; t < Tensors.Length; t++)
        {
            var bytes = (int)Tensors[t].BytesPerSample;
            Fill(window, _roles[t], Tensors[t].ElementType, tensors[..bytes]);
            tensors = tensors[bytes..];
        }
    }

    /// <inheritdoc/>
    public void Dispose() { }

    private static void Fill(SquadWindow window, Role role, ElementType type, Span<byte> tensor)
    {
        for (var i = 0; i < window.Ids.Length; i++)
        {
            var value = role switch
            {
                Role.Ids => window.Ids[i],
                Role.Mask => 1,
                // The first separator still belongs to the question, the last one to the paragraph.
                _ => i < window.FirstDocumentToken ? 0 : 1,
            };
            if (type == ElementType.Int64)
                MemoryMarshal.Cast<byte, long>(tensor)[i] = value;
            else if (type == ElementType.Int32)
                MemoryMarshal.Cast<byte, int>(tensor)[i] = value;
            else
                MemoryMarshal.Cast<byte, float>(tensor)[i] = value;
        }
    }

    private static Role RoleOf(string name)
        => name.Contains("mask", StringComparison.OrdinalIgnoreCase) ? Role.Mask
            : name.Contains("segment", StringComparison.OrdinalIgnoreCase) || name.Contains("token_type", StringComparison.OrdinalIgnoreCase) ? Role.Segments
            : Role.Ids;
}
