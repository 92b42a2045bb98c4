using NativeBench.Cli.Commands;
using NativeBench.Cli.Output;
using NativeBench.ModelSynthesis;
using Spectre.Console;

namespace NativeBench.Cli.ModelSynthesis;

/// <summary>The architectures with their sizes.</summary>
internal static class ArchitectureList
{
    public static void Write(Terminal terminal, bool json)
    {
        var models = SyntheticModels.All.Select(Build).ToList();
        if (json)
        {
            terminal.Out.WriteLine(JsonText.Write(writer =>
            {
                writer.WriteStartArray();
                foreach (var model in models)
                {
                    writer.WriteStartObject();
                    SynthesisJson.WriteArchitecture(writer, model);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }));
        }
        else
        {
            WriteTable(terminal.Rich(), models);
        }

        terminal.Out.Flush();
    }

    /// <summary>A count with three digits: <c>25.6 M</c>.</summary>
    public static string Large(long count) => count switch
    {
        < 1_000_000 => Units.Invariant($"{count / 1e3:0.0} k"),
        < 1_000_000_000 => Units.Invariant($"{count / 1e6:0.0} M"),
        _ => Units.Invariant($"{count / 1e9:0.00} G"),
    };

    /// <summary>In single precision, or in half where the file would be too large.</summary>
    private static SyntheticModel Build(SyntheticArchitecture architecture)
    {
        try
        {
            return architecture.Build();
        }
        catch (ArgumentException)
        {
            return architecture.Build(new SynthesisOptions { Precision = WeightPrecision.Float16 });
        }
    }

    private static void WriteTable(IAnsiConsole console, List<SyntheticModel> models)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Name", "Architecture");
        table.AddColumn(new TableColumn("Parameters").RightAligned());
        table.AddColumn(new TableColumn("Multiply-adds").RightAligned());
        foreach (var model in models)
        {
            var title = model.Architecture.Reduced is { } reduced ? $"{model.Architecture.Title} ({reduced})" : model.Architecture.Title;
            table.AddRow(
                Markup.Escape(model.Architecture.Name), Markup.Escape(title), Large(model.Parameters),
                model.MultiplyAdds == 0 ? "" : Large(model.MultiplyAdds));
        }

        console.Write(table);
    }
}
