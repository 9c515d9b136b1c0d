# What a test's libvirt host (host.sh) can be told: start_daemon, end_daemon, start_sshd, reboot.
unset BASH_ENV

# The daemon's user inside. Outside it is whoever runs the tests, so that files and sockets are theirs; having none of
# root's rights, libvirt runs in its session mode.
USER_ID=1000
HOME_FOLDER=$STATE/home RUNTIME=$STATE/run
SOCKET=$RUNTIME/libvirt/libvirt-sock
# How long a server that does not come up is waited for, in tenths of a second.
START_TRIES=600

# until_up PROCESS COMMAND ...: waits until COMMAND succeeds, as long as PROCESS lives.
until_up() {
  local process=$1 tries=0
  shift
  until "$@" </dev/null >/dev/null 2>&1; do
    kill -0 "$process" || return 1
    [ $((tries++)) -lt $START_TRIES ] || return 1
    sleep 0.1
  done
}

printf 'tester:x:%s:%s::%s:/bin/sh\n' $USER_ID $USER_ID "$HOME_FOLDER" >"$STATE/passwd"
mount --bind "$STATE/passwd" /etc/passwd
# The guests are emulated everywhere: a computer's KVM may work, not work, or be refused in the middle of a test.
if [ -e /dev/kvm ]; then
  install -m 000 /dev/null "$STATE/no-kvm"
  mount --bind "$STATE/no-kvm" /dev/kvm
fi

# libvirt locks the terminals of serial ports there by the daemon's process number, which is the same on all of these hosts:
# what a killed daemon left would count as held by the next one.
mkdir -p /var/lock
mount -t tmpfs tmpfs /var/lock

as_user() {
  mkdir -p -m 700 "$HOME_FOLDER" "$RUNTIME"
  # exec: the number of the process that a caller gets is the program's own
  exec unshare --user --map-user=$USER_ID --map-group=$USER_ID env -i LANG=C.UTF-8 \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$HOME_FOLDER" XDG_RUNTIME_DIR="$RUNTIME" "$@"
}

# start_daemon [SETTING ...]: libvirtd in the foreground of its user's session; DAEMON is its process. A SETTING is a line
# of libvirtd.conf; listen_... ones make it listen. The settings of the last start stay.
start_daemon() {
  if [ $# -gt 0 ] || [ ! -f "$STATE/libvirtd.conf" ]; then
    printf '%s\n' 'log_level = 3' 'log_outputs = "3:stderr"' 'unix_sock_rw_perms = "0700"' 'auth_unix_rw = "none"' \
      "$@" >"$STATE/libvirtd.conf"
  fi
  local listen=()
  if grep -q '^listen_' "$STATE/libvirtd.conf"; then listen=(--listen); fi
  rm -f "$SOCKET"
  (as_user libvirtd "${listen[@]}" -f "$STATE/libvirtd.conf" -p "$RUNTIME/libvirtd.pid") </dev/null >&2 &
  DAEMON=$!
  until_up $DAEMON daemon_answers
}
daemon_answers() { (as_user virsh -q -c "qemu:///session?socket=$SOCKET" uri); }

# As a crash would; the guests stay.
end_daemon() {
  kill -KILL $DAEMON
  wait $DAEMON 2>/dev/null
  true
}

# As after a power cut: every process goes at once and says nothing to anybody, and what lay in memory is gone.
reboot() {
  if [ -e /sys/class/net/wire ]; then ip link set wire down; fi
  kill -KILL -1
  wait
  rm -rf "$RUNTIME"
  start_daemon
  if [ -n "${SSHD:-}" ]; then start_sshd; fi
  if [ -e /sys/class/net/wire ]; then ip link set wire up; fi
}

# OpenSSH's server, with the files that are in STATE; SSHD is its process.
start_sshd() {
  local libraries
  libraries=$(echo "$STATE"/sshd/usr/lib/*-linux-gnu)
  # -r: it does not start itself again, which would lose the libraries
  (as_user env LD_LIBRARY_PATH="$libraries" "$STATE/sshd/usr/sbin/sshd" -r -D -e -f "$STATE/sshd_config") </dev/null >&2 &
  SSHD=$!
  until_up $SSHD sshd_answers
}
sshd_answers() {
  local address port
  IFS=': ' read -r _ address port < <(grep '^ListenAddress ' "$STATE/sshd_config")
  (exec 3<>"/dev/tcp/$address/$port")
}
