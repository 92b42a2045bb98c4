using System.Collections.Immutable;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Tests.Inference;

namespace NativeBench.Tests.Datasets;

public class TensorFolderLibraryTests
{
    private static readonly ModelInfo s_model = Model(new TensorSpec("input", ElementType.Float32, [2, 3]));

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_file_of_the_models_type_is_taken()
    {
        _folder.Npy("inputs_f32.npy", "<f4", 4, 5, 2, 3);
        _folder.Npy("inputs_int8.npy", "|i1", 1, 7, 2, 3);
        _folder.Text("labels.txt", "0\n1\n2\n3\n4\n");
        using var library = TensorFolderLibrary.Open(_folder.Path, s_model);
        Assert.That(library.TotalSampleCount, Is.EqualTo(5));
        Assert.That(library.PerformanceSampleCount, Is.EqualTo(5));
        Assert.That(library.Labels!.Value, Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
        Assert.That(library.Files.Select(Path.GetFileName), Is.EqualTo(new[] { "inputs_f32.npy" }));
        Assert.That(library.Name, Is.EqualTo(Path.GetFileName(_folder.Path)));
    }

    [Test]
    public void Samples_are_read_into_the_slab()
    {
        _folder.Npy("inputs.npy", "<f4", 4, 5, 2, 3);
        using var library = TensorFolderLibrary.Open(_folder.Path, s_model);
        library.LoadSamplesToRam([3, 4, 0, 3]);
        Assert.That(library.Slab.Rows(0, 0)[0], Is.EqualTo(72));
        Assert.That(library.Slab.Rows(0, 1)[0], Is.EqualTo(96));
        Assert.That(library.Slab.Rows(0, 2)[0], Is.Zero);
        Assert.That(library.Slab.Rows(0, 3)[0], Is.EqualTo(72));
        Assert.That(library.Labels, Is.Null);
    }

    [Test]
    public void Each_of_several_inputs_has_its_file()
    {
        var model = Model(new TensorSpec("ids:0", ElementType.Int64, [4]), new TensorSpec("mask", ElementType.Int64, [4]));
        _folder.Npy("inputs_ids_0.npy", "<i8", 8, 3, 4);
        _folder.Npy("inputs_mask.npy", "<i8", 8, 3, 4);
        using (var library = TensorFolderLibrary.Open(_folder.Path, model))
            Assert.That(library.Files.Select(Path.GetFileName), Is.EqualTo(new[] { "inputs_ids_0.npy", "inputs_mask.npy" }));
        _folder.Npy("inputs_mask.npy", "<i8", 8, 2, 4);
        Assert.That(FailureOf(model), Does.Contain("[3,4]").And.Contain("[2,4]").And.Contain("expected the same number of samples"));
        File.Delete(Path.Combine(_folder.Path, "inputs_mask.npy"));
        Assert.That(FailureOf(model), Does.Contain("has no 'inputs_mask.npy' for input 'mask'").And.Contain("'inputs_ids_0.npy' (int64 [3,4])"));
    }

    [Test]
    public void A_missing_folder_and_a_file_instead_of_one_are_named()
    {
        var missing = Path.Combine(_folder.Path, "none");
        Assert.That(FailureOf(s_model, missing), Is.EqualTo($"There is no folder '{missing}'; expected one with inputs*.npy."));
        var file = _folder.Text("data.txt", "");
        Assert.That(FailureOf(s_model, file), Is.EqualTo($"'{file}' is a file; expected a folder with inputs*.npy."));
    }

    [Test]
    public void An_empty_folder_tells_what_is_expected()
    {
        Assert.That(FailureOf(s_model), Is.EqualTo($"'{_folder.Path}' has no inputs*.npy of float32 [N,2,3]; found nothing."));
        _folder.Text("readme.txt", "");
        Assert.That(FailureOf(s_model), Does.EndWith("found 'readme.txt'."));
    }

    [Test]
    public void Another_type_is_told_with_what_is_there()
    {
        _folder.Npy("inputs_int8.npy", "|i1", 1, 7, 2, 3);
        Assert.That(FailureOf(s_model), Is.EqualTo(
            $"Input 'input' of 'fake.onnx' takes float32 [N,2,3]; '{_folder.Path}' has only 'inputs_int8.npy' (int8 [7,2,3])."));
    }

    [TestCase(new[] { 5, 6 })]
    [TestCase(new[] { 5, 3, 2 })]
    [TestCase(new[] { 5, 2, 3, 1 })]
    [TestCase(new[] { 2 })]
    public void Another_shape_is_told_with_both(int[] shape)
    {
        var path = _folder.Npy("inputs.npy", "<f4", 4, shape);
        Assert.That(FailureOf(s_model), Is.EqualTo(
            $"'{path}' has the shape [{string.Join(",", shape)}]; input 'input' of 'fake.onnx' takes [N,2,3], N being the samples."));
    }

    [Test]
    public void Two_files_that_fit_are_ambiguous_unless_one_has_the_inputs_name()
    {
        _folder.Npy("inputs_a.npy", "<f4", 4, 5, 2, 3);
        _folder.Npy("inputs_b.npy", "<f4", 4, 6, 2, 3);
        Assert.That(FailureOf(s_model), Does.Contain("'inputs_a.npy' (float32 [5,2,3]), 'inputs_b.npy' (float32 [6,2,3])"));
        _folder.Npy("inputs_input.npy", "<f4", 4, 7, 2, 3);
        using var library = TensorFolderLibrary.Open(_folder.Path, s_model);
        Assert.That(library.TotalSampleCount, Is.EqualTo(7));
    }

    [Test]
    public void A_file_without_samples_is_refused()
    {
        _folder.Npy("inputs.npy", "<f4", 4, 0, 2, 3);
        Assert.That(FailureOf(s_model), Does.Contain("[0,2,3]: no samples; expected at least one."));
    }

    [Test]
    public void Labels_of_another_number_are_refused()
    {
        _folder.Npy("inputs.npy", "<f4", 4, 5, 2, 3);
        var labels = _folder.Text("labels.txt", "1\n2\n3\n");
        Assert.That(FailureOf(s_model), Is.EqualTo(
            $"'{labels}' has 3 labels and '{Path.Combine(_folder.Path, "inputs.npy")}' 5 samples; expected one label a sample."));
    }

    [Test]
    public void A_file_with_the_first_samples_takes_the_first_labels()
    {
        _folder.Npy("inputs_f32.npy", "<f4", 4, 2, 2, 3);
        _folder.Npy("inputs_int8.npy", "|i1", 1, 5, 2, 3);
        _folder.Text("labels.txt", "9\n8\n7\n6\n5\n");
        using (var library = TensorFolderLibrary.Open(_folder.Path, s_model))
            Assert.That(library.Labels!.Value, Is.EqualTo(new[] { 9, 8 }));
        _folder.Text("labels.txt", "9\n8\n7\n6\n");
        Assert.That(FailureOf(s_model), Does.Contain("has 4 labels and").And.Contain("2 samples"));
    }

    [TestCase("1\ncat\n", 2, "found 'cat'")]
    [TestCase("1\n-2\n", 2, "found '-2'")]
    [TestCase("1\n2.5\n", 2, "found '2.5'")]
    [TestCase("1\n\n3\n", 2, "the line is empty")]
    [TestCase("99999999999\n", 1, "found '99999999999'")]
    public void A_label_that_is_none_is_told_with_its_line(string text, int line, string expected)
    {
        var path = _folder.Text("labels.txt", text);
        Assert.That(
            () => LabelFile.Read(path),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith($"{path}:{line}: expected a class").And.Message.Contains(expected));
    }

    [Test]
    public void Empty_lines_at_the_end_of_the_labels_do_not_count()
        => Assert.That(LabelFile.Read(_folder.Text("labels.txt", " 3 \r\n4\r\n\r\n\n")), Is.EqualTo(new[] { 3, 4 }));

    [Test]
    public void A_sample_that_cannot_be_read_any_more_leaves_nothing_loaded()
    {
        var path = _folder.Npy("inputs.npy", "<f4", 4, 5, 2, 3);
        using var library = TensorFolderLibrary.Open(_folder.Path, s_model);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(file.Length - 1);
        Assert.That(
            () => library.LoadSamplesToRam([3, 4]),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo($"'{path}' became shorter while it was being read."));
        Assert.That(library.Slab.Count, Is.Zero);
        library.LoadSamplesToRam([0, 1]);
    }

    private static ModelInfo Model(params ImmutableArray<TensorSpec> inputs) =>
        new FakeEngine().Model with { Inputs = inputs, Outputs = [new TensorSpec("scores", ElementType.Float32, [10])] };

    private string FailureOf(ModelInfo model, string? folder = null)
        => Assert.Throws<InvalidInputException>(() => TensorFolderLibrary.Open(folder ?? _folder.Path, model).Dispose())!.Message;
}
