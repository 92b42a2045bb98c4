using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using NativeBench.Inference.TensorRT.Interop;

namespace NativeBench.Tests.Native;

/// <summary>Every struct of the shim's ABI is the same to C and to C#: sizes, fields, offsets.</summary>
[Category("Native")]
public sealed class ShimStructTests
{
    [Test]
    public void Sizes_and_offsets_are_those_of_the_header()
    {
        NativeBuild.AssumeTools();
        var folder = Directory.CreateTempSubdirectory("nativebench-structs-").FullName;
        try
        {
            var source = Path.Combine(folder, "offsets.c");
            var program = Path.Combine(folder, "offsets");
            File.WriteAllText(source, Program());
            var compiler = Environment.GetEnvironmentVariable("CC") is { Length: > 0 } cc ? cc : "cc";
            var (built, output) = NativeBuild.Execute(compiler, "-I", Path.Combine(NativeBuild.Root, "native/trt_shim/include"), "-o", program, source);
            Assert.That(built, Is.Zero, output);
            var (_, found) = NativeBuild.Execute(program);
            Assert.That(found.ReplaceLineEndings("\n"), Is.EqualTo(Expected()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void All_structs_of_the_abi_are_checked_at_the_start()
    {
        var structs = Structs().Select(static type => type.Name).Order(StringComparer.Ordinal);
        Assert.That(ShimStructs.All.Select(static s => s.Name).Order(StringComparer.Ordinal), Is.EqualTo(structs));
    }

    private static IEnumerable<Type> Structs() => typeof(ShimNative).GetNestedTypes().Where(static type => type.IsValueType && type.Name.StartsWith("nb_", StringComparison.Ordinal));

    private static IEnumerable<FieldInfo> Fields(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public);

    private static string Program()
    {
        var text = new StringBuilder("#include <stdio.h>\n#include \"nativebench_trt_shim.h\"\nint main(void) {\n");
        foreach (var type in Structs())
        {
            text.Append(CultureInfo.InvariantCulture, $"printf(\"{type.Name} %zu\\n\", sizeof({type.Name}));\n");
            foreach (var field in Fields(type))
                text.Append(CultureInfo.InvariantCulture, $"printf(\"{type.Name}.{field.Name} %zu\\n\", offsetof({type.Name}, {field.Name}));\n");
        }
        return text.Append("}\n").ToString();
    }

    private static string Expected()
    {
        var text = new StringBuilder();
        foreach (var type in Structs())
        {
            text.Append(CultureInfo.InvariantCulture, $"{type.Name} {Marshal.SizeOf(type)}\n");
            foreach (var field in Fields(type))
                text.Append(CultureInfo.InvariantCulture, $"{type.Name}.{field.Name} {Marshal.OffsetOf(type, field.Name)}\n");
        }
        return text.ToString();
    }
}
