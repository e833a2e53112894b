using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Distplusplus.Client.Hosts;
using Distplusplus.Diagnostics.Check;
using Distplusplus.Diagnostics.Explain;
using Distplusplus.Diagnostics.Hosts;
using Distplusplus.Diagnostics.Summary;

namespace Distplusplus.Diagnostics;

/// <summary>
/// The JSON that programs read: <c>--json</c> of <c>check</c> and <c>hosts</c>. Names and meanings are stable.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(HostJson[]))]
[JsonSerializable(typeof(CheckJson))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(SummaryJson))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    // Commands and sentences with quotes stay readable; nobody puts this into HTML.
    private static ReportJson Readable => new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new PrintableJson() },
    });

    public static string Hosts(IReadOnlyList<HostReport> reports, HostStateCache? known = null)
    {
        var speeds = new HostSpeeds(known, [.. reports.Select(report => report.Host)]);
        return JsonSerializer.Serialize(
            [
                .. reports.Select(report => Diagnostics.Hosts.HostJson.Of(report) with
                {
                    Known = KnownHost.Sentence(report.Host, known),
                    Speed = speeds.Of(report.Host) is { } speed ? Math.Round(speed, 3) : null,
                }),
            ],
            Readable.HostJsonArray);
    }

    /// <param name="summary">Null: there are no records.</param>
    public static string Summary(BuildSummary? summary, int processors)
        => summary is null
            ? "null"
            : JsonSerializer.Serialize(Diagnostics.Summary.SummaryJson.Of(summary, processors), Readable.SummaryJson);

    public static string Explain(Explanation explanation)
        => JsonSerializer.Serialize(explanation, Readable.Explanation);

    public static string Check(CheckJson check) => JsonSerializer.Serialize(check, Readable.CheckJson);
}
