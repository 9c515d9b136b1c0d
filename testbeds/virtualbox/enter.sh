#!/bin/bash
# A shell beside an unpacked VirtualBox, for tests: enter.sh FOLDER STATE [PATH ...]
#
# Reads commands from standard input and runs them with VirtualBox's folder on the PATH, its settings in STATE, and the
# host's PATHs under the same names. Mounts and processes are in namespaces of their own: when standard input ends or
# this script is killed, every process goes and nothing stays mounted. Needs root.
#   MACHINES_SIZE=8m   the folder STATE/machines is a file system of that size
#   PACKAGED=1         machines are started by the packaged VBoxHeadless, which needs the kernel module
set -euo pipefail
ROOT=$(realpath "$1") STATE=$(realpath "$2")
shift 2
# Each shell has a VirtualBox service of its own, known by this word: its socket lies in /tmp under it, and stays.
SOCKET_ID=$$-$(basename "$STATE")-$RANDOM
export ROOT STATE SOCKET_ID
trap 'rm -rf "/tmp/.vbox-$SOCKET_ID-ipc"' EXIT
setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child=KILL --propagation private bash -c '
  set -euo pipefail
  mount -t tmpfs tmpfs "$ROOT/tmp"
  mount -t proc proc "$ROOT/proc"
  mount --rbind /dev "$ROOT/dev"
  mount --rbind -o ro /sys "$ROOT/sys"
  if [ -n "${MACHINES_SIZE:-}" ]; then
    mkdir -p "$STATE/machines"
    mount -t tmpfs -o size="$MACHINES_SIZE" tmpfs "$STATE/machines"
  fi
  if [ -n "${PACKAGED:-}" ]; then
    mount --bind "$ROOT/usr/lib/virtualbox/VBoxHeadless.packaged" "$ROOT/usr/lib/virtualbox/VBoxHeadless"
  fi
  for path in "$@" "$STATE"; do
    mkdir -p "$ROOT$path"
    mount --rbind "$path" "$ROOT$path"
  done
  exec env -i HOME="$STATE" USER=root LOGNAME=root LANG=C.UTF-8 PATH=/usr/lib/virtualbox:/usr/sbin:/usr/bin:/sbin:/bin \
    VBOX_USER_HOME="$STATE" VBOX_IPC_SOCKETID="$SOCKET_ID" chroot "$ROOT" /bin/sh
' enter "$@"
