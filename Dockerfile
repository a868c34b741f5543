# docker build -t crawl . && docker run --rm -v "$PWD:/crawls" crawl https://example.com/ --max-pages 100
FROM debian:bookworm-slim AS build
COPY . /source
WORKDIR /source
ARG COMMIT=""
RUN apt-get update \
 && apt-get install -y --no-install-recommends dpkg-dev file ca-certificates publicsuffix \
 && CRAWL_COMMIT=$COMMIT ./setup deb \
 && packaging/image_root /image build/package/*.deb

# The program, its libraries, a shell for --on-end, certificates: no package manager, nothing else to keep up to date.
FROM scratch
COPY --from=build /image /
USER 10001:10001
ENV HOME=/crawls
WORKDIR /crawls
VOLUME /crawls
# Ctrl-C and `docker stop` end a crawl in order; nothing is lost.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/crawl"]
CMD ["--help"]
