#!/bin/bash
# Unpacks Debian's OpenSSH server into a folder, for tests: unpack-sshd.sh FOLDER
#
# Beside the system and not into it: an installed openssh-server would start and listen. With the libraries that no
# other package of the testbed brings.
set -euo pipefail
ROOT=$(realpath -m "$1")
PACKAGES=(openssh-server libwrap0 libnsl2)

# A stamp is written last: a folder without it is torn.
if [ -e "$ROOT/.complete" ]; then exit 0; fi
rm -rf "$ROOT"
mkdir -p "$ROOT/packages"
cd "$ROOT/packages"
get() { apt-get -qq -o APT::Sandbox::User=root download "${PACKAGES[@]}"; }
get || { apt-get -qq update && get; }
for package in *.deb; do dpkg-deb -x "$package" "$ROOT"; done
rm -r "$ROOT/packages"
touch "$ROOT/.complete"
