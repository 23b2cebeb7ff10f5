# syntax=docker/dockerfile:1.7
# check=skip=JSONArgsRecommended

ARG NODE_VERSION=22
ARG DEBIAN=bookworm

# ---- what is built against -------------------------------------------------
FROM --platform=$BUILDPLATFORM node:${NODE_VERSION}-${DEBIAN}-slim AS base
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENV PNPM_HOME="/pnpm" \
    PATH="/pnpm:$PATH" \
    # the registry is mirrored
    NPM_CONFIG_REGISTRY=https://npm.example.com/
RUN corepack enable

FROM base AS dependencies
WORKDIR /srv/app
COPY --link package.json pnpm-lock.yaml ./
RUN --mount=type=cache,id=pnpm,target=/pnpm/store,sharing=locked \
    --mount=type=secret,id=npmrc,target=/root/.npmrc,required=true \
    pnpm install --frozen-lockfile

FROM dependencies AS build
ARG GIT_SHA
ARG BUILD_FLAGS="--minify --sourcemap=false"
COPY --link . .
RUN --mount=type=cache,target=/srv/app/.cache \
    --network=none <<'BUILD'
set -euo pipefail
pnpm run build ${BUILD_FLAGS}
echo "${GIT_SHA}" > dist/REVISION
BUILD

FROM golang:1.24-alpine AS probe
RUN --mount=type=bind,source=tools/probe,target=/src,rw \
    --mount=type=cache,target=/root/.cache/go-build \
    --security=sandbox \
    cd /src && CGO_ENABLED=0 go build -trimpath -o /out/probe .

FROM gcr.io/distroless/nodejs22-debian12:nonroot
LABEL org.opencontainers.image.title="Orders" \
      org.opencontainers.image.source=https://git.example.com/shop/orders \
      "com.example.owner"='team "orders"'
ENV NODE_ENV=production PORT=8080
COPY --from=probe --chmod=0555 /out/probe /usr/local/bin/probe
COPY --from=build --chown=nonroot:nonroot /srv/app/dist /srv/app/node_modules /app/
EXPOSE 8080/tcp 9090
VOLUME ["/var/lib/orders"]
USER nonroot
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
  CMD ["/usr/local/bin/probe", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["/nodejs/bin/node", "--enable-source-maps"]
CMD ["/app/server.js"]
