using System.Security.Cryptography;
using Distplusplus.Platform;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Platform;

internal sealed class Sha256Tests
{
    [Test]
    public void It_is_what_everybody_else_computes()
    {
        var random = new Random(11);
        foreach (var length in (int[])[0, 1, 55, 56, 63, 64, 65, 119, 4095, 4096, 1_000_000])
        {
            var content = new byte[length];
            random.NextBytes(content);
            var plain = new byte[Sha256.Bytes];
            PlainSha256.Hash(content, plain);
            Assert.That(Sha256.Of(content), Is.EqualTo(SHA256.HashData(content)), $"{length} bytes");
            Assert.That(plain, Is.EqualTo(SHA256.HashData(content)), $"{length} bytes, without OpenSSL");
        }
    }
}
