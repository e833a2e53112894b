using System.Text.Json;
using System.Text.Json.Serialization;
using Distplusplus.Platform;

namespace Distplusplus.Diagnostics;

/// <summary>Makes every text in a report printable, because readers of the JSON show it to people.</summary>
internal sealed class PrintableJson : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
        => writer.WriteStringValue(NativeText.ForPeople(value));
}
