# communique with all it needs, as a worker of a Prefect server runs it. See docs/deploying.md.
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY tasks tasks
COPY warehouse warehouse
COPY flows flows
# What the lock names, with its hashes; then communique itself, with nothing besides.
RUN python -m venv /opt/communique \
    && /opt/communique/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && /opt/communique/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 communique \
    && install -d -o communique -g communique /home/communique/data
COPY --from=build /opt/communique /opt/communique
ENV PATH=/opt/communique/bin:$PATH \
    COMMUNIQUE_HOME=/home/communique/data \
    PYTHONUNBUFFERED=1
USER communique
WORKDIR /home/communique
VOLUME /home/communique/data
CMD ["communique", "doctor"]
