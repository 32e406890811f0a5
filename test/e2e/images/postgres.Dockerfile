# PostgreSQL under the numbers that the official image has, whatever image it is made from.
ARG POSTGRES_IMAGE=postgres:17
FROM ${POSTGRES_IMAGE}
USER root
RUN if [ "$(id -u postgres)" != 999 ]; then groupmod --gid 999 postgres && usermod --uid 999 --gid 999 postgres; fi \
  && chown -R postgres:postgres /var/lib/postgresql /run/postgresql \
  && test -r /etc/ssl/private/ssl-cert-snakeoil.key
USER 999:999
