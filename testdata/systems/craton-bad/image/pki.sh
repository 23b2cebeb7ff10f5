#!/bin/sh
openssl req -new -key server.key -out server.csr -subj "/CN=vault.harbour.example"
openssl x509 -req -days 90 -in server.csr -CA ca.crt -CAkey ca.key -out server.crt
