# syntax=docker/dockerfile:1

FROM nginx:1.27-alpine

# Several files from one instruction.
COPY <<default.conf <<-"maintenance.html" /etc/nginx/conf.d/
server {
    listen 8080;
    # not a comment of the Dockerfile
    location / { proxy_pass http://app:3000; }
}
default.conf
	<h1>Back soon</h1>
	maintenance.html

RUN <<EOF
#!/bin/sh
set -e
apk add --no-cache curl \
  tini
adduser -D -u 10001 web
EOF

RUN python3 - <<PY > /etc/motd && \
    cat <<-TAIL >> /etc/motd
print("built with care")
PY
	that was all
	TAIL

RUN echo "1 << 2 is $((1 << 2))" && cat <<<"one line"

ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \
    https://example.com/tool.tar.gz /opt/

ONBUILD COPY <<EOF /etc/hint
from the child
EOF

ENTRYPOINT ["tini", "--"]
CMD nginx -g 'daemon off;'
