#!/bin/bash
# A libvirt host of its own for tests: host.sh STATE [INTERFACE ADDRESS HIDDEN ...]
#
# Reads commands from standard input; those of commands.sh start daemons and end them. Processes and mounts are in
# namespaces of their own: when standard input ends or this script is killed, every daemon and every guest goes, nothing
# stays mounted, and STATE is removed. Needs root; what it starts runs as an ordinary user (see commands.sh).
#
# With an INTERFACE the host has a network of its own too: a cable leads from INTERFACE, in the network where this script
# was started, to `wire` with ADDRESS (such as 10.0.1.2/24) inside. The folders HIDDEN, and that of STATE, are another
# computer's then: empty but for STATE.
set -euo pipefail
SCRIPTS=$(dirname "$(realpath "$0")") STATE=$(realpath "$1")
shift
export STATE
trap 'rm -rf "$STATE"' EXIT
cp "$SCRIPTS/commands.sh" "$STATE" # where the host sees it, whatever it does not see

enter_host='
  set -euo pipefail
  mount -t proc proc /proc
  # libvirt locks terminals by files with process numbers, which mean something else on every host
  mount -t tmpfs -o mode=1777 tmpfs "$(realpath /var/lock)"
  if [ $# -gt 0 ]; then
    mount -t sysfs -o ro sysfs /sys # its own network cards
    mount --bind "$STATE" /mnt
    for folder in "${@:3}" "$(dirname "$STATE")"; do mount -t tmpfs tmpfs "$folder"; done
    mkdir -p "$STATE"
    mount --move /mnt "$STATE"
    mkdir -m 1777 "$STATE/var-tmp" # large: images of guests lie there
    mount --bind "$STATE/var-tmp" /var/tmp
  fi
  BASH_ENV="$STATE/commands.sh" exec bash
'
# While the process numbers are still those of everybody, so that the cable finds both its ends.
enter_network='
  set -euo pipefail
  nsenter --net="/proc/$OUTSIDE/ns/net" ip link add name "$1" type veth peer name wire netns $$
  nsenter --net="/proc/$OUTSIDE/ns/net" ip link set "$1" up
  ip link set lo up
  ip address add "$2" dev wire
  ip link set wire up
  exec unshare --mount --pid --fork --kill-child=KILL bash -c "$ENTER_HOST" host "$@"
'
if [ $# -gt 0 ]; then
  export ENTER_HOST=$enter_host OUTSIDE=$$
  setpriv --pdeathsig KILL unshare --net bash -c "$enter_network" network "$@"
else
  setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child=KILL bash -c "$enter_host" host
fi
