using NativeBench.Inference;

namespace NativeBench.Tests.Inference;

public class BackendOptionsTests
{
    [Test]
    public void Options_are_equal_when_keys_and_values_are_in_whatever_order_they_came()
    {
        var one = BackendOptions.None.With("b", "2").With("a", "1");
        var other = BackendOptions.None.With("a", "1").With("b", "0").With("b", "2");
        Assert.That(one, Is.EqualTo(other));
        Assert.That(one.GetHashCode(), Is.EqualTo(other.GetHashCode()));
        Assert.That(one.ToString(), Is.EqualTo("a=1 b=2"));
        Assert.That(one["a"], Is.EqualTo("1"));
        Assert.That(one["c"], Is.Null);
        Assert.That(one, Is.Not.EqualTo(one.With("b", "3")));
    }

    [Test]
    public void Plans_with_equal_options_are_equal()
        => Assert.That(
            new ExecutionPlan { BackendOptions = BackendOptions.None.With("a", "1") },
            Is.EqualTo(new ExecutionPlan { BackendOptions = BackendOptions.None.With("a", "1") }));
}
