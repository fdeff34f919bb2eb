# Compiles the driver, and keeps the class path that it runs with. Usage: sh build.sh CLASSPATH
set -eu
mkdir -p target/classes
javac -encoding UTF-8 -d target/classes -classpath "$1" Driver.java OneAtATime.java
printf '%s' "$1" >target/classpath
