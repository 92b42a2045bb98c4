using System.Security.Cryptography;
using System.Text;
using NativeBench.Datasets.Coco;
using NativeBench.Datasets.Internal;

namespace NativeBench.Tests.Datasets.Coco;

/// <summary>The pictures' numbers where those without objects were left out, as CPython 3.11 orders its sets.</summary>
public sealed class PicturesWithObjectsTests
{
    [Test]
    public void A_set_of_numbers_is_walked_as_CPython_walks_it()
    {
        long[] values =
        [
            391895, 522418, 184613, 318219, 554625, 574769, 60623, 309022, 5802, 222564, 118113, 193271, 224736, 483108, 403013, 374628, 328757, 384213, 293802, 86408, 391895, 5802,
        ];
        Assert.That(PythonSetOrder.Of(values), Is.EqualTo(new long[]
        {
            554625, 86408, 318219, 309022, 483108, 184613, 5802, 293802, 574769, 522418, 328757, 403013, 60623, 384213, 391895, 224736, 118113, 222564, 374628, 193271,
        }));
        Assert.That(PythonSetOrder.Of([]), Is.Empty);
        Assert.That(PythonSetOrder.Of([8, 0, 8]), Is.EqualTo(new long[] { 8, 0 }), "both want the first place");
    }

    /// <summary>As many as COCO has pictures with objects. In Python: <c>list(set([i * 7919 % 581929 for i in range(4952)]))</c>.</summary>
    [Test]
    public void A_large_set_too()
    {
        var text = string.Join(',', PythonSetOrder.Of(Enumerable.Range(0, 4952).Select(static i => i * 7919L % 581929)));
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))), Is.EqualTo("468f913e10433889c5e659c36f2b13130919cfa639ff7737b2fc74a4ab7bd3da"));
    }

    [Test]
    public void Pictures_without_objects_are_left_out_and_the_others_come_category_by_category()
    {
        var box = new CocoBox(0, 0, 1, 1);
        var truth = new CocoGroundTruth(
            [new(0, "zero", 1, 1), new(3, "empty", 1, 1), new(8, "eight", 1, 1)], [1, 2], [new(1, 0, 2, box, 1, false), new(2, 8, 1, box, 1, false), new(3, 0, 1, box, 1, true)]);
        Assert.That(truth.ImagesWithObjects().Select(static i => i.FileName), Is.EqualTo(new[] { "eight", "zero" }), "8 is put in first, and both want the first place");
    }
}
