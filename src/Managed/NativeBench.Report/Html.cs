using System.Net;
using System.Text;

namespace NativeBench.Report;

/// <summary>Writes HTML; text is escaped unless a method says otherwise.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new(1 << 16);

    public override string ToString() => _text.ToString();

    /// <summary>Markup, as it is.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Text.</summary>
    public Html Text(string? text) => Raw(Escape(text));

    /// <summary>An element with text in it.</summary>
    public Html Element(string name, string? text, string? @class = null) =>
        Raw(@class is null ? $"<{name}>" : $"<{name} class=\"{@class}\">").Text(text).Raw($"</{name}>\n");

    /// <summary>A list, or nothing if it's empty.</summary>
    public Html List(IEnumerable<string> items, string @class)
    {
        var all = items.ToArray();
        if (all.Length == 0)
            return this;
        Raw($"<ul class=\"{@class}\">\n");
        foreach (var item in all)
            Element("li", item);
        return Raw("</ul>\n");
    }

    /// <summary>A table of names and values.</summary>
    public Html Pairs(IEnumerable<(string Name, string? Value)> pairs)
    {
        Raw("<div class=\"scroll\"><table>\n");
        foreach (var (name, value) in pairs.Where(static p => !string.IsNullOrEmpty(p.Value)))
            Raw("<tr><td class=\"k\">").Text(name).Raw("</td><td class=\"v\">").Text(value).Raw("</td></tr>\n");
        return Raw("</table></div>\n");
    }

    /// <summary>A number's cell: text for people, and where in result.json it's from with its value for programs; a phone puts the label before it.</summary>
    public Html Number(string text, string? path = null, double? value = null, string? label = null)
    {
        var data = path is null || value is not { } v ? "" : FormattableString.Invariant($" data-path=\"{Escape(path)}\" data-value=\"{v:R}\"");
        var named = label is null ? "" : $" data-label=\"{Escape(label)}\"";
        return Raw($"<td class=\"n\"{data}{named}>").Text(text).Raw("</td>");
    }

    public static string Escape(string? text) => WebUtility.HtmlEncode(text ?? "");
}
