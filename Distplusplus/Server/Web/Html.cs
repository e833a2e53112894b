using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Distplusplus.Platform;

namespace Distplusplus.Server.Web;

/// <summary>
/// HTML as it grows. Whatever stands in the holes of an interpolated string is text, made printable and escaped: names
/// of files and users come from clients.
/// </summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    public Html Add([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Markup of our own, as it is.</summary>
    public Html AddOurs(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>Writes what stands between the holes as it is, and the holes escaped.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly StringBuilder _text;

        public Markup(int literalLength, int formattedCount, Html html)
        {
            _ = formattedCount;
            _text = html._text;
            _text.EnsureCapacity(_text.Length + literalLength);
        }

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? value)
            => _text.Append(WebUtility.HtmlEncode(NativeText.ForPeople(value ?? "")));

        public void AppendFormatted(IFormattable value)
            => AppendFormatted(value.ToString(null, CultureInfo.InvariantCulture));
    }
}
