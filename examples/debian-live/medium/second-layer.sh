#!/bin/bash
# mmdebstrap's hook between the two layers: keeps a copy of the first in $WORK/installed, then adds the medium's packages.
set -euo pipefail
ROOT=$1
chroot "$ROOT" locale-gen
chroot "$ROOT" passwd --lock root
echo 'update_initramfs=yes' >"$ROOT/etc/initramfs-tools/update-initramfs.conf"
cp -ax "$ROOT" "$WORK/installed"
read -ra packages <<<"$LIVE_PACKAGES"
chroot "$ROOT" apt-get install --quiet=2 --yes "${packages[@]}"
rsync -a --chown=root:root "$HERE/live/" "$ROOT/"
awk '$1 == "deb" && /main$/ && $(NF-1) == "bookworm" {print "MIRROR=" $(NF-2); exit}' "$WORK/sources.list" >>"$ROOT/etc/debootstrap/config"
# Pictures instead of Qt Quick, which an emulated processor draws slowly.
sed -i 's/^slideshow:.*/slideshow: ["slide1.png"]/; s/^slideshowAPI:.*/slideshowAPI: 1/' "$ROOT/etc/calamares/branding/debian/branding.desc"
chroot "$ROOT" update-initramfs -c -k all
chroot "$ROOT" passwd --delete root
chroot "$ROOT" systemctl enable live-session.service
