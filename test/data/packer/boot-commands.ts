/**
 * Boot commands as public templates have them, retold: the keys, waits and templates are theirs in their order, hosts, paths and
 * long texts are shortened. What each comes to was counted by hand from its tags.
 */

export interface PublicBootCommand {
  /** Repository and path of the template that it was taken from. */
  readonly source: string;
  readonly command: readonly string[];
  /** Seconds of all waits. */
  readonly waits: number;
  /** Keys that are pressed, held ones counted once. */
  readonly keys: number;
  /** Pieces of text between keys and waits. */
  readonly texts: number;
  readonly variables?: Readonly<Record<string, string>>;
}

const SERVER = 'http://{{ .HTTPIP }}:{{ .HTTPPort }}';

export const PUBLIC_BOOT_COMMANDS: readonly PublicBootCommand[] = [
  {
    source: 'chef/bento os_pkrvars/debian/debian-12-x86_64.pkrvars.hcl',
    command: [
      `<wait><esc><wait>auto preseed/url=${SERVER}/preseed.cfg netcfg/get_hostname={{ .Name }}<enter>`,
    ],
    waits: 2,
    keys: 2,
    texts: 1,
  },
  {
    source: 'chef/bento os_pkrvars/rockylinux/rockylinux-9-x86_64.pkrvars.hcl (boot_command)',
    command: [`<up><wait><tab> inst.text inst.ks=${SERVER}/9ks.cfg<enter><wait>`],
    waits: 2,
    keys: 3,
    texts: 1,
  },
  {
    source: 'chef/bento os_pkrvars/rockylinux/rockylinux-9-x86_64.pkrvars.hcl (boot_command_hyperv)',
    command: ['<wait5><up><wait5><tab> text ks=hd:fd0:/ks.cfg<enter><wait5><esc>'],
    waits: 15,
    keys: 4,
    texts: 1,
  },
  {
    source: 'chef/bento os_pkrvars/opensuse/opensuse-leap-15-x86_64.pkrvars.hcl',
    command: [
      `<esc><enter><wait>linux netsetup=dhcp textmode=1 autoyast=${SERVER}/autoinst.cfg}<enter><wait>`,
    ],
    waits: 2,
    keys: 3,
    texts: 1,
  },
  {
    source: 'chef/bento os_pkrvars/freebsd/freebsd-14-x86_64.pkrvars.hcl',
    command: [
      '<wait><esc><wait>boot -s<wait><enter><wait><wait10><wait10>/bin/sh<enter><wait>',
      'mdmfs -s 100m md1 /tmp<enter><wait>dhclient -l /tmp/lease.em0 em0<enter><wait><wait5>',
      `fetch -o /tmp/conf ${SERVER}/conf && bsdinstall script /tmp/conf<enter><wait>`,
    ],
    waits: 33,
    keys: 6,
    texts: 5,
  },
  {
    source: 'chef/bento os_pkrvars/macos/macos-15-aarch64.pkrvars.hcl (setup, then a terminal)',
    command: [
      '<wait><spacebar><wait5s><enter><wait10s>',
      '<leftShiftOn><tab><leftShiftOff><wait><spacebar><wait5s>',
      '<leftShiftOn><tab><wait><tab><leftShiftOff><wait><spacebar><wait5s>',
      'ada<wait><tab><wait>lovelace<wait><tab><wait><spacebar><wait1m>',
      '<leftCtrlOn><f7><leftCtrlOff><wait2s>',
      '<leftSuperOn><spacebar><leftSuperOff><wait>System<spacebar>Settings<wait><enter><wait5s>',
      `echo 'x' | sudo -S sh -c 'echo "ada ALL=(ALL) ALL" > /etc/sudoers.d/ada'<wait><enter><wait5s>`,
      'sudo shutdown -r +15s<wait><enter><wait5s><leftSuperOn>q<leftSuperOff>',
    ],
    waits: 114,
    keys: 21,
    texts: 7,
  },
  {
    source: 'chef/bento debian-6.0.10-amd64.json',
    command: [
      '<esc><wait>',
      'install <wait>',
      ` preseed/url=${SERVER}/{{user \`preseed_path\`}} <wait>`,
      'debian-installer=en_US <wait>',
      'auto <wait>',
      'netcfg/get_hostname={{ .Name }} <wait>',
      'fb=false <wait>',
      '<enter><wait>',
    ],
    variables: { preseed_path: 'debian/preseed.cfg' },
    waits: 8,
    keys: 2,
    texts: 6,
  },
  {
    source: 'trippsoft/packer-vagrant ubuntu/01-base/ubuntu2404.pkrvars.hcl',
    command: ['e<wait>', '<down><down><down><end>', ` autoinstall ds=nocloud\\;s=${SERVER}/`, '<f10>'],
    waits: 1,
    keys: 5,
    texts: 2,
  },
  {
    source: 'ckhordiasma/packer-kvm-ubuntu ubuntu.pkr.hcl',
    command: [
      '<esc><wait><esc><f6><esc><wait>',
      '<bs><bs><bs><bs><bs><bs><bs><bs><bs><bs>',
      '<bs><bs><bs><bs><bs><bs><bs><bs><bs><bs>',
      '/casper/vmlinuz initrd=/casper/initrd ',
      `autoinstall quiet ds=nocloud-net;s=${SERVER}/ `,
      '<enter><enter><enter>',
    ],
    waits: 2,
    keys: 27,
    texts: 1,
  },
  {
    source: 'AndreiMatrosau/codespace dev.pkrvars.hcl',
    command: [`<up><tab> inst.text inst.ks=${SERVER}/rocky.cfg<enter><wait3s>`],
    waits: 3,
    keys: 3,
    texts: 1,
  },
  {
    source: 'trodemaster/packer-macOS-11 macOS11.pkr.hcl',
    command: [
      '<enter><wait10s>',
      '<leftSuperon><f5><leftSuperoff><wait3>',
      '<leftCtrlon><f2><leftCtrloff><wait1>',
      'u<down><down><down><wait1>',
      '<enter>',
      `curl -o /var/root/boot.sh ${SERVER}/boot.sh<enter><wait1>`,
      '/var/root/boot.sh<enter>',
    ],
    waits: 16,
    keys: 11,
    texts: 3,
  },
  {
    source: 'anarazel/pg-vm-images packer/netbsd.pkrvars.hcl',
    command: [
      '<enter><wait5s>',
      '<down><enter><wait5s>',
      'b<enter><wait5s>x<enter><wait5s>',
      '<enter><wait300s>',
      'd<enter><wait5s><enter><wait5s>',
      'packer<enter><wait5s>',
      'd<enter><wait180s>',
      "sed -i 's/#PermitRootLogin no/PermitRootLogin yes/g' /etc/ssh/sshd_config<enter><wait5s>",
      "echo '/sbin/dhcpcd -4' > /etc/rc.local<enter><wait5s>",
      'reboot<enter>',
    ],
    waits: 525,
    keys: 13,
    texts: 8,
  },
  {
    source: 'Pumba98/proxmox-packer-templates alpine-3.14/main-vars.pkr.hcl',
    command: [
      'root<enter><wait>',
      'ifconfig eth0 up && udhcpc -i eth0<enter><wait5>',
      `wget ${SERVER}/answers<enter><wait>`,
      '<wait>y<enter><wait5>',
      "echo https://example.org/v$(cat /etc/alpine-release | cut -d'.' -f1,2)/x/ >> /etc/apk/repositories<enter><wait>",
      "echo '%wheel ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/wheel<enter>",
      'echo packer:packer | chpasswd<enter>',
      'umount /mnt<enter><wait1>',
      'reboot<enter>',
    ],
    waits: 15,
    keys: 9,
    texts: 9,
  },
  {
    source: 'Pumba98/proxmox-packer-templates talos.pkrvars.hcl',
    command: ['<enter><wait1m>', 'passwd<enter><wait>packer<enter><wait>packer<enter>'],
    waits: 62,
    keys: 4,
    texts: 3,
  },
  {
    source: 'greg-hellings/vms distros/archlinux/rolling/amd64.pkrvars.hcl',
    command: [
      '<tab><wait> net.ifnames=0<wait> <wait>bi<wait>osdevnames=0<enter>',
      '<wait60>',
      `curl -o /tmp/install.sh ${SERVER}/install.sh<enter>`,
      '<wait5>',
      '/usr/bin/bash /tmp/install.sh {{ .HTTPPort }} {{ .HTTPIP }}<enter>',
    ],
    waits: 69,
    keys: 4,
    texts: 6,
  },
  {
    source: 'boledovicpantheon/packer-vagrant-ansible packer/ubuntu2204.pkrvars.hcl',
    command: [
      'c',
      `linux /casper/vmlinuz --- autoinstall ds='nocloud-net;s=${SERVER}/' `,
      '<enter><wait>',
      'initrd /casper/initrd<enter><wait>',
      'boot<enter>',
    ],
    waits: 2,
    keys: 3,
    texts: 3,
  },
  {
    source: 'subutai-io/packer nat-xenial/virtualbox/builder.jsonnet',
    command: [
      '{{ user `boot_command_prefix` }}',
      '/install/vmlinuz ',
      `url=${SERVER}/{{ user \`preseed\` }} `,
      'grub-installer/bootdev=/dev/sda<wait> ',
      'hostname={{ user `hostname` }} ',
      'initrd=/install/initrd.gz -- <enter>',
    ],
    variables: { boot_command_prefix: '<enter><wait><f6><esc>', preseed: 'seed.cfg', hostname: 'web' },
    waits: 2,
    keys: 4,
    texts: 2,
  },
  {
    source:
      'xoap-io/xoap-packer-templates autounattend/windows/w2022-2108/w2022-2108-dc-dx-en-uefi (vmware-iso)',
    command: [
      'fs2:\\EFI\\BOOT\\BOOTX64.efi',
      '<enter>',
      '<enter>',
      '<enter>',
      '<enter>',
      '<enter>',
      '<enter>',
    ],
    waits: 0,
    keys: 6,
    texts: 1,
  },
  {
    source: 'NathStevo97/packer-examples variables/rockylinux/rockylinux-8.pkrvars.hcl (boot_command)',
    command: [
      `e<down><down><end><bs><bs><bs><bs><bs>text inst.ks=${SERVER}/ks.cfg<leftCtrlOn>x<leftCtrlOff>`,
    ],
    waits: 0,
    keys: 9,
    texts: 3,
  },
  {
    source: 'NathStevo97/packer-examples variables/rockylinux/rockylinux-8.pkrvars.hcl (boot_command_hyperv)',
    command: [
      `c  setparams 'kickstart' <enter> linuxefi /images/vmlinuz inst.ks=${SERVER}/ks.cfg<enter>`,
      ' initrdefi /images/initrd.img<enter> boot<enter>',
    ],
    waits: 0,
    keys: 4,
    texts: 4,
  },
  {
    source: 'ibeerens/packer vsphere/winsrv2025/win2025-std.auto.pkrvars.hcl',
    command: ['<spacebar><spacebar>'],
    waits: 0,
    keys: 2,
    texts: 0,
  },
];
