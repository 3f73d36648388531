"""A connection that one thread reads while others write to it, over TLS too.

OpenSSL lets nobody read from a connection while another writes to it, and Python's sockets do not
prevent that: a test that did so would now and then lose what it sent. Here each step on the
connection is taken under a lock, and waiting happens outside it.
"""

import select
import ssl
import threading


class Wire:
    def __init__(self, connection):
        self.connection = connection
        self.ahead = b""  # read, and not yet asked for
        self.step = threading.Lock()
        self.writing = threading.Lock()
        connection.setblocking(False)

    def _take(self, action, otherwise):
        while True:
            with self.step:
                try:
                    return action()
                except ssl.SSLWantReadError:
                    wanted = "read"
                except ssl.SSLWantWriteError:
                    wanted = "write"
                except BlockingIOError:
                    wanted = otherwise
                number = self.connection.fileno()
            if number < 0:
                raise OSError("the connection was closed")
            # Not for ever: whoever closes the connection does not wake this up.
            if wanted == "read":
                select.select([number], [], [], 0.2)
            else:
                select.select([], [number], [], 0.2)

    def read(self, length):
        """So many octets, or fewer at the end."""
        while len(self.ahead) < length:
            more = self._take(lambda: self.connection.recv(16384), "read")
            if not more:
                break
            self.ahead += more
        octets, self.ahead = self.ahead[:length], self.ahead[length:]
        return octets

    def write(self, octets):
        """All of them, before another thread's."""
        with self.writing:
            while octets:
                sent = self._take(lambda: self.connection.send(octets), "write")
                octets = octets[sent:]

    def close(self):
        with self.step:
            self.connection.close()
