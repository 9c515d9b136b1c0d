#!/usr/bin/env bash
# Assembles the guest: hypo.img (install floppy) and hypo.iso (a CD that boots it), the same bytes on every machine.
# With --check it builds beside the committed images and fails if they differ.
set -euo pipefail
cd "$(dirname "$0")"
out=build
mkdir -p "$out"

assemble() { # target, source, further options of nasm
  nasm -f bin -w+error "${@:3}" -o "$out/$1" "$2"
}
assemble disk.bin boot.asm -DDISK
assemble boot.bin boot.asm
assemble kernel.bin hypo.asm -l "$out/kernel.lst"
assemble hypo.img image.asm
assemble hypo.iso iso.asm

expect_bytes() { # file, size
  local size
  size=$(wc -c < "$out/$1")
  if [ "$size" -ne "$2" ]; then
    echo "build.sh: $1 has $size bytes, expected $2" >&2
    exit 1
  fi
}
expect_bytes boot.bin 512
expect_bytes disk.bin 512
expect_bytes hypo.img 1474560
expect_bytes hypo.iso $((23 * 2048 + 1474560))

for image in hypo.img hypo.iso; do
  if [ "${1:-}" = --check ]; then
    cmp "$out/$image" "$image"
  else
    cp "$out/$image" "$image"
  fi
done
sha256sum hypo.img hypo.iso
