using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NativeBench.Tests.Report;

/// <summary>A page as a phone of so many CSS pixels lays it out, measured by a headless Chromium.</summary>
internal static partial class Phone
{
    /// <summary>How a page lies on the screen.</summary>
    /// <param name="PageWidth">What can be scrolled to sideways, in CSS pixels; the screen's width when nothing can.</param>
    /// <param name="Outside">Elements that reach beyond the screen and that no scrolling part of the page holds.</param>
    /// <param name="SmallestText">Height of the smallest text on the screen, in CSS pixels; drawings are scaled.</param>
    /// <param name="Smallest">That text.</param>
    /// <param name="Cut">Texts of drawings that reach beyond their drawing, which cuts them off.</param>
    /// <param name="Texts">Pieces of text that were measured.</param>
    public sealed record Layout(double PageWidth, IReadOnlyList<string> Outside, double SmallestText, string Smallest, IReadOnlyList<string> Cut, int Texts);

    // The page is shown in a frame of the phone's width, since a browser's own window can't be that narrow. It runs no script of its
    // own; this one is the frame's.
    private const string Measure = """
        const frame = document.querySelector('iframe'), page = frame.contentDocument, width = frame.clientWidth;
        page.querySelectorAll('details').forEach(d => d.open = true);
        const name = e => e.tagName + (e.className && e.className.baseVal === undefined ? '.' + e.className : '') + ' ' + e.textContent.trim().slice(0, 40);
        const outside = [], scrolls = e => { for (; e; e = e.parentElement) if (['auto', 'scroll', 'hidden'].includes(frame.contentWindow.getComputedStyle(e).overflowX) && e !== page.body && e !== page.documentElement) return true; return false; };
        const cut = [];
        let smallest = 1e9, text = '', texts = 0;
        for (const e of page.body.querySelectorAll('*')) {
            const box = e.getBoundingClientRect();
            if (box.width > 0 && (box.right > width + 0.5 || box.left < -0.5) && !scrolls(e)) outside.push(name(e));
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || box.width === 0 || e.tagName === 'STYLE') continue;
            const scale = e.ownerSVGElement ? e.getScreenCTM().a : 1;
            const size = parseFloat(frame.contentWindow.getComputedStyle(e).fontSize) * scale;
            if (e.ownerSVGElement) {
                const drawing = e.ownerSVGElement.getBoundingClientRect();
                if (box.left < drawing.left || box.right > drawing.right || box.top < drawing.top || box.bottom > drawing.bottom) cut.push(name(e));
            }
            texts++;
            if (size < smallest) { smallest = size; text = name(e); }
        }
        const out = { page: page.documentElement.scrollWidth, outside, smallest, text, cut, texts };
        document.getElementById('layout').textContent = JSON.stringify(out);
        """;

    /// <summary>Lays a page out; ignores the test where there's no Chromium.</summary>
    public static Layout Show(string html, int width = 390)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("phone.html");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture,
            $"<!doctype html><meta charset=\"utf-8\"><body><iframe style=\"width:{width}px;height:844px;border:0\" srcdoc=\"{WebUtility.HtmlEncode(html)}\"></iframe>")
            + "<pre id=\"layout\"></pre><script>addEventListener('load', () => {" + Measure + "});</script>");
        var found = Found().Match(Chromium.Load(file).Dom);
        Assert.That(found.Success, Is.True, "the page was measured");
        using var json = JsonDocument.Parse(WebUtility.HtmlDecode(found.Groups[1].Value));
        var root = json.RootElement;
        return new Layout(
            root.GetProperty("page").GetDouble(), Strings("outside"), root.GetProperty("smallest").GetDouble(), root.GetProperty("text").GetString()!,
            Strings("cut"), root.GetProperty("texts").GetInt32());

        string[] Strings(string key) => [.. root.GetProperty(key).EnumerateArray().Select(static e => e.GetString()!)];
    }

    [GeneratedRegex("<pre id=\"layout\">([^<]+)</pre>")]
    private static partial Regex Found();
}
