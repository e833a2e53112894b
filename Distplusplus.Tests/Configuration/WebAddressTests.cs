using Distplusplus.Configuration.Values;

namespace Distplusplus.Tests.Configuration;

/// <summary>Where the status page and the figures are.</summary>
internal sealed class WebAddressTests
{
    [TestCase("3634", "127.0.0.1:3634")]
    [TestCase("0", "127.0.0.1:0")]
    [TestCase("0.0.0.0:3634", "0.0.0.0:3634")]
    [TestCase("[::1]:3634", "[::1]:3634")]
    [TestCase("localhost:80", "localhost:80")]
    public void A_bare_port_is_of_this_machine(string text, string address)
    {
        Assert.That(ValueForms.Web.Read(text, out var parsed, out var error), Is.True, error);
        Assert.That($"{parsed}", Is.EqualTo(address));
    }

    [TestCase("")]
    [TestCase("99999")]
    [TestCase("127.0.0.1")]
    [TestCase("big:3634")]
    [TestCase("unix:/run/x")]
    public void Anything_else_is_answered_with_what_to_write(string text)
    {
        Assert.That(ValueForms.Web.Read(text, out var parsed, out var error), Is.False);
        Assert.That(parsed, Is.Null);
        Assert.That(error, Is.EqualTo(
            $"\"{text}\" is not valid: write a port, for example 3634, or IP:PORT, for example 127.0.0.1:3634"));
    }
}
