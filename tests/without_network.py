"""Becomes Python in a network that has loopback only: `unshare --map-root-user --net python without_network.py …`."""

import fcntl
import os
import socket
import struct
import sys

SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 0x1, 0x40

if __name__ == "__main__":
    # A new network namespace has a loopback that is down.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP | IFF_RUNNING))
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
