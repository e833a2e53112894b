namespace Distplusplus.Configuration.Choices;

/// <summary>The least important message that is still shown. Names as in DISTPLUSPLUS_LOG_LEVEL.</summary>
internal enum LogThreshold
{
    Trace,
    Debug,
    Info,
    Warning,
    Error,
    Fatal,
}
