using System.Security.Cryptography;
using System.Text;

namespace Distplusplus.Server.Web;

/// <summary>
/// Looks and life of the status page. The browser runs this script and uses this style only: the page's policy names
/// them by their digests.
/// </summary>
internal static class StatusAssets
{
    public const string Style = """
        :root {
          color-scheme: light dark;
          --ground: #f6f5f1; --sheet: #fff; --ink: #22262b; --quiet: #737a82; --line: #e6e4dd;
          --live: #2f7d5b; --free: #dcdad2; --bad: #b4452f; --wait: #a87412;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #16181b; --sheet: #1e2125; --ink: #dfe2e5; --quiet: #8b929a; --line: #2b2f34;
            --live: #5cb88d; --free: #34393f; --bad: #e27e68; --wait: #d8a548;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--ground); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
        }
        main { max-width: 66rem; margin: 0 auto; padding: 2.5rem 1.5rem 3rem; }
        header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem 1rem; margin-bottom: 1.6rem; }
        h1 { font-size: 1.7rem; font-weight: 600; margin: 0; letter-spacing: -.01em; }
        h2 { font-size: .95rem; font-weight: 600; margin: 0 0 .6rem; }
        header p { margin: 0; color: var(--quiet); flex: 1; }
        .state { font-weight: 600; color: var(--live); }
        .state::before { content: "●"; margin-right: .4em; font-size: .8em; }
        .state.ending, .silent .state { color: var(--wait); }
        section, .figures > div {
          background: var(--sheet); border: 1px solid var(--line); border-radius: .6rem; padding: 1.1rem 1.3rem;
        }
        section { margin-top: 1rem; overflow-x: auto; }
        .figures { display: grid; grid-template-columns: 2fr 1fr 1fr 1fr 1fr; gap: 1rem; }
        .figures b { display: block; font-size: 1.7rem; font-weight: 600; line-height: 1.25; }
        .figures small { color: var(--quiet); font-size: .85rem; }
        .figures b small { font-size: 1rem; font-weight: 400; }
        .slots { display: flex; flex-wrap: wrap; gap: 4px; margin-top: .5rem; }
        .slots i { width: 14px; height: 14px; border-radius: 3px; background: var(--free); }
        .slots i.taken { background: var(--live); }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .3rem 1.1rem .3rem 0; white-space: nowrap; vertical-align: top; }
        th { color: var(--quiet); font-weight: 400; font-size: .85rem; }
        tbody tr { border-top: 1px solid var(--line); }
        td.name { white-space: normal; overflow-wrap: anywhere; min-width: 12rem; }
        th.number, td.number { text-align: right; }
        th:last-child, td:last-child { padding-right: 0; }
        .quiet, .none { color: var(--quiet); }
        .none { margin: 0; }
        .ok { color: var(--live); }
        .bad { color: var(--bad); }
        .wait { color: var(--wait); }
        footer { margin-top: 1.4rem; color: var(--quiet); font-size: .85rem; }
        footer a { color: inherit; }
        @media (max-width: 46rem) {
          .figures { grid-template-columns: 1fr 1fr; }
          .figures > :first-child { grid-column: 1 / -1; }
        }
        """;

    public const string Script = """
        const pause = 2000;
        async function renew() {
          try {
            if (!document.hidden) {
              const answer = await fetch(location.href, { cache: "no-store" });
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              document.querySelector("main").replaceWith(page.querySelector("main"));
              document.title = page.title;
            }
          } catch {
            document.querySelector("main").className = "silent";
            document.querySelector(".state").textContent = "does not answer";
          }
          setTimeout(renew, pause);
        }
        setTimeout(renew, pause);
        """;

    /// <summary>Content-Security-Policy.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src {Digest(Style)}; script-src {Digest(Script)}; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static string Digest(string text)
        => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
