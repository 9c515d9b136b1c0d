#!/bin/bash
# Unpacks Debian's own VirtualBox packages into a folder, for tests: install.sh FOLDER
#
# The packages are those of the unstable suite (section contrib), taken from the mirror that this machine's apt already
# uses; only what a headless machine needs is unpacked, beside the system and not into it. Needs root, apt and cc.
# Idempotent: a folder that is complete is left as it is (remove it to follow the suite). Prints the version, behind
#   testbed changed: expected VirtualBox X, found Y
# where the suite has moved on; exit code 3 if what it has now could not be unpacked.
set -euo pipefail
EXPECTED=7.2.22
ROOT=$(realpath -m "$1")
HERE=$(cd "$(dirname "$0")" && pwd)
HOME_OF_IT=$ROOT/usr/lib/virtualbox
STATE=$ROOT.apt
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# A stamp is written last: a folder without it is torn.
if [ -e "$ROOT/.complete" ]; then
  found=$(cat "$ROOT/.complete")
  if [ "$found" != "$EXPECTED" ]; then echo "testbed changed: expected VirtualBox $EXPECTED, found $found"; fi
  echo "$found"
  exit 0
fi
MIRROR=${MIRROR:-$(apt-get indextargets --format '$(SITE) $(COMPONENT)' | awk '$1 ~ /\/debian\/?$/ && $2 == "main" {print $1; exit}')}
if [ -z "$MIRROR" ]; then
  echo "no Debian mirror among this machine's apt sources: set MIRROR" >&2
  exit 2
fi

rm -rf "$ROOT" "$STATE"
mkdir -p "$STATE"/{lists/partial,archives/partial}
trap 'rm -rf "$STATE"' EXIT
echo "deb [signed-by=$KEYRING arch=amd64] $MIRROR sid main contrib" >"$STATE/sources.list"

# What a headless machine does without counts as installed: kernel module, Python, 3D, X11, helpers of package scripts.
for stand_in in virtualbox-modules:1 python3:3.14.99 python3.14:3.14.99 python3-packaging:99 iproute2:99 procps:99 \
  systemd-standalone-sysusers:999 libgl1:99 libsdl2-2.0-0:2.99 libx11-6:99 libxt6t64:99 debconf:9 adduser:9 \
  perl-base:9 init-system-helpers:9; do
  name=${stand_in%:*}
  multi=foreign
  if [ "$name" = python3 ]; then multi=allowed; fi
  printf 'Package: %s\nStatus: install ok installed\nPriority: optional\nSection: misc\nMaintainer: nobody <nobody@localhost>\nArchitecture: amd64\nMulti-Arch: %s\nVersion: %s\nDescription: stand-in\n\n' \
    "$name" "$multi" "${stand_in##*:}"
done >"$STATE/status"

# Signatures are checked; a mirror that was frozen has an expired Release file.
APT=(apt-get -qq -o Acquire::Check-Valid-Until=false -o Acquire::Check-Date=false -o Acquire::Languages=none
  -o APT::Sandbox::User=root -o APT::Architecture=amd64 -o Debug::NoLocking=true
  -o Dir::State="$STATE" -o Dir::State::lists="$STATE/lists" -o Dir::State::status="$STATE/status"
  -o Dir::Cache="$STATE" -o Dir::Cache::archives="$STATE/archives"
  -o Dir::Etc::sourcelist="$STATE/sources.list" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferencesparts=-)
"${APT[@]}" update
found=$("${APT[@]}" install --print-uris virtualbox 2>/dev/null | sed -n "s/.*[/ ]virtualbox_\([0-9.]*\)[^ ]*_amd64.deb.*/\1/p" | head -1 || true)
if [ "$found" != "$EXPECTED" ]; then echo "testbed changed: expected VirtualBox $EXPECTED, found ${found:-no such package}"; fi
give_up() {
  echo "testbed changed: expected VirtualBox $EXPECTED to $1, found ${found:-no such package}" >&2
  exit 3
}
"${APT[@]}" install -y --no-install-recommends --download-only virtualbox dash >"$STATE/install.log" 2>&1 || {
  cat "$STATE/install.log" >&2
  give_up "be installable"
}

mkdir -p "$ROOT"/{usr/bin,usr/sbin,usr/lib,usr/lib64,proc,sys,dev,tmp,root,etc,run,var/tmp}
chmod 1777 "$ROOT/tmp"
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$ROOT/$folder"; done
for package in "$STATE"/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" |
    tar -x -C "$ROOT" --keep-directory-symlink --exclude=./usr/share/{doc,man,locale}
done
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$ROOT/etc/passwd"
printf 'root:x:0:\n' >"$ROOT/etc/group"
cp /etc/hosts "$ROOT/etc/"
ln -sf dash "$ROOT/usr/bin/sh"
[ -x "$HOME_OF_IT/vboxwebsrv" ] || give_up "have a web service"
mv "$HOME_OF_IT/VBoxHeadless" "$HOME_OF_IT/VBoxHeadless.packaged"
cc -O1 -Wall -Werror -o "$HOME_OF_IT/VBoxHeadless" "$HERE/driverless.c" -ldl || give_up "take the launcher"
echo "$found" | tee "$ROOT/.complete"
