from debian:7
maintainer Ops Crew <ops@example.com>

env DEBIAN_FRONTEND noninteractive
env JAVA_OPTS -Xmx512m -Dfile.encoding=UTF-8
env GREETING "hello \
world"

run apt-get update && \
    apt-get install -y \
      # the runtime
      openjdk-7-jre \

      # and a server
      tomcat7 \   
    && rm -rf /var/lib/apt/lists/*

run [ -d /srv ] || mkdir /srv
run ["mkdir", "-p", "/srv/\"quoted\"", "/srv/\u00e9t\u00e9"]

add app.war /var/lib/tomcat7/webapps/
	volume /var/log/tomcat7 /srv
expose 8080 8443
onbuild add . /srv/app
onbuild run cd /srv/app && make
healthcheck none
entrypoint exec /usr/share/tomcat7/bin/catalina.sh run
cmd	-security
