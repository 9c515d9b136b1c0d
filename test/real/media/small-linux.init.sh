#!/bin/busybox sh
# The first process of the small Linux: the guest agent, and shells on the screen's console and the first serial port.
/bin/busybox mkdir -p /bin /sbin /usr/bin /var/run
/bin/busybox --install -s
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
hostname small-linux
export PS1='small# ' HOME=/ TERM=linux PATH=/bin:/sbin:/usr/bin:/usr/sbin

if grep -q agent=virtio /proc/cmdline; then
	cd /lib/modules/*/kernel/drivers
	for module in virtio/virtio virtio/virtio_ring virtio/virtio_pci_legacy_dev virtio/virtio_pci_modern_dev \
		virtio/virtio_pci char/virtio_console; do
		insmod $module.ko
	done
	cd /
	until test -e /dev/vport*p1; do usleep 100000; done
	qemu-ga --method=virtio-serial --path=$(echo /dev/vport*p1) &
else
	qemu-ga --method=isa-serial --path=/dev/ttyS1 &
fi

for module in /lib/modules/*/kernel/drivers/net/ethernet/intel/e1000/e1000.ko; do
	test -e "$module" && insmod "$module"
done

# A shell opens its terminal as the leader of a new session: the terminal becomes its own, and Ctrl+C works.
forever() {
	while :; do setsid sh -c "exec sh -i <$1 >$1 2>&1"; done
}
forever /dev/tty1 &
forever /dev/ttyS0
