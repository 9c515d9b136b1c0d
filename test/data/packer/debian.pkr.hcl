# A template of our own with what templates are written with; only the boot commands are read.
packer {
  required_plugins {
    qemu = { version = "~> 1", source = "github.com/hashicorp/qemu" }
  }
}

variable "hostname" {
  type    = string
  default = "web"
}

variable "mirror" { type = string }

locals {
  numbers   = [1, 2.5, -3] // nothing needs it
  line      = "hostname=${var.hostname} domain=${local.domain}"
  domain    = "example.org"
}

/* blocks within blocks, a heredoc, and expressions that only Packer evaluates */
source "qemu" "debian" {
  iso_url   = "${var.mirror}/debian.iso"
  memory    = var.hostname == "web" ? 2048 : max(1024, 512)
  boot_wait = "5s"
  http_content = {
    "/preseed.cfg" = <<-EOT
      boot_command = ["not this one }"]
    EOT
  }
  boot_command = [
    "<esc><wait>",                                             # the prompt
    "auto url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg ",
    "${local.line} $${HOME} \"quoted\" ",
    "<enter><wait1m30s>",
    "root<enter>",
    "<tab><tab><leftAltOn><f2><leftAltOff>", "<leftShiftOn><tab><wait2><tab><leftShiftOff>"
  ]
}

source "virtualbox-iso" "other" {
  boot_command = ["<enter>", "mirror=${var.mirror}"]
}

source "null" "none" {
  boot_command = null
}

build {
  sources = ["source.qemu.debian"]
}
