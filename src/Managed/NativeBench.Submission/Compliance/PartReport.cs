using System.Globalization;

namespace NativeBench.Submission.Compliance;

/// <summary>One part of a test while it is verified: the verify_*.txt it will be, and what a verdict says of it.</summary>
internal sealed class PartReport
{
    public const string Pass = "TEST PASS";

    public List<string> Lines { get; } = [];

    public List<ComplianceFigure> Figures { get; } = [];

    public List<string> Reasons { get; } = [];

    public List<string> Warnings { get; } = [];

    public bool Passes { get; private set; }

    /// <summary>A figure, as a line <c>name = value</c>.</summary>
    public void Figure(string name, string value)
    {
        Figures.Add(new ComplianceFigure(name, value));
        Lines.Add($"{name} = {value}");
    }

    public void Figure(string name, long value) => Figure(name, value.ToString(CultureInfo.InvariantCulture));

    public void Warn(string sentence) => Warnings.Add(sentence);

    public void Passed()
    {
        Passes = true;
        Lines.Add(Pass);
    }

    public void Failed(string sentence)
    {
        Passes = false;
        Reasons.Add(sentence);
        Lines.Add("TEST FAIL: " + sentence);
    }

    /// <summary>Decides without a line; the lines and reasons are there.</summary>
    public void Decide(bool passes) => Passes = passes;

    /// <summary>
    /// A number as Python prints it, for the range of scores (1e-4 to 1e15): the shortest digits, always with a point.
    /// </summary>
    public static string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 ? text + ".0" : text;
    }
}
