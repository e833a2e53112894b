namespace Distplusplus.Configuration.Choices;

/// <summary>The formats of a build host's log. Names as in <c>--log-format</c>.</summary>
internal enum LogFormat
{
    /// <summary>For people: time, level, text.</summary>
    Lines,

    /// <summary>One JSON object a line, its values by name.</summary>
    Json,

    /// <summary>For the journal: its level before each line, no time.</summary>
    Systemd,
}
