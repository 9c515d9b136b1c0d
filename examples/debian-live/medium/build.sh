#!/bin/bash
# Makes a bootable ISO of Debian 12 from Debian packages, with Calamares and grml-debootstrap on it, and prints its path:
# build.sh [--path]      --path: only the path, which has a hash of this folder in its name
#
# Two layers: installed.squashfs is the system that Calamares unpacks onto a disk, live.squashfs what the medium has
# beyond it (X, Calamares, grml-debootstrap, live-boot). Small on purpose, and quick under plain emulation. Packages come
# from the mirror that this machine's apt already uses; the medium knows it as its own. Needs root on Debian 12 with
# mmdebstrap, mksquashfs, rsync, grub-mkrescue. One builder at a time; a medium that is there is left as it is.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
CACHE=$(realpath -m "$HERE/../../../.cache/debian-live")
KEY=$(cd "$HERE" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
ISO=$CACHE/$KEY.iso
RELEASE=bookworm
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# The least to do for an emulated processor, and for this one.
SQUASHFS=(-comp lz4 -no-progress -quiet)
echo "$ISO"
if [ "${1:-}" = --path ]; then exit 0; fi

mkdir -p "$CACHE"
exec 9>"$CACHE/.lock"
flock 9
if [ -e "$ISO" ]; then exit 0; fi

WORK=$(mktemp -d "$CACHE/build-XXXXXX")
LOG=$CACHE/build.log
finish() {
  local code=$?
  rm -rf --one-file-system "$WORK"
  if [ "$code" -ne 0 ]; then
    tail -n 20 "$LOG" >&2
    echo "no medium was built: the end of $LOG is above" >&2
  fi
}
trap finish EXIT
exec 3>&1 >"$LOG" 2>&1

apt-get indextargets --format "deb [signed-by=$KEYRING] \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" \
  'Created-By: Packages' 'Origin: Debian' | awk -v suite="^$RELEASE" '$4 ~ suite && $5 == "main"' | sort -u >"$WORK/sources.list"
if ! grep -q " $RELEASE main" "$WORK/sources.list"; then
  echo "no Debian $RELEASE among this machine's apt sources: run apt-get update, or build on Debian 12"
  exit 2
fi

packages() { sed 's/#.*//' "$HERE/$1" | xargs; }
LIVE_PACKAGES=$(packages live.packages)
export HERE WORK RELEASE LIVE_PACKAGES
INSTALLED_PACKAGES=$(packages installed.packages)
# Signatures are checked; a mirror that was frozen has an expired Release file.
INITRD=No mmdebstrap --mode=root --variant=apt --format=directory --include="${INSTALLED_PACKAGES// /,}" \
  --dpkgopt="$HERE/dpkg.cfg" --dpkgopt=force-confold \
  --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
  --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Check-Date "false"' \
  --setup-hook='rsync -a --chown=root:root "$HERE/installed/" "$1/"' \
  --customize-hook='"$HERE/second-layer.sh" "$1"' \
  "$RELEASE" "$WORK/live" "$WORK/sources.list"

# The second layer: what differs from the first.
rsync -aHX --compare-dest="$WORK/installed/" "$WORK/live/" "$WORK/difference/"
for layer in "$WORK/installed" "$WORK/difference"; do
  rm -rf "$layer"/var/{lib/apt/lists,cache,log}/* "$layer"/{tmp,run}/* "$layer"/usr/sbin/policy-rc.d
done
# They were this computer's.
: >"$WORK/installed/etc/resolv.conf"
echo debian >"$WORK/installed/etc/hostname"

TREE=$WORK/tree
mkdir -p "$TREE"/{boot/grub,live}
mksquashfs "$WORK/installed" "$TREE/live/installed.squashfs" "${SQUASHFS[@]}"
mksquashfs "$WORK/difference" "$TREE/live/live.squashfs" "${SQUASHFS[@]}"
printf '%s\n' installed.squashfs live.squashfs >"$TREE/live/filesystem.module"
cp "$WORK"/live/boot/vmlinuz-* "$TREE/live/vmlinuz"
# Unpacked here it takes a second, in an emulated machine ten.
zcat "$WORK"/live/boot/initrd.img-* >"$TREE/live/initrd"
cp "$HERE/grub.cfg" "$TREE/boot/grub/"
grub-mkrescue --quiet -o "$WORK/medium.iso" "$TREE" -- -volid DEBIAN_LIVE
mv "$WORK/medium.iso" "$ISO"
