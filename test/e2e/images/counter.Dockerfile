# The application of the e2e suite.
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE}
WORKDIR /app
COPY counter /app
USER 65532:65532
ENTRYPOINT ["node", "/app/main.mjs"]
