namespace Distplusplus.Protocol.Http2;

/// <summary>Frames of HTTP/2 that mean something to a client with one call (RFC 9113, section 6).</summary>
internal enum FrameType
{
    Data = 0,
    Headers = 1,
    ResetStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}
