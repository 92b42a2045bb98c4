using System.Globalization;
using NativeBench.Cli.Output;

namespace NativeBench.Tests.Cli;

public sealed class UnitsTests
{
    [TestCase(0, "0 ns")]
    [TestCase(873, "873 ns")]
    [TestCase(48_214, "48.21 µs")]
    [TestCase(999_960, "1.000 ms")]
    [TestCase(1_204_000, "1.204 ms")]
    [TestCase(12_345_678_901, "12.35 s")]
    public void Times_have_four_digits_and_a_fitting_unit(double ns, string text) => Assert.That(Units.Time(ns), Is.EqualTo(text));

    [Test]
    public void Numbers_look_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "ru-RU", "de-DE", "ar-SA", "" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                using (Assert.EnterMultipleScope())
                {
                    Assert.That(Units.Rate(12345.6), Is.EqualTo("12,346"));
                    Assert.That(Units.Rate(0.83124), Is.EqualTo("0.8312"));
                    Assert.That(Units.Plain(0.05), Is.EqualTo("0.05"));
                    Assert.That(Units.Seconds(9.96), Is.EqualTo("10.0 s"));
                    Assert.That(Units.Bytes(3 << 20), Is.EqualTo("3.0 MiB"));
                }
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestCase(347.9, 2, 340)]
    [TestCase(0.0567, 2, 0.056)]
    public void Rounds_down_to_digits(double value, int digits, double expected) =>
        Assert.That(Units.FloorTo(value, digits), Is.EqualTo(expected).Within(1e-12));
}
