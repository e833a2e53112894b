"""A client that shares no code with ours: written from PROTOCOL.md, stubs generated from the .proto.

foreign_client.py ADDRESS STUBS VERB [ARGUMENT...]

  compile COMPILER OPTION... -c SOURCE -o OUTPUT   compile at the host what it can do, everything else here
  refuse                                           offer what a host must refuse; print reason and culprit
  queue                                            hold the only slot, offer again, let go; print what happens

FOREIGN_LOG names a file to which "host MODE" or "here REASON" is written.
"""

import hashlib
import os
import subprocess
import sys

import grpc

ADDRESS, STUBS, VERB = sys.argv[1:4]
sys.path.insert(0, STUBS)
sys.dont_write_bytecode = True

import distplusplus_pb2 as pb  # noqa: E402
import distplusplus_pb2_grpc as rpc  # noqa: E402
import foreign_fingerprint  # noqa: E402
import foreign_inputs  # noqa: E402
from foreign_stream import ENCODINGS, Job, Local, Refused, run  # noqa: E402

FAMILIES = {"gcc": pb.COMPILER_FAMILY_GCC, "clang": pb.COMPILER_FAMILY_CLANG}
AT_ROOT = ("-flto", "--coverage", "-ftest-coverage", "-fprofile-arcs", "-fprofile-generate", "-fcoverage-mapping")
UNDERSTOOD = ("-O", "-g", "-W", "-std=", "-D", "-U", "-I", "-f", "-m", "-pedantic", *AT_ROOT)
VARIABLES = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ", "SOURCE_DATE_EPOCH", "TERM")
MISSING = (b"No such file or directory", b"Permission denied", b"file not found", b"cannot open file")


class Command:
    """The command line of a compiler, as far as this client understands it."""

    def __init__(self, words):
        self.compiler, self.options, self.dependencies = words[0], [], None
        self.source = self.output = None
        rest = iter(words[1:])
        for word in rest:
            if word == "-o":
                self.output = next(rest)
            elif word in ("-MD", "-MMD"):
                self.dependencies = word
            elif word.startswith(UNDERSTOOD):
                self.options.append(word)
            elif word != "-c":
                if word.startswith("-") or self.source:
                    raise Local(f"{word} is not understood")
                self.source = word
        if not self.source or not self.output:
            raise Local("this is not one source with -c and -o")
        self.is_cxx = "++" in os.path.basename(self.compiler) or self.source.endswith((".cc", ".cpp"))
        stem = os.path.splitext(self.output)[0]
        self.outputs = [(pb.OUTPUT_KIND_MAIN, self.output)]
        if self.dependencies:
            self.outputs.append((pb.OUTPUT_KIND_DEPENDENCIES, stem + ".d"))
        if "-gsplit-dwarf" in self.options:
            self.outputs.append((pb.OUTPUT_KIND_SPLIT_DWARF, stem + ".dwo"))
        if "-fstack-usage" in self.options:
            self.outputs.append((pb.OUTPUT_KIND_STACK_USAGE, stem + ".su"))
        if "--coverage" in self.options or "-ftest-coverage" in self.options:
            self.outputs.append((pb.OUTPUT_KIND_COVERAGE_NOTES, stem + ".gcno"))


def offered(stub, compiler, language):
    """The compiler of the host that is the one here: family, version, target and digest."""
    family, facts = foreign_fingerprint.facts_of(compiler)
    if family is None:
        raise Local(f"{compiler} is neither gcc nor clang")
    version, target = facts.split("\n")[1:3]
    digest = hashlib.sha256(facts.encode()).digest()
    for known in stub.Describe(pb.DescribeRequest(targets=[target]), timeout=20).compilers:
        mine = known.fingerprint
        if (not known.trouble and mine.family == FAMILIES[family] and mine.version == version
                and mine.target == target and mine.digest == digest and language in known.languages):
            return mine
    raise Local(f"the host does not have {version}")


