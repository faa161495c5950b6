"""How gunicorn serves Ziffer: the same on a laptop, on Heroku and in a container; each number with its reason."""

import os

from webapp.config import at_start
from webapp.ops import logs, memory

_settings = at_start(os.environ)

# Loopback unless the host says which port it routes to us: nothing on a laptop is open to the network by accident.
bind = f"0.0.0.0:{_settings.port}" if "PORT" in os.environ else f"127.0.0.1:{_settings.port}"

# gunicorn's threads, plus an end to requests that come in too slowly and to a worker whose photo hangs.
worker_class = "webapp.ops.worker.PatientWorker"

# Two processes use two cores and fit, with a photo in each, into the 512 MB of the smallest rented machine.
workers = _settings.workers

# Each holds one slow upload from a phone. Photos are read one at a time all the same, on a thread of their own
# (webapp/service/queue.py), so more threads here cost no memory for pictures.
threads = 16

# Before any thread starts; the workers inherit it.
memory.use_one_arena()
memory.return_large_blocks()

# Models are loaded once and shared by the workers. LiteRT survives the fork; TensorFlow would hang here.
preload_app = True

# Seconds without a heartbeat after which a worker is replaced: its main loop hangs, or a photo does
# (webapp/ops/worker.py).
timeout = 30

# Seconds to finish what was accepted after SIGTERM; Heroku kills after 30.
graceful_timeout = 20

# Seconds. Longer than the 90 that Heroku's router keeps an idle connection, so that it is never the one surprised.
keepalive = 95

# A fresh worker after about 1000 requests limits what a leak can do; the jitter keeps both from leaving together.
max_requests = 1000
max_requests_jitter = 100

# The heartbeat is a file; on a disk that is slow or full it would stall the worker, in memory it cannot.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# The control socket would write into the home folder, which is read-only or absent where we are hosted.
control_socket_disable = True


def when_ready(server: object) -> None:
    """All is loaded, and no worker forked yet."""
    memory.share_what_is_loaded()


if _settings.metrics:
    # Imported only here, as nobody else is to pay for it.
    from webapp.ops import shared_metrics

    shared_metrics.begin(worker_tmp_dir)
    pre_fork, post_fork = shared_metrics.pre_fork, shared_metrics.post_fork
    child_exit = shared_metrics.child_exit


# One line of JSON a request, without anything of a person; gunicorn's own access log would name addresses.
logconfig_dict = logs.CONFIG
