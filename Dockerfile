# docker build -t crawl . && docker run --rm -v "$PWD:/crawls" crawl https://example.com/ --max-pages 100
FROM debian:bookworm-slim AS build
COPY . /source
WORKDIR /source
ARG COMMIT=""
RUN apt-get update && apt-get install -y --no-install-recommends dpkg-dev file && CRAWL_COMMIT=$COMMIT ./setup deb

FROM debian:bookworm-slim
COPY --from=build /source/build/package/*.deb /tmp/
# What is only read by people who have a manual beside them is left out.
RUN apt-get update \
 && apt-get install -y --no-install-recommends --no-install-suggests ca-certificates /tmp/*.deb \
 && rm -rf /tmp/*.deb /var/lib/apt/lists/* /var/cache/apt /var/cache/debconf /var/log/*.log /usr/share/doc/crawl-web \
 && useradd --uid 10001 --home-dir /crawls --create-home --shell /usr/sbin/nologin crawl
USER crawl
WORKDIR /crawls
VOLUME /crawls
# Ctrl-C and `docker stop` end a crawl in order; nothing is lost.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/crawl"]
CMD ["--help"]
