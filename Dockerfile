# Two stages: the first exports the embedding model with torch, the second serves without it.
FROM python:3.11-slim AS build

# Where pip may look for more packages, such as a CPU build of torch; unset by default.
ARG PLEDGE_EXTRA_INDEX=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_EXTRA_INDEX_URL=$PLEDGE_EXTRA_INDEX

RUN python -m venv /opt/pledge
ENV PATH=/opt/pledge/bin:$PATH XDG_CACHE_HOME=/opt/cache

WORKDIR /src
COPY constraints.txt pyproject.toml README.md LICENSE ./
# torch first and exactly: a range would bring a build several times as large on some machines.
RUN pip install "$(grep '^torch==' constraints.txt)"
COPY prompts prompts
COPY knowledge knowledge
COPY assistant assistant
COPY api api
COPY evals evals
RUN pip install --constraint constraints.txt ".[postgres,mcp]" \
 && python -c "from knowledge.embed import OnnxEmbedder; OnnxEmbedder(); OnnxEmbedder(variant='int8')" \
 # What only the export needs; kubernetes comes with Chroma and is never imported.
 && pip uninstall --yes torch sentence-transformers transformers scikit-learn scipy sympy networkx kubernetes \
 && find /opt/pledge -name __pycache__ -prune -exec rm -rf {} +

FROM python:3.11-slim

RUN useradd --create-home --uid 10001 pledge && mkdir /data && chown pledge:pledge /data
COPY --from=build /opt/pledge /opt/pledge
COPY --from=build /opt/cache /opt/cache
ENV PATH=/opt/pledge/bin:$PATH XDG_CACHE_HOME=/opt/cache PYTHONUNBUFFERED=1 \
    PLEDGE_DATA=/data PLEDGE_HOST=0.0.0.0 PLEDGE_PORT=8765

USER pledge
VOLUME /data
# Where `pledge.toml` is looked for, and where reports of evaluations are written.
WORKDIR /data
EXPOSE 8765
HEALTHCHECK --start-period=20s CMD python -c "import urllib.request as r; r.urlopen('http://127.0.0.1:8765/healthz')"
# exec form: the server gets SIGTERM itself and ends in order.
CMD ["pledge", "serve"]
