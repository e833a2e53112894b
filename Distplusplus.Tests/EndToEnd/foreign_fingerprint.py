"""The fingerprint of a compiler, computed by the recipe of PROTOCOL.md."""

import hashlib
import os
import subprocess

CONFIGURATION = (
    "--enable-default-", "--disable-default-", "--with-abi", "--with-arch", "--with-cpu", "--with-default-",
    "--with-dwarf", "--with-float", "--with-fpu", "--with-long-double", "--with-mode", "--with-nan", "--with-tune",
    "--enable-cet", "--disable-cet", "--enable-clocale", "--enable-frame-pointer", "--enable-gnu-unique-object",
    "--enable-initfini-array", "--enable-secureplt", "--enable-standard-branch-protection", "--disable-gnu-",
)
NAMES_A_PLACE = ("-dumpbase", "-dumpbase-ext", "-dumpdir", "-main-file-name", "-o", "-imultiarch", "-x")
OF_ONE = ("acos asin atan cos cosh erf exp exp2 expm1 log log10 log1p log2 sin sinh sqrt tan tanh").split()


def ask(compiler, *arguments, text=b""):
    """Standard output and standard error of the compiler in the C locale."""
    environment = {**os.environ, "LC_ALL": "C"}
    environment.pop("LANGUAGE", None)
    done = subprocess.run(
        [compiler, *arguments], input=text, env=environment, cwd="/",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.stdout.decode(), done.stderr.decode()


def words_of(command):
    """The words of a command as -### prints it."""
    words, word, quoted, started = [], "", False, False
    characters = iter(command)
    for c in characters:
        if c == "\\":
            word, started = word + next(characters), True
        elif c == '"':
            quoted, started = not quoted, True
        elif c == " " and not quoted:
            if started:
                words.append(word)
            word, started = "", False
        else:
            word, started = word + c, True
    return words + [word] if started else words


def defaults_of(words):
    """The options of a command that name no place."""
    kept, skip = [], True
    for word, following in zip(words, words[1:] + [""]):
        if skip:
            skip = False
        elif "/" in word:
            pass
        elif word in NAMES_A_PLACE or "/" in following and not following.startswith("-"):
            skip = True
        else:
            kept.append(word)
    return " ".join(kept)


def value(lines, key):
    return next((line[len(key):].rstrip() for line in lines if line.startswith(key)), None)


def sample():
    """A unit of mathematical functions of constants."""
    lines = ["void sample(double *r)", "{"]
    for i in range(1, 17):
        digits = f"{(i * 7919 + 137) % 9973:04d}"
        lines += [f"*r++ = __builtin_{name}(0.{digits});" for name in OF_ONE]
        lines += [f"*r++ = __builtin_{name}({i}.{digits}, 0.7{digits});" for name in ("atan2", "pow")]
    return "".join(line + "\n" for line in lines + ["}"]).encode()


def facts_of(compiler):
    """The family and the text whose SHA-256 is the digest; (None, None): neither gcc nor clang."""
    _, error = ask(
        compiler, "-###", "-c", "-x", "c", "/dev/null", "-x", "c++", "/dev/null",
        "-x", "objective-c", "/dev/null", "-x", "objective-c++", "/dev/null")
    lines = error.split("\n")
    target = value(lines, "Target: ")
    commands = [line for line in lines if line.startswith(" ")]
    for line in lines:
        if line.startswith("gcc version "):
            assembler, _ = ask(
                compiler, "-Wa,--version", "-c", "-x", "assembler", "/dev/null", "-o", "/dev/null")
            facts = ["gcc", line.rstrip(), target, assembler.split("\n")[0].rstrip()]
            configured = [word.strip("'") for word in (value(lines, "Configured with: ") or "").split(" ")]
            facts += sorted(word for word in configured if word.startswith(CONFIGURATION))
            for proper in ("/cc1", "/cc1plus"):
                found = [words for words in map(words_of, commands) if words[0].endswith(proper)]
                facts += [defaults_of(words) for words in found[:1]]
            return "gcc", "\n".join(facts)
        if "clang version " in line:
            assembly, _ = ask(
                compiler, "-w", "-O1", "-S", "-include", "/dev/null", "-x", "c", "-", "-o", "-", text=sample())
            facts = ["clang", line.rstrip(), target]
            facts += [defaults_of(words_of(command)) for command in commands[:2]]
            return "clang", "\n".join(facts + [hashlib.sha256(assembly.encode()).hexdigest()])
    return None, None
