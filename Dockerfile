# Builds the one executable, then an image that holds nothing else but the C library it needs.
FROM oven/bun:1.4.4 AS build
WORKDIR /mayfly
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile
COPY . .
ARG BUILD_COMMIT=unknown
RUN BUILD_COMMIT="$BUILD_COMMIT" bun run build && mkdir data

FROM gcr.io/distroless/base-nossl-debian12:nonroot
COPY --from=build /mayfly/dist/mayfly /mayfly
COPY --from=build --chown=65532:65532 /mayfly/data /data
USER 65532:65532
VOLUME /data
EXPOSE 8080 8443
# With the ports asked for, a container that can't have them fails instead of listening where nobody looks.
ENV MAYFLY_PORT=8080 MAYFLY_HTTPS_PORT=8443 MAYFLY_DATA=/data/mayfly.db
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s --retries=3 CMD ["/mayfly", "healthcheck"]
ENTRYPOINT ["/mayfly"]
