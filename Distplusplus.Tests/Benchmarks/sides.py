"""Build hosts to measure against: ours, distcc's and icecream's, side by side behind one link.

Run as root they stand in a network namespace of their own, so that bytes can be counted and the link be throttled; else
on loopback, without either and without icecream."""
import os, re, shutil, socket, subprocess, time


class Farm:
    def __init__(self, binary, work, compilers=None, ms=0, slots=64, hosts=1, icecream=True, name="a"):
        self.binary, self.work, self.name = binary, f"{work}/{name}", name
        self.static, self.compilers = f"{compilers}-static", compilers and shutil.copytree(compilers, f"{work}/stand-ins-{name}")
        self.ms, self.slots, self.hosts = ms, slots, hosts
        if self.compilers:
            with open(f"{self.compilers}/ms", "w") as file:
                file.write(str(ms))
        self.children, self.clients, self.pids = [], {}, {}
        os.makedirs(f"{self.work}/tmp"), os.chmod(self.work, 0o755), os.chmod(f"{self.work}/tmp", 0o1777)
        self.netns = f"dpp-{os.getpid()}-{name}" if os.geteuid() == 0 and self.make_link() else None
        self.address = f"10.213.{ord(name[0]) % 100 + 100}.2" if self.netns else "127.0.0.1"
        try:
            self.start_ours()
            self.start_distcc()
            if icecream and self.netns:
                self.start_icecream()
        except BaseException:
            self.close()
            raise

    # The link

    def make_link(self):
        name, net = f"dpp-{os.getpid()}-{self.name}", f"10.213.{ord(self.name[0]) % 100 + 100}"
        self.veth = f"dpp{os.getpid() % 100000}{self.name}"[:15]
        lines = [f"ip netns add {name}", f"ip link add {self.veth} type veth peer name far netns {name}",
                 f"ip addr add {net}.1/24 dev {self.veth}", f"ip link set {self.veth} up",
                 f"ip -n {name} addr add {net}.2/24 dev far", f"ip -n {name} link set dev far up",
                 f"ip -n {name} link set lo up"]
        if not shutil.which("ip"):
            return False
        for line in lines:
            if subprocess.run(line.split(), capture_output=True).returncode:
                subprocess.run(["ip", "netns", "del", name], capture_output=True)
                return False
        return True

    def throttle(self, mbit):
        """Both ways; None: as fast as it is."""
        for prefix, device in ([], self.veth), (["ip", "netns", "exec", self.netns], "far"):
            subprocess.run([*prefix, "tc", "qdisc", "del", "dev", device, "root"], capture_output=True)
            if mbit:
                subprocess.run([*prefix, "tc", "qdisc", "add", "dev", device, "root", "tbf", "rate", f"{mbit}mbit",
                                "burst", "64kb", "latency", "200ms"], check=True)

    def bytes(self):
        """Over the link so far, headers and all: up, down."""
        def read(which):
            return int(open(f"/sys/class/net/{self.veth}/statistics/{which}_bytes").read())
        return (read("tx"), read("rx")) if self.netns else (0, 0)

    # The hosts

    def start(self, command, environment, log, ready=None):
        path = f"{self.work}/{log}"
        inside = ["ip", "netns", "exec", self.netns] if self.netns and not log.startswith("local") else []
        with open(path, "wb") as out:
            child = subprocess.Popen([*inside, *command], env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self.children.append(child)
        self.pids.setdefault(log.rstrip("0123456789"), []).append(child.pid)
        for _ in range(600 if ready else 0):
            text = open(path, errors="replace").read()
            if match := re.search(ready, text):
                return match
            time.sleep(0.05)
        if ready:
            raise SystemExit(f"bench: no '{ready}' in {path}:\n{text}")

    def environment(self, **more):
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("DISTPLUSPLUS", "DISTCC", "ICECC", "XDG"))}
        return {**plain, "HOME": self.work, "TMPDIR": f"{self.work}/tmp", "LC_ALL": "C.UTF-8",
                "XDG_RUNTIME_DIR": f"{self.work}/run", "XDG_CACHE_HOME": f"{self.work}/cache",
                "DISTPLUSPLUS_CONFIG": "/dev/null", **more}

    def host_environment(self):
        path = f"{self.compilers}:/usr/bin:/bin" if self.compilers else os.environ["PATH"]
        return self.environment(PATH=path, STAND_IN_MS=str(self.ms), DISTPLUSPLUS_LOG_LEVEL="warning")

    def start_ours(self):
        os.makedirs(f"{self.work}/run", 0o700)
        addresses = []
        for i in range(self.hosts):
            found = self.start(
                [self.binary, "serve", "--listen", f"{self.address}:0", "--insecure-plaintext", "--slots", str(self.slots), *self.as_root(),
                 *(["--compilers", self.compilers] if self.compilers else [])],
                {**self.host_environment(), "XDG_CACHE_HOME": f"{self.work}/cache-{i}"}, f"ours{i}",
                r"listening on (?:http://)?(\S+:\d+)")
            addresses.append(found[1])
        self.clients["ours"] = self.environment(
            DISTPLUSPLUS_SERVERS=" ".join(addresses), DISTPLUSPLUS_LOG_LEVEL="info", DISTPLUSPLUS_FALLBACK="0")

    def start_secure(self):
        """One more host of ours, with TLS and certificates of both sides; adds the client "ours, TLS"."""
        def openssl(*words):
            subprocess.run(["openssl", *words], cwd=self.work, check=True, capture_output=True)
        if not shutil.which("openssl"):
            return
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=bench", "-days", "2")
        for side, usage in ("host", "serverAuth"), ("client", "clientAuth"):
            openssl("req", *key, "-keyout", f"{side}.key", "-out", f"{side}.csr", "-subj", f"/CN={side}")
            with open(f"{self.work}/{side}.ext", "w") as file:
                file.write(f"subjectAltName=IP:{self.address}\nextendedKeyUsage={usage}\n")
            openssl("x509", "-req", "-in", f"{side}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
                    f"{side}.pem", "-days", "2", "-extfile", f"{side}.ext")
        def files(side):
            return {"DISTPLUSPLUS_TLS_CA": f"{self.work}/ca.pem", "DISTPLUSPLUS_TLS_CERTIFICATE": f"{self.work}/{side}.pem",
                    "DISTPLUSPLUS_TLS_KEY": f"{self.work}/{side}.key"}
        found = self.start(
            [self.binary, "serve", "--listen", f"tls:{self.address}:0", "--slots", str(self.slots), *self.as_root(),
             *(["--compilers", self.compilers] if self.compilers else [])],
            {**self.host_environment(), **files("host"), "XDG_CACHE_HOME": f"{self.work}/cache-tls"}, "secure",
            r"listening on \S*?([0-9.]+:\d+)")
        self.clients["ours, TLS"] = {
            **self.clients["ours"], **files("client"), "DISTPLUSPLUS_SERVERS": f"tls:{found[1]}"}

    def as_root(self):
        # The directories here are this user's alone.
        return ["--user", "root"] if os.geteuid() == 0 else []

    def start_distcc(self):
        if not (shutil.which("distcc") and shutil.which("distccd")):
            return
        ports = []
        for i in range(self.hosts):
            with socket.socket() as s:
                s.bind(("127.0.0.1", 0))
                ports.append(s.getsockname()[1])
            self.start(["distccd", "--no-detach", "--daemon", "--port", str(ports[-1]), "--listen", self.address,
                        "--allow", "127.0.0.1", "--allow", self.address.rsplit(".", 1)[0] + ".0/24", "--jobs",
                        str(min(self.slots, 200)), "--enable-tcp-insecure", "--log-stderr", "--log-level", "info"],
                       self.host_environment(), f"distccd{i}", "waiting to accept|listening|up to")
        def hosts(option):
            return " ".join(f"{self.address}:{port}/{self.slots}{option}" for port in ports)
        os.makedirs(f"{self.work}/distcc")
        self.clients["distcc"] = self.environment(
            DISTCC_HOSTS=hosts(""), DISTCC_FALLBACK="0", DISTCC_DIR=f"{self.work}/distcc")
        self.clients["distcc, lzo"] = {**self.clients["distcc"], "DISTCC_HOSTS": hosts(",lzo")}

    def start_icecream(self):
        if not all(shutil.which(p, path=os.environ["PATH"] + ":/usr/sbin") for p in ("icecc", "iceccd", "icecc-scheduler")):
            return
        for side in "base", "local-base":
            os.makedirs(f"{self.work}/{side}"), shutil.chown(f"{self.work}/{side}", "icecc")
        os.chmod(self.work, 0o777)
        path = self.environment(PATH=os.environ["PATH"] + ":/usr/sbin")
        network = f"dpp{os.getpid()}{self.name}"
        self.start(["icecc-scheduler", "-p", "8765", "-n", network, "-u", "icecc", "-l", f"{self.work}/scheduler.log"],
                   path, "scheduler")
        ready = f"{self.work}/iceccd.log", f"{self.work}/local-iceccd.log"
        self.start(["iceccd", "-p", "10245", "-s", self.address, "-n", network, "-m", str(self.slots), "-N", "far", "-b",
                    f"{self.work}/base", "-u", "icecc", "-l", ready[0], "-vv"],
                   {**path, "ICECC_TEST_SOCKET": f"{self.work}/far.socket", "STAND_IN_MS": str(self.ms)}, "iceccd")
        self.start(["iceccd", "--no-remote", "-p", "20245", "-s", self.address, "-n", network, "-m", "2", "-N", "near",
                    "-b", f"{self.work}/local-base", "-u", "icecc", "-l", ready[1], "-vv"],
                   {**path, "ICECC_TEST_SOCKET": f"{self.work}/near.socket"}, "local-iceccd")
        self.clients["icecream"] = self.environment(
            ICECC_TEST_SOCKET=f"{self.work}/near.socket", ICECC_DEBUG="warning", ICECC_REMOTE_CPP="0",
            ICECC_VERSION=self.icecream_environment())
        deadline = time.monotonic() + 15
        while not all(os.path.exists(f) and "Connected to scheduler" in open(f, errors="replace").read() for f in ready):
            if time.monotonic() > deadline:
                del self.clients["icecream"]
                print("icecream found no scheduler here: left out")
                return
            time.sleep(0.1)

    def icecream_environment(self):
        """What icecream sends to its hosts once: the real compilers, or the stand-ins."""
        target = f"{self.work}/icecream"
        os.makedirs(target)
        if not self.compilers:
            subprocess.run(["icecc", "--build-native"], cwd=target, check=True, capture_output=True)
            return f"{target}/{os.listdir(target)[0]}"
        names = "usr/bin/gcc", "usr/bin/g++", "usr/bin/as", "bin/true"
        for name in names:
            os.makedirs(os.path.dirname(f"{target}/{name}"), exist_ok=True)
            shutil.copy(self.static, f"{target}/{name}")
        subprocess.run(["tar", "-C", target, "-czf", f"{target}.tar.gz", *names], check=True)
        return f"{target}.tar.gz"

    def host_cpu(self, which):
        """Milliseconds of processor time so far of the hosts of this kind, without the compilers they waited for."""
        spent = 0
        for pid in self.pids.get(which, []):
            for process in self.tree(pid):
                try:
                    fields = open(f"/proc/{process}/stat").read().rsplit(") ", 1)[1].split()
                    # Of one thread the kernel tells nanoseconds, of several that come and go only ticks.
                    spent += (int(open(f"/proc/{process}/schedstat").read().split()[0]) / 1e6 if fields[17] == "1" else
                              (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK"))
                except (FileNotFoundError, ProcessLookupError):
                    pass
        return spent

    def tree(self, pid):
        try:
            children = open(f"/proc/{pid}/task/{pid}/children").read().split()
        except FileNotFoundError:
            return []
        return [pid, *(p for child in children for p in self.tree(int(child)))]

    def close(self):
        for child in self.children:
            child.terminate()
        for child in self.children:
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill(), child.wait()
        if self.netns:
            subprocess.run(["ip", "netns", "del", self.netns], capture_output=True)
            subprocess.run(["ip", "link", "del", self.veth], capture_output=True)
