# metrics-server as built from its Go module.
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE}
COPY metrics-server /usr/local/bin/metrics-server
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/metrics-server"]
