using System.Globalization;
using CsCheck;
using NativeBench.LoadGen.Logging;

namespace NativeBench.Tests.LoadGen.Logging;

public sealed class CFormatTests
{
    [TestCase(0.0, ExpectedResult = "0")]
    [TestCase(-0.0, ExpectedResult = "-0")]
    [TestCase(1.0, ExpectedResult = "1")]
    [TestCase(100000.0, ExpectedResult = "100000")]
    [TestCase(999999.5, ExpectedResult = "1e+06")]
    [TestCase(1e6, ExpectedResult = "1e+06")]
    [TestCase(606.0239999, ExpectedResult = "606.024")]
    [TestCase(0.0001, ExpectedResult = "0.0001")]
    [TestCase(0.00001, ExpectedResult = "1e-05")]
    [TestCase(2.893894e-05, ExpectedResult = "2.89389e-05")]
    [TestCase(1.0000005, ExpectedResult = "1")]
    [TestCase(-12.5, ExpectedResult = "-12.5")]
    [TestCase(1e300, ExpectedResult = "1e+300")]
    [TestCase(5e-324, ExpectedResult = "4.94066e-324")]
    [TestCase(double.PositiveInfinity, ExpectedResult = "inf")]
    [TestCase(0.9500000000000001, ExpectedResult = "0.95")]
    public string General_is_six_significant_digits(double value) => CFormat.General(value);

    [TestCase(0.125, 2, ExpectedResult = "0.12")]
    [TestCase(0.375, 2, ExpectedResult = "0.38")]
    [TestCase(2.5, 0, ExpectedResult = "2")]
    [TestCase(885.055, 2, ExpectedResult = "885.05")]
    [TestCase(99.9, 2, ExpectedResult = "99.90")]
    [TestCase(-0.004, 2, ExpectedResult = "-0.00")]
    [TestCase(1e22, 1, ExpectedResult = "10000000000000000000000.0")]
    public string Fixed_rounds_the_exact_value_and_ties_to_even(double value, int decimals) => CFormat.Fixed(value, decimals);

    [Test]
    public void A_zero_by_zero_division_reads_as_the_C_library_writes_it()
        => Assert.That(CFormat.General(0.0 / Math.Sin(0)), Is.EqualTo("-nan").Or.EqualTo("nan"));

    [TestCase(2259691800, 6, ExpectedResult = "2259.691800")]
    [TestCase(-1, 3, ExpectedResult = "-0.001")]
    [TestCase(-1500, 3, ExpectedResult = "-1.500")]
    public string Fixed_point_is_exact(long value, int decimals) => CFormat.FixedPoint(value, decimals);

    [Test]
    public void Parsing_what_was_written_gives_the_value_to_six_digits()
        => Gen.Double.Where(double.IsFinite).Sample(x =>
        {
            double back = double.Parse(CFormat.General(x), CultureInfo.InvariantCulture);
            return x == 0 ? back == 0 : Math.Abs(back - x) <= Math.Abs(x) * 5.1e-6 || Math.Abs(x) < 1e-300;
        });
}
