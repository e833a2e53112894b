"""The inputs of a compile: what the compiler names, checked against what PROTOCOL.md says it does not name."""

import hashlib
import os
import re
import subprocess

import distplusplus_pb2 as pb

# -M lists what was included; a header that is only asked for counts as well.
ASKED_FOR = re.compile(rb"__has_include(?:_next)?\s*\(\s*[\"<]([^\">\n]+)[\">]")
# Names that only the compiler, or only the assembler, knows.
UNKNOWN = re.compile(
    rb"__has_include(?:_next)?\s*\(\s*[^\s\"<]|#\s*embed\b|\.incbin\b|\.include\b"
    rb"|^\s*#\s*include(?:_next)?\s+[^\s\"<]", re.M)
ABSOLUTE = re.compile(rb"^\s*#\s*include(?:_next)?\s*[\"<]/", re.M)
CHANGES_DIRECTORIES = ("-std=", "-m", "-stdlib=", "--sysroot=", "-nostdinc", "--target=", "-f")


class Unknown(Exception):
    """The inputs cannot be known: the compile stays local."""


def listed(compiler, options, source):
    """The files that the compiler reads for this source."""
    done = subprocess.run(
        [compiler, *options, "-M", "-MT", "x", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise Unknown("the compiler cannot list the inputs")
    rule = done.stdout.replace(b"\\\n", b" ").split(b":", 1)[1]
    names = re.findall(rb"(?:\\.|[^\s\\])+", rule)
    return [os.path.join(os.getcwdb(), re.sub(rb"\\(.)", rb"\1", name).replace(b"$$", b"$")) for name in names]


def system_directories(compiler, language, options):
    """The directories that the compiler searches by itself, without those of the job's -I and -isystem."""
    asked = [option for option in options if option.startswith(CHANGES_DIRECTORIES)]
    done = subprocess.run(
        [compiler, *asked, "-E", "-v", "-x", language, "/dev/null"], env={**os.environ, "LC_ALL": "C"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    names = done.stderr.split(b"#include <...> search starts here:\n")[1].split(b"End of search list.")[0]
    return [name[1:] for name in names.splitlines()]


class Manifest:
    """Files, links and directories, each once, at the places where they really are."""

    def __init__(self, search):
        self._search = search
        self._inputs = {}
        self._contents = {}
        self.needs_root = False

    @property
    def inputs(self):
        return list(self._inputs.values())

    def content(self, index):
        return self._contents[self.inputs[index].path]

    def add(self, path):
        """A file or directory that exists, with every link and every ".." on the way to it."""
        place = b""
        names = path.split(b"/")[::-1]
        while names:
            name = names.pop()
            if name in (b"", b"."):
                continue
            if name == b"..":
                self._put(place, directory=True)
                place = os.path.dirname(place).rstrip(b"/")
                continue
            place += b"/" + name
            if os.path.islink(place):
                target = os.readlink(place)
                self._put(place, link_target=target)
                names += target.split(b"/")[::-1]
                place = b"" if target.startswith(b"/") else os.path.dirname(place).rstrip(b"/")
        if os.path.isdir(place or b"/"):
            self._put(place, directory=True)
        elif place not in self._inputs:
            self._put_file(place, os.path.dirname(path))

    def _put(self, place, **kind):
        if place:
            self._inputs.setdefault(place, pb.Input(path=place, **kind))

    def _put_file(self, place, directory):
        with open(place, "rb") as file:
            content = file.read()
            changed = os.fstat(file.fileno()).st_mtime_ns
        self._contents[place] = content
        self._put(place, sha256=hashlib.sha256(content).digest(), size=len(content), modified_ns=changed)
        if UNKNOWN.search(content):
            raise Unknown(f"{os.fsdecode(place)} names files in a way that only the compiler understands")
        self.needs_root |= ABSOLUTE.search(content) is not None
        for name in ASKED_FOR.findall(content):
            for found in (os.path.join(place, name) for place in [directory, *self._search]):
                if os.path.exists(found):
                    self.add(found)


def collect(compiler, options, source, system):
    """A manifest of everything the source may look at."""
    here = os.getcwdb()
    named = [os.path.join(here, os.fsencode(option[2:])) for option in options if option.startswith("-I")]
    manifest = Manifest([*named, *system])
    for path in [*listed(compiler, options, source), *filter(os.path.isdir, named)]:
        manifest.add(path)
    return manifest
