"""How gunicorn serves Ziffer: the same on a laptop, on Heroku and in a container; each number with its reason."""

import os
from pathlib import Path

from webapp.config import from_environment

_settings = from_environment(os.environ)

# Loopback unless the host says which port it routes to us: nothing on a laptop is open to the network by accident.
bind = f"0.0.0.0:{_settings.port}" if "PORT" in os.environ else f"127.0.0.1:{_settings.port}"

# Threads, so that a slow upload from a phone holds up a thread and not a whole worker.
worker_class = "gthread"

# Two processes use two cores and fit, with their models, into the 512 MB of the smallest rented machine.
workers = _settings.workers

# The heavy work (OpenCV, LiteRT) leaves the GIL, so two threads do overlap; more would only hold more photos in memory.
threads = 2

# Models are loaded once and shared by the workers. LiteRT survives the fork; TensorFlow would hang here.
preload_app = True

# Seconds without a heartbeat after which a worker counts as hung. For threads this is no limit on one request.
timeout = 30

# Seconds to finish what was accepted after SIGTERM; Heroku kills after 30.
graceful_timeout = 20

# Seconds. Longer than the 90 that Heroku's router keeps an idle connection, so that it is never the one surprised.
keepalive = 95

# A fresh worker after about 1000 requests limits what a leak can do; the jitter keeps both from leaving together.
max_requests = 1000
max_requests_jitter = 100

# The heartbeat is a file; on a disk that is slow or full it would stall the worker, in memory it cannot.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None

# The control socket would write into the home folder, which is read-only or absent where we are hosted.
control_socket_disable = True
