namespace Distplusplus.Tests.Support;

/// <summary>
/// How many random inputs a test takes and from which seed. DISTPLUSPLUS_FUZZ=N makes it N times as many, from
/// another seed each time, which is printed.
/// </summary>
internal static class Fuzzing
{
    private const int UsualSeed = 20_261_122;

    public static (Random Random, int Count) Of(int usualCount)
    {
        var times = int.TryParse(Environment.GetEnvironmentVariable("DISTPLUSPLUS_FUZZ"), out var asked) ? asked : 1;
        var seed = times == 1 ? UsualSeed : Environment.TickCount;
        TestContext.Out.WriteLine($"{(long)usualCount * times} inputs from seed {seed}");
        return (new Random(seed), checked(usualCount * times));
    }

    public static T Of<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>The bytes with a few of them changed, doubled, left out or cut off.</summary>
    public static byte[] Mutate(this Random random, byte[] bytes)
    {
        var mutated = new List<byte>(bytes);
        for (var changes = random.Next(1, 8); changes > 0 && mutated.Count > 0; changes--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(6))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    mutated.RemoveAt(at);
                    break;
                case 3:
                    mutated.Insert(at, random.Of((byte[])[0, 0xff, 0x7f, 0x80, (byte)'/', (byte)'.', (byte)'@']));
                    break;
                case 4:
                    mutated.RemoveRange(at, mutated.Count - at);
                    break;
                default:
                    mutated.InsertRange(at, mutated.GetRange(at, Math.Min(random.Next(1, 32), mutated.Count - at)));
                    break;
            }
        }

        return [.. mutated];
    }
}
