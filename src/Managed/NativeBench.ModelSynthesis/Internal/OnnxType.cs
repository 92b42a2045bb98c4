namespace NativeBench.ModelSynthesis.Internal;

/// <summary>ONNX's numbers of element types (onnx.proto, <c>TensorProto.DataType</c>).</summary>
internal enum OnnxType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
}
