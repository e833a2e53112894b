"""A client that shares no code with ours: written from PROTOCOL.md, stubs generated from the .proto.

foreign_client.py ADDRESS STUBS VERB [ARGUMENT...]

  compile SOURCE OUTPUT   preprocess with gcc -E, let the host compile, write the object
  refuse                  offer what a host must refuse; print the reasons
  queue                   hold the only slot, offer again, let go; print what the second stream heard
"""

import os
import queue
import subprocess
import sys

import grpc

ADDRESS, STUBS, VERB = sys.argv[1:4]
sys.path.insert(0, STUBS)

import distplusplus_pb2 as pb  # noqa: E402
import distplusplus_pb2_grpc as rpc  # noqa: E402


class Job:
    """One stream: what goes up is put into a queue, what comes down is read one by one."""

    def __init__(self, stub):
        self._up = queue.Queue()
        self._call = stub.Compile(iter(self._up.get, None), timeout=60)

    def send(self, **message):
        self._up.put(pb.CompileRequest(**message))

    def close(self):
        self._up.put(None)

    def cancel(self):
        self._call.cancel()
        self._up.put(None)

    def next(self):
        """The next message that is no heartbeat, by name."""
        for reply in self._call:
            name = reply.WhichOneof("message")
            if name != "heartbeat":
                return name, getattr(reply, name)
        return "end", None


def offered(stub):
    """The gcc of this machine for C, if the host offers it."""
    here = subprocess.run(["gcc", "-dumpmachine"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    description = stub.Describe(pb.DescribeRequest(), timeout=20)
    for compiler in description.compilers:
        if (not compiler.trouble and compiler.fingerprint.family == pb.COMPILER_FAMILY_GCC
                and compiler.fingerprint.target == here and pb.LANGUAGE_C in compiler.languages):
            return compiler.fingerprint
    sys.exit("the host offers no gcc")


def offer(fingerprint, source, output, **others):
    here = os.getcwd().encode()
    values = dict(
        version=pb.ProtocolVersion(major=1, minor=0),
        trace_id=os.urandom(16),
        client=pb.ClientIdentity(software="foreign 1.0", machine="here", user="nobody"),
        compiler=fingerprint,
        language=pb.LANGUAGE_C,
        stage=pb.STAGE_OBJECT,
        mode=pb.SEND_MODE_TEXT_EXPANDED,
        options=[b"-O2"],
        working_directory=here,
        source=source.encode(),
        output=output.encode(),
        inputs=[pb.Input(path=os.path.join(here, source.encode()), streamed=True)],
        outputs=[pb.Output(path=output.encode(), kind=pb.OUTPUT_KIND_MAIN)],
        accepted_encodings=[pb.ENCODING_IDENTITY],
    )
    values.update(others)
    return pb.Offer(**values)


def expect(wanted, heard):
    if heard[0] != wanted:
        sys.exit(f"expected {wanted}, heard {heard[0]}: {heard[1]}")
    return heard[1]


def compile_one(stub, source, output):
    job = Job(stub)
    job.send(offer=offer(offered(stub), source, output))
    heard = job.next()
    while heard[0] == "queued":
        heard = job.next()
    granted = expect("granted", heard)
    if list(granted.lacking) != [0]:
        sys.exit(f"the streamed input must be asked for, lacking is {list(granted.lacking)}")

    text = subprocess.run(["gcc", "-O2", "-E", source], check=True, stdout=subprocess.PIPE).stdout
    piece = 1000  # far below the limit, so that several pieces are seen
    pieces = [text[at:at + piece] for at in range(0, len(text), piece)] or [b""]
    for number, data in enumerate(pieces):
        job.send(content=pb.ContentChunk(
            input=0, data=data, encoding=pb.ENCODING_IDENTITY, last=number == len(pieces) - 1))
    job.send(end=pb.ContentsEnd())
    job.close()

    objects = b""
    expect("started", job.next())
    while True:
        name, message = job.next()
        if name == "printed":
            (sys.stderr if message.standard_error else sys.stdout).buffer.write(message.data)
        elif name == "output":
            if message.encoding != pb.ENCODING_IDENTITY:
                sys.exit("an encoding that was not accepted")
            objects += message.data
        else:
            finished = expect("finished", (name, message))
            break
    if finished.WhichOneof("how") != "exit_code":
        sys.exit(f"the compiler died by signal {finished.signal}")
    if finished.exit_code == 0:
        with open(output, "wb") as file:
            file.write(objects)
    return finished.exit_code


def refusals(stub):
    gcc = offered(stub)
    elsewhere = pb.CompilerFingerprint(
        family=gcc.family, version=gcc.version, target=gcc.target, digest=b"\0" * len(gcc.digest))
    cases = [
        dict(version=pb.ProtocolVersion(major=99)),
        dict(options=[b"-wrapper", b"/bin/sh,-c"]),
        dict(options=[b"-fplugin=/tmp/x.so"]),
        dict(compiler=elsewhere),
        dict(inputs=[pb.Input(path=b"/tmp/../etc/passwd", streamed=True)]),
        dict(working_directory=b"relative"),
    ]
    for case in cases:
        job = Job(stub)
        job.send(offer=offer(gcc, "a.c", "a.o", **case))
        name, message = job.next()
        job.close()
        refused = expect("refused", (name, message))
        print(pb.RefusalReason.Name(refused.reason))
        if not refused.sentence:
            sys.exit("a refusal without a sentence")
        if job.next()[0] != "end":
            sys.exit("a refusal is the last message")
    return 0


def waiting(stub):
    gcc = offered(stub)
    holder, waiter = Job(stub), Job(stub)
    holder.send(offer=offer(gcc, "a.c", "a.o"))
    print("first", expect_name(holder))
    waiter.send(offer=offer(gcc, "b.c", "b.o"))
    name, message = waiter.next()
    print("second", name, message.position if name == "queued" else "")
    holder.cancel()
    heard = waiter.next()
    while heard[0] == "queued":
        heard = waiter.next()
    print("second", heard[0])
    waiter.cancel()
    return 0


def expect_name(job):
    return job.next()[0]


with grpc.insecure_channel(ADDRESS) as channel:
    host = rpc.BuildHostStub(channel)
    sys.exit({"compile": compile_one, "refuse": refusals, "queue": waiting}[VERB](host, *sys.argv[4:]))
