using Distplusplus.Configuration;
using Distplusplus.Platform.Files;
using Distplusplus.Server.Trust;
using Distplusplus.Tests.Support;

namespace Distplusplus.Tests.Server.Trust;

/// <summary>The lists of who may come in follow their file, and a slow directory of users holds up nobody.</summary>
internal sealed class CurrentAccessTests
{
    private Scratch _scratch = null!;
    private KeptLines _log = null!;
    private SemaphoreSlim _asked = null!;
    private ManualResetEventSlim _answers = null!;
    private volatile bool _isSlow;

    private string File => $"{_scratch.Path}/host.toml";

    [SetUp]
    public void Make()
    {
        _scratch = new Scratch();
        _log = new KeptLines();
        _asked = new SemaphoreSlim(0);
        _answers = new ManualResetEventSlim(initialState: true);
        _isSlow = true;
    }

    [TearDown]
    public void Remove()
    {
        _scratch.Dispose();
        _asked.Dispose();
        _answers.Dispose();
    }

    [Test]
    public async Task Who_calls_while_names_are_asked_for_is_judged_by_the_old_lists_and_then_by_the_new()
    {
        var access = Access("socket_users = [\"7\"]\nallow = [\"127.0.0.0/8\"]");
        _answers.Reset();
        Write("socket_users = [\"8\"]\nallow = [\"10.0.0.0/8\"]");
        var renewing = Task.Run(() => access.Lists(_log));
        Assert.That(await _asked.WaitAsync(TimeSpan.FromMinutes(1)), Is.True);
        Assert.That(access.Lists(_log).Users, Is.EqualTo(new[] { 7 }));
        _answers.Set();
        Assert.That((await renewing).Users, Is.EqualTo(new[] { 8 }));
        Assert.That(access.Lists(_log).Users, Is.EqualTo(new[] { 8 }));
        Assert.That(_log.Lines, Is.EqualTo(new[] { Renewed }));
    }

    [Test]
    public async Task The_last_change_wins_however_long_the_one_before_it_takes()
    {
        var access = Access("socket_users = [\"7\"]");
        _answers.Reset();
        Write("socket_users = [\"8\"]");
        var slow = Task.Run(() => access.Lists(_log));
        Assert.That(await _asked.WaitAsync(TimeSpan.FromMinutes(1)), Is.True);
        Write("socket_users = [\"9\"]\n# a change");
        _isSlow = false;
        Assert.That(access.Lists(_log).Users, Is.EqualTo(new[] { 9 }));
        _answers.Set();
        Assert.That((await slow).Users, Is.EqualTo(new[] { 9 }));
        Assert.That(access.Lists(_log).Users, Is.EqualTo(new[] { 9 }));
        Assert.That(_log.Lines, Is.EqualTo(new[] { Renewed }));
    }

    [TestCase("socket_users = 3", "socket_users: a list is expected: write socket_users = [\"alice\"]",
        TestName = "A_file_that_cannot_be_read_puts_no_change_before_it_aside")]
    [TestCase("socket_users = [\"no-such-user-anywhere\"]", "there is no user no-such-user-anywhere",
        TestName = "A_user_nobody_knows_puts_no_change_before_it_aside")]
    public async Task A_change_that_cannot_be_used_puts_no_change_before_it_aside(string later, string trouble)
    {
        var access = Access("socket_users = [\"7\"]");
        _answers.Reset();
        Write("socket_users = [\"8\"]");
        var revoking = Task.Run(() => access.Lists(_log));
        Assert.That(await _asked.WaitAsync(TimeSpan.FromMinutes(1)), Is.True);
        Write(later);
        _isSlow = false;
        Assert.That(access.Lists(_log).Users, Is.EqualTo(new[] { 7 }));
        _answers.Set();
        Assert.That((await revoking).Users, Is.EqualTo(new[] { 8 }));
        Assert.That(access.Lists(_log).Users, Is.EqualTo(new[] { 8 }));
        Assert.That(_log.Lines, Has.Count.EqualTo(2));
        Assert.That(_log.Lines[0], Does.StartWith(
            "the changed settings are not valid, the previous access lists stay in effect: "));
        Assert.That(_log.Lines[0], Does.EndWith(trouble));
        Assert.That(_log.Lines[1], Is.EqualTo(Renewed));
    }

    [Test]
    public void A_user_nobody_knows_leaves_the_old_lists_in_place()
    {
        var access = Access("socket_users = [\"7\"]");
        Write("socket_users = [\"no-such-user-anywhere\"]");
        Assert.That(access.Lists(_log).Users, Is.EqualTo(new[] { 7 }));
        Assert.That(_log.Lines, Is.EqualTo(new[]
        {
            "the changed settings are not valid, the previous access lists stay in effect: "
            + "`socket_users`: there is no user no-such-user-anywhere",
        }));
    }

    [Test]
    public void A_list_of_users_does_not_end_without_a_restart()
    {
        var access = Access("socket_users = [\"7\"]");
        Write("slots = 1");
        Assert.That(access.Lists(_log).Users, Is.EqualTo(new[] { 7 }));
        Assert.That(_log.Lines, Is.EqualTo(new[]
        {
            "the changed settings are not valid, the previous access lists stay in effect: "
            + $"{File} no longer has `socket_users`, which would admit everyone: restart the host to apply that",
        }));
    }

    private string Renewed
        => $"{File} has changed: its access lists are in effect, other settings need a restart";

    private CurrentAccess Access(string settings)
    {
        Write(settings);
        return new CurrentAccess(Read().Settings, new SettingsFile(File, FileIdentity.Of(File), Read), settings =>
        {
            if (_isSlow && !_answers.IsSet)
            {
                _asked.Release();
                _answers.Wait(TimeSpan.FromMinutes(1));
            }

            return AccessLists.Of(settings);
        });
    }

    private ServerConfiguration Read() => SettingsReader.ForServer(_ => null, File, SettingsReader.NoFlags);

    private void Write(string settings) => _scratch.Write("host.toml", $"[serve]\n{settings}\n");
}
