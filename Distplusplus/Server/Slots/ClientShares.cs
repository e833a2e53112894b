namespace Distplusplus.Server.Slots;

/// <summary>
/// The recent usage of each client in slot-seconds, halved every ten seconds. The client with the lowest usage is
/// served first, so that five jobs do not wait behind five hundred. Owned by <see cref="SlotPool"/> and guarded by its
/// lock.
/// </summary>
internal sealed class ClientShares(TimeProvider time)
{
    private const double HalfLifeSeconds = 10;
    private static readonly double Decay = Math.Log(2) / HalfLifeSeconds;

    /// <summary>Accounts kept before those that hold nothing are looked through.</summary>
    private const int Many = 256;

    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    /// <summary>Tenths of a slot-second: smaller differences are none.</summary>
    public long Of(string client)
        => _accounts.TryGetValue(client, out var account) ? (long)(10 * account.Update(time)) : 0;

    public void Took(string client) => Change(client, 1);

    public void GaveBack(string client) => Change(client, -1);

    private void Change(string client, int slots)
    {
        if (!_accounts.TryGetValue(client, out var account))
        {
            Forget();
            _accounts[client] = account = new Account { Updated = time.GetTimestamp() };
        }

        account.Update(time);
        account.Slots += slots;
    }

    private void Forget()
    {
        if (_accounts.Count >= Many)
        {
            foreach (var client in _accounts.Keys
                .Where(client => _accounts[client].Slots == 0 && Of(client) == 0).ToList())
            {
                _accounts.Remove(client);
            }
        }
    }

    private sealed class Account
    {
        private double _used;

        public long Updated { get; set; }

        /// <summary>Held at this moment.</summary>
        public int Slots { get; set; }

        /// <summary>Slot-seconds as of now.</summary>
        public double Update(TimeProvider time)
        {
            var now = time.GetTimestamp();
            var kept = Math.Exp(-Decay * time.GetElapsedTime(Updated, now).TotalSeconds);
            _used = (_used * kept) + (Slots * (1 - kept) / Decay);
            Updated = now;
            return _used;
        }
    }
}
