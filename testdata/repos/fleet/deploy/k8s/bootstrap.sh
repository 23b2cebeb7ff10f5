#!/bin/sh
set -eu
kubectl create secret generic courier-access -n fleet \
  --from-literal=smtp-token="$SMTP_TOKEN" \
  --from-file=certs/ca.crt
