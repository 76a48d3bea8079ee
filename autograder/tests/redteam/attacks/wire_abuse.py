"""Speaking the wire wrongly: student code finds its connection and writes frames by itself."""

from autograder.tests.redteam.attack import Group, everywhere, losing

speaks = Group("speaking the wire wrongly")
BRIEF = {"wall_seconds": 1.0}
FRAMES = """
import os, struct, time
import msgspec
from autograder.engine.wire import encode
def frame(body): os.write(3, struct.pack("!Q", len(body)) + body)
def nodes(*made, raw=b""):
    header = msgspec.msgpack.encode(list(made))
    frame(struct.pack("!I", len(header)) + header + raw)
def reply(*made, raw=b""): nodes(["d", 1], "value", *made, raw=raw)
"""


def _speaks(name: str, tries: str, body: str, **options: object) -> None:
    lines = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    speaks(name, tries, f"{FRAMES}\ndef negate(x):\n{lines}\n    return 0.0\n", **options)


_speaks("two answers", "answers twice, so that the second waits for the next question", "for _ in range(2): reply(6.0)")
speaks(
    "an answer before the question",
    "answers while it is imported, before it has read what was asked",
    files={"target.py": FRAMES + "reply(7.5)\nreply(7.5)\ndef total(numbers):\n    return 0.0\n"},
    deserves=losing("target"),
    quick=True,
)
_speaks("noise", "writes random bytes", "os.write(3, bytes(range(256)) * 20)", quick=True)
_speaks("a huge length", "announces a frame of 2**63 bytes", "os.write(3, struct.pack('!Q', 2**63)); os.read(3, 1)")
_speaks(
    "a frame that never ends",
    "announces a frame and sends it a byte at a time",
    "os.write(3, struct.pack('!Q', 1000))\nwhile True: os.write(3, b'x'); time.sleep(0.05)",
    limits=BRIEF,
)
_speaks("half a frame", "sends half a frame and closes", "os.write(3, struct.pack('!Q', 90) + b'x'); os.close(3)")
_speaks("a closed connection", "closes its connection", "os.close(3)")
_speaks(
    "another end of the line",
    "puts another file in its connection's place",
    "os.dup2(os.open('/dev/zero', os.O_RDWR), 3)",
)
_speaks(
    "negative shapes", "sends arrays of negative and of endless shape", "reply(['a', 'f8', [-1, 4]]); time.sleep(1)"
)
_speaks("too many dimensions", "sends an array of 60 dimensions", "reply(['a', 'f8', [1] * 60], raw=bytes(8))")
_speaks(
    "an array of nothing, a billion times",
    "sends an empty array whose other side is a billion long",
    "reply(['a', 'f8', [0, 10**9]])",
)
_speaks(
    "a forged dtype",
    "sends arrays of objects, of records and of unknown dtypes",
    "reply(['a', 'O8', [1]], raw=bytes(8))",
)
_speaks("bools of another kind", "sends bools that are neither 0 nor 1", "reply(['a', 'b1', [2]], raw=b'\\x02\\xff')")
_speaks("nan as a size", "puts nan and floats where sizes belong", "nodes(['d', float('nan')], 'value', ['l', 1.5])")
_speaks(
    "a flood of hashes",
    "sends 30 000 numbers as keys, whose hashes share their low bits",
    "items = []\nfor n in range(30_000): items += [n << 40, 1.0]\nreply(['d', 30_000], *items)",
)
_speaks(
    "a flood of keys",
    "sends a table of a hundred thousand keys",
    "items = []\nfor n in range(45_000): items += [str(n), None]\nreply(['d', 45_000], *items)",
)
_speaks("nesting", "sends 50 000 lists in lists", "reply(*[['l', 1]] * 50_000, None)")
_speaks("more than it says", "says that a list has a billion items and sends one", "reply(['l', 10**9], 1.0)")
_speaks(
    "a header that unpacks",
    "sends a header of nested MessagePack arrays and maps, which no reply holds",
    "header = b'\\x91' * 200_000 + b'\\xc0'\nframe(struct.pack('!I', len(header)) + header)",
)
_speaks(
    "no reply at all",
    "sends values that are not replies: a list, a number, a table of unknown keys",
    "nodes(['l', 1], 6.0)",
)
_speaks(
    "a verdict in place of a value",
    "sends a reply that says that the check has passed",
    "frame(encode({'passed': True, 'points': 99.0, 'verdict': None, 'outcome': 'passed'}))",
    quick=True,
)
_speaks(
    "a forged exception",
    "sends an exception with a line of 2**63, a file outside and texts of a megabyte",
    "frame(encode({'raised': {'type': 'E' * 200_000, 'message': '<b>' * 200_000, 'file': '../../etc/passwd', "
    "'line': 2**63, 'text': 'x' * 100_000}}))",
)
_speaks(
    "a forged refusal",
    "says in the worker's place that its answer was too large, in a text of a megabyte",
    "frame(encode({'refused': '<script>' * 50_000}))",
)
_speaks(
    "a nameless type", "sends a value of a type without a name, and of one full of signs", "reply(['o', '\\x1b[2J<b>'])"
)
_speaks(
    "stolen questions",
    "reads the next question from the connection in the worker's place",
    "os.read(3, 2**16)",
    limits=BRIEF,
)
_speaks(
    "answers for other checks",
    "writes a right answer into its connection a thousand times, in the hope that others read it",
    "for _ in range(1000): reply(1.0)",
)
speaks(
    "every descriptor",
    "writes frames to every number that could be a connection",
    FRAMES
    + """
def negate(x):
    body = encode({"value": 0.0})
    for number in range(1000):
        try: os.write(number, struct.pack("!Q", len(body)) + body)
        except OSError: pass
    return 0.0
""",
)
speaks(
    "a right answer by another way",
    "computes rightly, writes the frame itself and ends its process",
    FRAMES + "\ndef negate(x):\n    reply(-x)\n    os._exit(1)\n",
    deserves=losing(),
    unstopped=everywhere("Whoever sends the right value has the points, by whatever way it was sent."),
)
