"""Takes all that the machine has: processes, memory, disk, time. Each in a bounded amount, deleting nothing."""

import os
import signal
import threading
import time

import numpy as np

held = []


def multiply_processes():
    for _ in range(5):
        if os.fork() == 0:
            time.sleep(0.2)
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


def attack(*attacks):
    """Each of them, whatever comes of it."""
    for one in attacks:
        try:
            one()
        except Exception as error:
            print(type(error).__name__, error)
    held.clear()