def offer_of(stub, command):
    """An offer, and its manifest."""
    language = pb.LANGUAGE_CXX if command.is_cxx else pb.LANGUAGE_C
    compiler = offered(stub, command.compiler, language)
    system = foreign_inputs.system_directories(command.compiler, "c++" if command.is_cxx else "c", command.options)
    manifest = foreign_inputs.collect(command.compiler, command.options, command.source, system)
    at_root = manifest.needs_root or any(option.startswith(AT_ROOT) for option in command.options)
    offer = pb.Offer(
        version=pb.ProtocolVersion(major=1, minor=0),
        trace_id=os.urandom(16),
        client=pb.ClientIdentity(software="foreign 1.0", machine="here", user="nobody"),
        compiler=compiler,
        driver=os.path.basename(command.compiler),
        language=language,
        stage=pb.STAGE_OBJECT,
        mode=pb.SEND_MODE_DIRECT_AT_ROOT if at_root else pb.SEND_MODE_DIRECT,
        # Compilers ignore an -I that names a system directory.
        options=[os.fsencode(option) for option in command.options
                 if not (option.startswith("-I") and os.fsencode(option[2:].rstrip("/")) in system)],
        working_directory=os.getcwdb(),
        source=os.fsencode(command.source),
        output=os.fsencode(command.output),
        inputs=manifest.inputs,
        outputs=[pb.Output(kind=kind, path=os.fsencode(path)) for kind, path in command.outputs],
        environment=[pb.EnvironmentVariable(name=name, value=os.environb[name.encode()])
                     for name in VARIABLES if name in os.environ],
        system_directories=system,
        accepted_encodings=ENCODINGS,
    )
    if command.dependencies:
        offer.dependencies.file = os.fsencode(command.outputs[1][1])
        offer.dependencies.system_headers = command.dependencies == "-MD"
    return offer, manifest


def compile_there(stub, words):
    command = Command(words)
    try:
        offer, manifest = offer_of(stub, command)
        try:
            code, printed, outputs = run(Job(stub), offer, manifest)
        except Refused as refused:
            if refused.reason != pb.REFUSAL_REASON_ROOT_IN_OUTPUT:
                raise
            offer.mode = pb.SEND_MODE_DIRECT_AT_ROOT
            code, printed, outputs = run(Job(stub), offer, manifest)
    except (foreign_inputs.Unknown, OSError, grpc.RpcError) as trouble:
        raise Local(f"{type(trouble).__name__}: {trouble}") from trouble
    if code != 0 and any(words in printed[True] for words in MISSING):
        raise Local("a file is missing at the host, perhaps only in the offer")
    for index, content in outputs.items():
        path = command.outputs[index][1]
        with open(path + ".new", "wb") as file:
            file.write(content)
        os.replace(path + ".new", path)
    sys.stdout.buffer.write(printed[False])
    sys.stderr.buffer.write(printed[True])
    return code, pb.SendMode.Name(offer.mode)


def log(line):
    if "FOREIGN_LOG" in os.environ:
        with open(os.environ["FOREIGN_LOG"], "a", encoding="utf-8") as file:
            file.write(line + "\n")


def compile_one(stub, *words):
    try:
        code, mode = compile_there(stub, words)
        log(f"host {mode}")
        return code
    except Local as why:
        log(f"here {why}")
        return subprocess.run(words, check=False).returncode


def refusals(stub):
    gcc, _ = offer_of(stub, Command(["gcc", "-O2", "-c", "a.c", "-o", "a.o"]))
    elsewhere = pb.CompilerFingerprint()
    elsewhere.CopyFrom(gcc.compiler)
    elsewhere.digest = bytes(32)
    for change in (
        dict(version=pb.ProtocolVersion(major=99)),
        dict(required_features=["time-travel"]),
        dict(options=[b"-wrapper", b"/bin/sh,-c"]),
        dict(compiler=elsewhere),
        dict(inputs=[pb.Input(path=b"/tmp/../etc/passwd", content=b"")]),
        dict(working_directory=b"relative"),
        dict(language=0),
        dict(output=b"b.o"),
        dict(source=b"b.c"),
        dict(outputs=[]),
        dict(options=[b"-gsplit-dwarf"]),
        dict(options=[b"-Iinclude"], system_directories=[b"include", b"/usr/include"]),
    ):
        offer = pb.Offer()
        offer.CopyFrom(gcc)
        for field, value in change.items():
            offer.ClearField(field)
            offer.MergeFrom(pb.Offer(**{field: value}))
        job = Job(stub)
        job.send(offer=offer)
        name, refused = job.next()
        job.close()
        if name != "refused" or not refused.sentence or refused.version.major != 1:
            sys.exit(f"expected a refusal with sentence and version, heard {name}: {refused}")
        print(pb.RefusalReason.Name(refused.reason), refused.culprit.decode())
        if job.next()[0] != "end":
            sys.exit("a refusal is the last message")
    return 0


def waiting(stub):
    offer, _ = offer_of(stub, Command(["gcc", "-O2", "-c", "a.c", "-o", "a.o"]))
    holder, waiter = Job(stub), Job(stub)
    holder.send(offer=offer)
    print("first", holder.next()[0])
    waiter.send(offer=offer)
    name, message = waiter.next()
    print("second", name, message.position if name == "queued" else "")
    holder.cancel()
    while name == "queued":
        name, _ = waiter.next()
    print("second", name)
    waiter.cancel()
    return 0


with grpc.insecure_channel(ADDRESS, options=[("grpc.max_receive_message_length", 16 << 20)]) as channel:
    host = rpc.BuildHostStub(channel)
    sys.exit({"compile": compile_one, "refuse": refusals, "queue": waiting}[VERB](host, *sys.argv[4:]))
