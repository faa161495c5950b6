# Ziffer in a container, for any host that takes one: docs/hosting.md tells how to run it.
FROM python:3.13-slim

# The host routes one proxy's requests to this port, unless it says another.
ENV PORT=8000 PYTHONUNBUFFERED=1

WORKDIR /app
RUN useradd --uid 10001 --no-create-home ziffer
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY wsgi.py gunicorn.conf.py ./
COPY recognizer recognizer
COPY webapp webapp
COPY templates templates
COPY static static
COPY models models
RUN python -m compileall -q .

# Not root, and nothing here is to be written: the file system may be read-only.
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz')"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
