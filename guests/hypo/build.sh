#!/usr/bin/env bash
# Assembles the guest: hypo.img, the 1.44 MB install floppy, the same bytes on every machine.
set -euo pipefail
cd "$(dirname "$0")"
out=build
mkdir -p "$out"
nasm -f bin -w+error -DDISK -o "$out/disk.bin" boot.asm
nasm -f bin -w+error -o "$out/boot.bin" boot.asm
nasm -f bin -w+error -l "$out/kernel.lst" -o "$out/kernel.bin" hypo.asm
nasm -f bin -w+error -o "$out/hypo.img" image.asm
size=$(wc -c < "$out/hypo.img")
if [ "$size" -ne 1474560 ]; then
  echo "build.sh: hypo.img has $size bytes, expected 1474560" >&2
  exit 1
fi
cp "$out/hypo.img" hypo.img
sha256sum hypo.img
