"""One stream of the protocol: the offer, the contents that the host lacks, and the answer."""

import queue

import distplusplus_pb2 as pb

try:
    import zstandard
except ImportError:
    zstandard = None

ENCODINGS = [pb.ENCODING_ZSTD] if zstandard else []
PIECE = 1 << 20


class Local(Exception):
    """The compile is done here, and why."""


class Refused(Local):
    """The host refuses the job."""

    def __init__(self, message):
        super().__init__(f"refused: {pb.RefusalReason.Name(message.reason)}: {message.sentence}")
        self.reason = message.reason


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
        """The next message that is no heartbeat and of a kind that is known, by name."""
        for reply in self._call:
            name = reply.WhichOneof("message")
            if name not in ("heartbeat", None):
                return name, getattr(reply, name)
        return "end", None


def send_contents(job, granted, manifest):
    packs = zstandard and pb.ENCODING_ZSTD in granted.accepted_encodings
    for index in granted.lacking:
        data = manifest.content(index)
        if packs:
            data = zstandard.ZstdCompressor(write_checksum=True).compress(data)
        for at in range(0, max(len(data), 1), PIECE):
            job.send(content=pb.ContentChunk(
                input=index, data=data[at:at + PIECE], last=at + PIECE >= len(data),
                encoding=pb.ENCODING_ZSTD if packs else pb.ENCODING_IDENTITY))
    job.send(end=pb.ContentsEnd())
    job.close()


def unpacked(encoding, data):
    if encoding == pb.ENCODING_IDENTITY:
        return data
    if encoding != pb.ENCODING_ZSTD or not zstandard:
        raise Local("the host sends an encoding that was not accepted")
    return zstandard.ZstdDecompressor(max_window_size=8 << 20).decompressobj().decompress(data)


def run(job, offer, manifest):
    """What the compiler at the host said and wrote: exit code, messages, outputs by index."""
    job.send(offer=offer)
    printed, pieces = {False: b"", True: b""}, {}
    while True:
        name, message = job.next()
        if name == "granted":
            send_contents(job, message, manifest)
        elif name == "printed":
            printed[message.standard_error] += message.data
        elif name == "output":
            pieces.setdefault(message.output, [message.encoding, b""])[1] += message.data
        elif name == "refused":
            raise Refused(message)
        elif name == "end":
            raise Local("the host ended the stream without an answer")
        elif name == "finished":
            if message.WhichOneof("how") != "exit_code":
                raise Local(f"the compiler died by signal {message.signal}")
            return message.exit_code, printed, {i: unpacked(*piece) for i, piece in pieces.items()}
