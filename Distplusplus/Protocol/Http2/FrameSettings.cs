namespace Distplusplus.Protocol.Http2;

/// <summary>Those settings of RFC 9113, section 6.5.2, that concern one call.</summary>
internal static class FrameSettings
{
    public const short Push = 2;
    public const short Window = 4;
    public const short LargestFrame = 5;
}
