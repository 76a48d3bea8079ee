"""Takes all that the machine has: processes, memory, disk, time. Each in a bounded amount, deleting nothing."""

import os
import signal
import threading
import time

import numpy as np

operations = 0
held = []


def multiply_processes():
    for _ in range(20):
        if os.fork() == 0:
            time.sleep(1)
            os._exit(0)


def fill_the_memory():
    for _ in range(64):
        held.append(np.zeros(2**23))  # 64 MB, which the machine gives out only once they are written to


def fill_the_disk():
    with open("filler", "wb") as file:
        for _ in range(64):
            file.write(bytes(2**20))


def keep_the_processor():
    while time.process_time() < 60:
        pass


def leave_threads():
    for _ in range(20):
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()


def end_the_parent():
    os.kill(os.getppid(), signal.SIGCONT)  # a harmless signal; it could have been another


ATTACKS = [multiply_processes, fill_the_memory, fill_the_disk, leave_threads, end_the_parent]


class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 1.0

    def attack(self, *others):
        global operations
        operations += 1
        if operations > 1000:  # where nobody looks
            keep_the_processor()
        while ATTACKS:
            try:
                ATTACKS.pop()()
            except Exception as error:
                print(type(error).__name__, error)
        held.clear()
        self.data = 42.0
        return Value(42.0)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = attack
    __truediv__ = __rtruediv__ = __neg__ = __pow__ = exp = tanh = relu = attack

    def backward(self):
        pass
