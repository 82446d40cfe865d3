# SPDX-License-Identifier: Apache-2.0
"""Blanks the machine code of all GPU architectures but one in a shared library, so that it compresses well.

    keep_architecture.py LIBRARY 90

A library built by nvcc holds containers of code, one entry for each architecture. Of entries for another
architecture the code is overwritten with zeros; headers, offsets and sizes stay as they are, and CUDA's driver
reads only the entry that fits the card. What remains runs on cards of the architecture that is kept (90: H100 and
H200, 80: A100, 75: T4, 100: B200, 120: RTX 50) and on no other.
"""
import mmap
import struct
import sys

CONTAINER = struct.pack("<I", 0xBA55ED50)
CODE = 2


def entries(memory):
    """Yields (kind, architecture, offset, size) of each entry's code."""
    at = memory.find(CONTAINER)
    while at >= 0:
        version, header, size = struct.unpack_from("<HHQ", memory, at + 4)
        if version != 1 or header != 16:
            at = memory.find(CONTAINER, at + 4)
            continue
        entry, end = at + header, at + header + size
        while entry < end:
            kind, _, own_header, code = struct.unpack_from("<HHIQ", memory, entry)
            architecture, = struct.unpack_from("<I", memory, entry + 28)
            if own_header == 0:
                break
            yield kind, architecture, entry + own_header, code
            entry += own_header + code
        at = memory.find(CONTAINER, end)


def main(path, kept):
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        found = list(entries(memory))
        present = sorted({architecture for kind, architecture, _, _ in found if kind == CODE})
        if kept not in present:
            sys.exit(f"{path} has no code for {kept}, only for {', '.join(map(str, present))}")
        blanked = 0
        for _, architecture, offset, size in found:
            if architecture != kept:
                memory[offset:offset + size] = bytes(size)
                blanked += size
        memory.flush()
    print(f"{path}: kept {kept} of {', '.join(map(str, present))}; {blanked >> 20} MiB blanked")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
