using Distplusplus.Platform;
using Google.Protobuf;

namespace Distplusplus.Protocol;

/// <summary>
/// Makes what a peer said fit to be used: its words printable and of bounded length, its numbers in range. Every
/// message passes here when it is read, so nothing behind it need be careful. What a compiler printed, and paths and
/// options, which are bytes, stay as they are.
/// </summary>
internal static class PeerMessages
{
    private const int LongestName = 1024;
    private const int LongestSentence = 8192;
    private const int MostListed = 4096;
    private const double HighestLoad = 1e6;

    public static CompileReply Sanitized(CompileReply reply)
    {
        switch (reply.MessageCase)
        {
            case CompileReply.MessageOneofCase.Granted:
                Sanitize(reply.Granted.Features);
                Sanitize(reply.Granted.Load);
                break;
            case CompileReply.MessageOneofCase.Queued:
                Sanitize(reply.Queued.Load);
                break;
            case CompileReply.MessageOneofCase.Refused:
                reply.Refused.Culprit = Printable(reply.Refused.Culprit);
                reply.Refused.Sentence = Printable(reply.Refused.Sentence, LongestSentence);
                Sanitize(reply.Refused.Load);
                break;
            default:
                break;
        }

        return reply;
    }

    public static HostDescription Sanitized(HostDescription description)
    {
        description.Software = Name(description.Software);
        description.Machine = Name(description.Machine);
        description.Isolation = Name(description.Isolation);
        Sanitize(description.Features);
        Sanitize(description.Load);
        Bound(description.Compilers);
        foreach (var compiler in description.Compilers)
        {
            compiler.Name = Name(compiler.Name);
            compiler.Path = Name(compiler.Path);
            compiler.Trouble = Name(compiler.Trouble);
            compiler.Facts = ByteString.Empty; // For other clients: ours asks its own compiler.
            Sanitize(compiler.Fingerprint);
        }

        return description;
    }

    public static HostState Sanitized(HostState state)
    {
        Sanitize(state.Load);
        Bound(state.Jobs);
        foreach (var job in state.Jobs)
        {
            job.Phase = Known(job.Phase);
            job.Source = Printable(job.Source);
            job.Compiler = Name(job.Compiler);
            job.ElapsedMs = (ulong)PeerTime.FromMilliseconds(job.ElapsedMs).TotalMilliseconds;
            Sanitize(job.Client);
        }

        return state;
    }

    public static Offer Sanitized(Offer offer)
    {
        Sanitize(offer.Features);
        Sanitize(offer.RequiredFeatures);
        Sanitize(offer.Client);
        Sanitize(offer.Compiler);
        offer.Driver = Name(offer.Driver);
        foreach (var variable in offer.Environment)
        {
            variable.Name = Name(variable.Name);
        }

        return offer;
    }

    private static void Sanitize(ClientIdentity? client)
    {
        if (client is not null)
        {
            client.Software = Name(client.Software);
            client.Machine = Name(client.Machine);
            client.User = Name(client.User);
        }
    }

    private static void Sanitize(CompilerFingerprint? compiler)
    {
        if (compiler is not null)
        {
            compiler.Family = Known(compiler.Family);
            compiler.Version = Name(compiler.Version);
            compiler.Target = Name(compiler.Target);
        }
    }

    private static void Sanitize(HostLoad? load)
    {
        if (load is not null)
        {
            load.Slots = Math.Min(load.Slots, int.MaxValue);
            load.Running = Math.Min(load.Running, int.MaxValue);
            load.Queued = Math.Min(load.Queued, int.MaxValue);
            load.LoadAverage = double.IsFinite(load.LoadAverage) ? Math.Clamp(load.LoadAverage, 0, HighestLoad) : 0;
        }
    }

    private static void Sanitize(IList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            names[i] = Name(names[i]);
        }
    }

    /// <summary>A value of a later version is none.</summary>
    private static T Known<T>(T value)
        where T : struct, Enum
        => Enum.IsDefined(value) ? value : default;

    private static void Bound<T>(Google.Protobuf.Collections.RepeatedField<T> list)
    {
        while (list.Count > MostListed)
        {
            list.RemoveAt(list.Count - 1);
        }
    }

    private static ByteString Printable(ByteString bytes)
        => ByteString.CopyFrom(NativeText.Encode(Printable(NativeText.Decode(bytes.Span), LongestName)));

    private static string Name(string text) => Printable(text, LongestName);

    private static string Printable(string text, int longest)
    {
        var shown = NativeText.ForPeople(text.Length > longest ? text[..longest] : text);
        return text.Length > longest ? $"{shown}…" : shown;
    }
}
