# Images of Tenfold. Targets: operator, migrator, pooler; and local-aws, the stand-in for AWS, for clusters on a laptop.
#
#   docker build --target operator -t tenfold-operator:0.1.0 .
#
# Where no registry can be reached, name a Node image that is there, and bundle before ("make bundle"):
#
#   docker build --target operator --build-arg NODE_IMAGE=<image> --build-arg BUNDLE=prebuilt -t tenfold-operator:0.1.0 .
#
# The migrator has a base of its own, MIGRATOR_IMAGE, and installs the package POSTGRES_CLIENT into it from that image's mirror of Debian.
#
# Needs no BuildKit. One file with a program is all that is added to the Node image.

# node:24-bookworm-slim of Node 24.18.0, all platforms
ARG NODE_IMAGE=node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d
# The migration program needs PostgreSQL's client programs, as new as any server that it meets: a Node image of Debian 13.
ARG MIGRATOR_IMAGE=node:24-trixie-slim

# What PgBouncer comes from: its release in Debian 13 is 1.24, which keeps prepared statements in transaction mode and stops when its clients have left.
ARG POOLER_BASE=debian:trixie-slim

# build: from the sources, with npm. prebuilt: what "make bundle" left in .build/image.
FROM ${NODE_IMAGE} AS bundle
ARG BUNDLE=build
WORKDIR /src
COPY . .
RUN case "$BUNDLE" in \
      build) npm ci --no-audit --no-fund && npm run bundle ;; \
      prebuilt) test -f .build/image/operator/main.mjs || { echo 'run "make bundle" first' >&2; exit 1; } ;; \
      *) echo "BUNDLE must be build or prebuilt, not \"$BUNDLE\"" >&2; exit 1 ;; \
    esac

# Nobody in particular, and the number that Kubernetes wants to see to believe it. The programs write no file,
# but for a profile of the operator that somebody asks for, into its volume for that.
FROM ${NODE_IMAGE} AS base
ENV NODE_ENV=production
WORKDIR /app
USER 65532:65532
ENTRYPOINT ["node", "/app/main.mjs"]

FROM base AS local-aws
LABEL org.opencontainers.image.title="tenfold-local-aws" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=bundle /src/.build/image/local-aws /app

# pg_dump refuses a server that is newer than itself, so these are the newest that Tenfold moves data to.
FROM ${MIGRATOR_IMAGE} AS migrator
ARG POSTGRES_CLIENT=postgresql-client-17
ENV NODE_ENV=production
RUN apt-get update \
 && apt-get install -y --no-install-recommends "$POSTGRES_CLIENT" \
 && rm -rf /var/lib/apt/lists/* \
 && pg_dump --version && pg_restore --version
WORKDIR /app
USER 65532:65532
ENTRYPOINT ["node", "/app/main.mjs"]
LABEL org.opencontainers.image.title="tenfold-migrator" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=bundle /src/.build/image/migrator /app

# PgBouncer from Debian's packages, which apt verifies, and the Node of the other images, which is built for an older system than this.
FROM ${NODE_IMAGE} AS node
FROM ${POOLER_BASE} AS pooler
LABEL org.opencontainers.image.title="tenfold-pooler" org.opencontainers.image.licenses="Apache-2.0 AND ISC"
RUN apt-get update \
 && apt-get install -y --no-install-recommends pgbouncer libstdc++6 \
 && rm -rf /var/lib/apt/lists/* /etc/pgbouncer \
 && pgbouncer --version
COPY --from=node /usr/local/bin/node /usr/local/bin/node
ENV NODE_ENV=production
WORKDIR /app
USER 65532:65532
ENTRYPOINT ["node", "/app/main.mjs"]
COPY --from=bundle /src/.build/image/pooler /app

FROM base AS operator
LABEL org.opencontainers.image.title="tenfold-operator" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=bundle /src/.build/image/operator /app
# The young generation in MB, an eighth of what Node takes on a large machine, and fewer pools of memory for its threads: operator/adapters/heap.ts says what it saves.
# What is free at a pool's end goes back from 128 KiB on: left to itself the C library raises that to twice the largest block it has seen freed; 9 MB less.
ENV MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072
ENTRYPOINT ["node", "--max-semi-space-size=8", "/app/main.mjs"]
EXPOSE 8081
