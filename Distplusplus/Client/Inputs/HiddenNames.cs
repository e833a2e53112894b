namespace Distplusplus.Client.Inputs;

/// <summary>Names of macros a token came out of, which must not expand in it again.</summary>
internal sealed record HiddenNames(string Name, HiddenNames? Rest)
{
    public static bool Contains(HiddenNames? set, string name)
    {
        for (; set is not null; set = set.Rest)
        {
            if (set.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    public static HiddenNames? Both(HiddenNames? one, HiddenNames? other)
    {
        HiddenNames? common = null;
        for (; one is not null; one = one.Rest)
        {
            if (Contains(other, one.Name))
            {
                common = new HiddenNames(one.Name, common);
            }
        }

        return common;
    }

    public static HiddenNames? Either(HiddenNames? one, HiddenNames? other)
    {
        for (; one is not null; one = one.Rest)
        {
            if (!Contains(other, one.Name))
            {
                other = new HiddenNames(one.Name, other);
            }
        }

        return other;
    }
}
