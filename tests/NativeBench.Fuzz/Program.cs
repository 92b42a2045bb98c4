using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NativeBench.Fuzz;

// usage: NativeBench.Fuzz [--seconds N] [--seed N] [--corpus DIR] [FILE...]     (FILEs are checked once each instead)
double seconds = 10;
int seed = Environment.TickCount;
string corpus = Path.Combine("tests", "fuzz", "config");
var files = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--seconds")
        seconds = double.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--seed")
        seed = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--corpus")
        corpus = args[++i];
    else
        files.Add(args[i]);
}

if (!CLibrary.IsThere)
{
    Console.Error.WriteLine("The C library's number parsers are needed to compare with, and they are only called on Linux.");
    return 2;
}

using var target = new ConfigurationTarget(seed, corpus);
foreach (string path in files)
    Console.WriteLine($"{path}: {target.Check(File.ReadAllBytes(path)) ?? "good"}");
if (files.Count > 0)
    return 0;

var watch = Stopwatch.StartNew();
long executions = 0;
long nextReportS = 30;
Console.WriteLine(FormattableString.Invariant($"seed {seed}, {target.Corpus.Count} files in {corpus}"));
while (watch.Elapsed.TotalSeconds < seconds)
{
    executions++;
    if (target.Next(out byte[] file) is { } problem)
    {
        string path = $"fuzz-{Convert.ToHexStringLower(SHA256.HashData(file))[..12]}.conf";
        File.WriteAllBytes(path, file);
        Console.WriteLine(FormattableString.Invariant($"execution {executions}: {problem}\nthe file is kept as {path}:\n{Encoding.UTF8.GetString(file)}"));
        return 1;
    }

    if (watch.Elapsed.TotalSeconds >= nextReportS)
    {
        Console.WriteLine(FormattableString.Invariant($"{watch.Elapsed.TotalSeconds:F0} s: {executions} executions"));
        nextReportS += 30;
    }
}

Console.WriteLine(FormattableString.Invariant($"{executions} files and {executions * ConfigurationTarget.NumbersPerFile} numbers in {watch.Elapsed.TotalSeconds:F1} s, nothing found"));
return 0;
