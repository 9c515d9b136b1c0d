/** Numbers of the Parallels SDK, by its own names. */

/** 9.0, which both headers have; later libraries take it. */
export const PARALLELS_API_VER = 0x90000;

/** How the library presents itself; the names PAM_DESKTOP and PAM_SERVER are each in one product's header only. */
export const APPLICATION_MODE = { server: 0, desktop: 1 } as const;

export const SECURITY_LEVEL = { low: 0, normal: 1, high: 2 } as const;

export const HANDLE_TYPE = { job: 0x10000011, event: 0x10000012 } as const;

export const PJS_FINISHED = 0xd0000002;

/** Flags of single calls. */
export const PGST_WITHOUT_SCREENSHOTS = 0x1000;
export const PCVF_LINKED_CLONE = 0x2000;
export const PRVF_REGENERATE_VM_UUID = 0x800;
export const PACF_NON_INTERACTIVE_MODE = 0x4;

/** PrlVm_StopEx. */
export const STOP_MODE = { kill: 0, shutdown: 1, acpi: 2 } as const;
export const PSF_FORCE = 0x800;
export const PSF_NOFORCE = 0x1000;

export const DEVICE_TYPE = { floppy: 3, optical: 5, disk: 6, network: 8, serial: 10 } as const;
export const EMULATION = { realDevice: 0, imageFile: 1, outputFile: 2, socket: 3 } as const;
/** Emulated types of network adapters. */
export const NETWORK = { hostOnly: 0, shared: 1, bridged: 2 } as const;
export const STORAGE_INTERFACE = { ide: 0, scsi: 1, sata: 2 } as const;
export const PHD_EXPANDING_HARD_DISK = 1;

/** PVS_GUEST_VER_OTH_OTHER: no kind of guest in particular. */
export const OTHER_GUEST = 0xffff;

export const PDCT_HIGH_QUALITY_WITHOUT_COMPRESSION = 0x40001;
export const IMAGE_FORMAT = { bmp: 0x50000009, png: 0x5000000b } as const;
/** Quality of lossless formats: the library's own. */
export const DEFAULT_QUALITY = -1;

export const KEY_EVENT = { press: 0, release: 0x80 } as const;
export const MOUSE_BUTTON = { left: 1, right: 2, middle: 4, back: 8, forward: 16 } as const;

/** The machine's own VNC server (PRL_VM_REMOTE_DISPLAY_MODE). */
export const VNC_MODE = { disabled: 0, auto: 1, manual: 2 } as const;

export const EVENT = {
  stateChanged: 100001,
  started: 100007,
  stopped: 100008,
  connectionClosed: 100403,
  question: 100503,
} as const;

/** Guest programs: which of the three descriptors are handed over. */
export const PFD_STDOUT = 0x800;
export const PFD_STDERR = 0x1000;
export const PFD_STDIN = 0x2000;
/** User names of PrlVm_LoginInGuest that stand for a session that is there already, or for the guest's root. */
export const PRIVILEGED_SESSION = '531582ac-3dce-446f-8c26-dd7e3384dcf4';
export const CURRENT_SESSION = '4a5533a7-31c6-4d7a-a400-1f330dc57a9d';
