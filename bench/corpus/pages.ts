/** The rendered pages of the corpus as HTML: installers, a desktop, a terminal; each with its near misses. */

/** What a near miss changes: one small thing that makes it another screen. */
export const NEAR_MISSES = ['letter', 'digit', 'radio', 'disabled', 'colour'] as const;
export type NearMiss = (typeof NEAR_MISSES)[number];

/** Gives the one text or class for the page as recorded, the other for its near miss. */
type Pick = (kind: NearMiss, recorded: string, missed: string) => string;

/** Red and green of one brightness: 0.299 R + 0.587 G + 0.114 B is 88 for both. */
const RED = 'rgb(200,40,40)';
const GREEN = 'rgb(30,127,40)';

const PAGES: Readonly<Record<string, (pick: Pick) => string>> = {
  calamares: (pick) => `
    <style>body{font:14px "DejaVu Sans";background:#eff0f1;color:#232629;display:flex}
    nav{width:22%;background:#292f34;color:#fff;padding:16px;box-sizing:border-box} nav p{margin:14px 0}
    main{flex:1;padding:28px} .box{border:1px solid #bbb;background:#fcfcfc;padding:14px;margin:12px 0;max-width:560px}
    footer{position:absolute;right:20px;bottom:16px}</style>
    <nav><h3>Hypo Linux</h3><p>Welcome<p>Location<p>Keyboard<p><b>Partitions</b><p>Users<p>Summary<p>Install</nav>
    <main><h2>Where should the system go?</h2>
      <div class=box>${radio(pick('radio', 'on', 'off'))} Erase disk<br><small>This will <b style="color:${pick('colour', RED, GREEN)}">delete</b> everything on it.</small></div>
      <div class=box>${radio(pick('radio', 'off', 'on'))} Manual partitioning<br><small>Create or resize partitions yourself.</small></div>
      <div class=box>Boot loader location: <b>${pick('letter', '/dev/sda', '/dev/sdb')}</b>, ${pick('digit', '21.4', '27.4')} GiB, GPT<br>${bar()}</div></main>
    <footer>${button('Back')} ${button('Next', pick('disabled', '', 'off'))} ${button('Cancel')}</footer>`,
  setup: (pick) => `
    <style>body{font:15px "Nimbus Sans";background:linear-gradient(#3a2a6b,#1c1840);color:#222}
    .win{position:absolute;left:18%;top:16%;width:64%;height:62%;background:#fff;border:1px solid #888;box-shadow:0 4px 20px #000}
    .bar{background:#eee;padding:6px 10px;font-size:13px} .in{padding:24px 34px} table{border-collapse:collapse;width:100%;font-size:13px}
    td{border:1px solid #ccc;padding:5px} .foot{position:absolute;right:20px;bottom:16px}</style>
    <div class=win><div class=bar>Operating System Setup</div><div class=in><h3>Where do you want to install?</h3>
      <table><tr style="background:#cde6f7"><td>Drive 0 Partition ${pick('digit', '1', '4')}<td>50.0 GB<td>Primary
      <tr><td>Drive 0 Partition 2<td>13.0 GB<td>${pick('letter', 'System', 'Systen')}<tr><td>Drive 1 Unallocated Space<td>64.0 GB<td></table>
      <p>${radio(pick('radio', 'on', 'off'))} Keep files &nbsp; ${radio(pick('radio', 'off', 'on'))} Format first
      <p><span style="color:${pick('colour', RED, GREEN)}">&#9679;</span> Drive status</div>
      <div class=foot>${button('Refresh')} ${button('Next', pick('disabled', '', 'off'))}</div></div>`,
  newt: (pick) => `
    <style>body{font:16px/16px "DejaVu Sans Mono";background:#0000a8;color:#fff;white-space:pre}
    .d{position:absolute;left:14%;top:20%;background:#a8a8a8;color:#000;padding:14px;box-shadow:12px 12px #000} .k{background:#a80000;color:#fff}</style>
    <div class=d>+------------- [!] Partition disks --------------+
|                                                |
|  Write the changes to disks and configure LVM? |
|                                                |
|    SCSI3 (0,0,0) (${pick('letter', 'sda', 'sdu')}) - ${pick('digit', '8.6', '8.5')} GB QEMU HARDDISK    |
|    (${pick('radio', '*', ' ')}) All files in one partition            |
|    (${pick('radio', ' ', '*')}) Separate /home partition              |
|                                                |
|    Status: <b style="color:${pick('colour', RED, GREEN)}">####</b>                                |
|                                                |
|     <span class=k>&lt;Yes&gt;</span>      <span style="color:${pick('disabled', '#000', '#777')}">&lt;No&gt;</span>      &lt;Go Back&gt;         |
+------------------------------------------------+</div>`,
  desktop: (pick) => `
    <style>body{font:13px "DejaVu Sans";background:linear-gradient(135deg,#204a87,#729fcf 60%,#c4dcf5)}
    .i{position:absolute;left:24px;color:#fff;text-shadow:1px 1px 2px #000;text-align:center;width:80px} .i i{display:block;width:40px;height:40px;margin:4px auto;border-radius:8px}
    .p{position:absolute;left:0;right:0;bottom:0;height:32px;background:#2e3436;color:#eee;line-height:32px;padding-left:12px}
    .w{position:absolute;left:26%;top:14%;width:56%;height:60%;background:#f6f5f4;border:1px solid #555;border-radius:7px 7px 0 0}
    .t{background:#dfdcd8;padding:8px;text-align:center;font-weight:bold}</style>
    <div class=i style="top:20px"><i style="background:#fce94f"></i>Home</div><div class=i style="top:110px"><i style="background:${pick('colour', RED, GREEN)}"></i>Trash</div>
    <div class=i style="top:200px"><i style="background:#8ae234"></i>Install</div>
    <div class=w><div class=t>Display settings</div><div style="padding:20px">Resolution: ${pick('digit', '1024', '1824')} x 768 (4:3)<p>Refresh rate: 60.00 Hz
      <p>Orientation:<br>${radio(pick('radio', 'on', 'off'))} Landscape<br>${radio(pick('radio', 'off', 'on'))} Portrait
      <p>Monitor: ${pick('letter', 'HDMI-A', 'HDMI-B')}<p>${button('Keep changes', pick('disabled', '', 'off'))} ${button('Revert')}</div></div>
    <div class=p>Applications &nbsp; Places &nbsp; System</div>`,
  hub: (pick) => `
    <style>body{font:14px "DejaVu Sans";background:#fff;color:#222} h2{margin:24px 40px;font-weight:normal}
    .g{display:grid;grid-template-columns:1fr 1fr 1fr;gap:26px;margin:10px 40px} .g div{border-top:1px solid #ddd;padding-top:10px} small{color:#666}
    .f{position:absolute;left:0;right:0;bottom:0;padding:14px 40px;background:#f0f0f0;border-top:1px solid #ccc;text-align:right}</style>
    <h2>INSTALLATION SUMMARY</h2><div class=g>
    <div><b>Keyboard</b><br><small>English (${pick('letter', 'US', 'UK')})</small></div><div><b>Language Support</b><br><small>English (United States)</small></div><div><b>Time &amp; Date</b><br><small>Europe/Vienna timezone</small></div>
    <div><b>Installation Source</b><br><small>Local media</small></div><div><b>Software Selection</b><br><small>Server, ${pick('digit', '1487', '1467')} packages</small></div><div><b style="color:${pick('colour', RED, GREEN)}">Installation Destination</b><br><small>Automatic partitioning selected</small></div>
    <div><b>Kdump</b><br><small>${radio(pick('radio', 'on', 'off'))} enabled ${radio(pick('radio', 'off', 'on'))} off</small></div><div><b>Network</b><br><small>Wired (ens3) connected</small></div><div><b>Root password</b><br><small>is set</small></div></div>
    <div class=f>${button('Quit')} ${button('Begin Installation', pick('disabled', '', 'off'))}</div>`,
  terminal: (pick) => `
    <style>body{font:14px/17px "DejaVu Sans Mono";background:#300a24;color:#eee;white-space:pre;padding:8px} .g{color:#8ae234}.b{color:#729fcf}</style><span class=g>root@hypo</span>:<span class=b>~</span># lsblk -f
NAME   FSTYPE LABEL UUID                                 MOUNTPOINT
${pick('letter', 'sda', 'sde')}
|-sda1 ext4   root  3f1c7e0a-9b2d-4c55-8a11-6f0c2d9e7b14 /
|-sda2 swap         5d9e1f77-02c4-4d0b-9f63-c8b1a4e2d350 [SWAP]
<span class=g>root@hypo</span>:<span class=b>~</span># df -h /
Filesystem  Size  Used Avail Use% Mounted on
/dev/sda1   8.2G  ${pick('digit', '1.9G', '1.8G')}  5.9G  25% /
<span class=g>root@hypo</span>:<span class=b>~</span># systemctl status ssh
<span style="color:${pick('colour', RED, GREEN)}">&#9679;</span> ssh.service - OpenBSD Secure Shell server
   Loaded: loaded (/lib/systemd/system/ssh.service; ${pick('disabled', 'enabled', 'disabled')})
   Options: (${pick('radio', 'x', ' ')}) on boot (${pick('radio', ' ', 'x')}) by hand
 Main PID: 412 (sshd)
    Tasks: 1 (limit: 1118)
   Memory: 5.6M
<span class=g>root@hypo</span>:<span class=b>~</span># `,
  dialog: (pick) => `
    <style>body{font:13px "Nimbus Sans";background:#bfc7d1} .m{height:24px;background:#f4f4f4;border-bottom:1px solid #aaa;line-height:24px;padding-left:14px;font-weight:bold}
    .s{position:absolute;left:24%;top:18%;width:52%;background:#ececec;border-radius:10px;box-shadow:0 8px 30px #555;padding:24px 30px;box-sizing:border-box} input{font:13px "Nimbus Sans";width:60%}</style>
    <div class=m>Installer &nbsp; File &nbsp; Edit &nbsp; Utilities &nbsp; Window</div>
    <div class=s><h3>Create a computer account</h3><p>Full name: <input value="Ada Lovelace"><p>Account name: <input value="${pick('letter', 'ada', 'ade')}">
    <p>Groups: ${radio(pick('radio', 'on', 'off'))} Administrators ${radio(pick('radio', 'off', 'on'))} Users
    <p>User identifier: <b>${pick('digit', '1000', '1006')}</b> &nbsp; Strength: <span style="background:${pick('colour', RED, GREEN)};padding:0 24px">&nbsp;</span>
    <p style="text-align:right">${button('Go Back')} ${button('Continue', pick('disabled', '', 'off'))}</div>`,
};

export const PAGE_NAMES = Object.keys(PAGES);

/** The page as a document; with `nearMiss`, as that near miss of it. */
export function pageHtml(name: string, nearMiss?: NearMiss): string {
  const pick: Pick = (kind, recorded, missed) => (kind === nearMiss ? missed : recorded);
  const body = PAGES[name]?.(pick);
  if (body === undefined) throw new RangeError(`page: expected one of ${PAGE_NAMES.join(', ')}, got ${name}`);
  return `<!doctype html><meta charset=utf-8><style>html,body{height:100%;margin:0;overflow:hidden;position:relative}*{caret-color:transparent}</style><body>${body}`;
}

function button(label: string, state = ''): string {
  const [colour, border] = state === 'off' ? ['#aaa', '#ccc'] : ['#222', '#888'];
  return `<span style="display:inline-block;padding:5px 18px;border:1px solid ${border};border-radius:4px;background:linear-gradient(#fff,#e8e8e8);color:${colour}">${label}</span>`;
}

function radio(state: string): string {
  const dot = state === 'on' ? 'radial-gradient(#222 0 3px,#fff 4px)' : '#fff';
  return `<span style="display:inline-block;width:12px;height:12px;border:1px solid #666;border-radius:7px;background:${dot};vertical-align:middle"></span>`;
}

function bar(): string {
  return '<span style="display:inline-block;width:60%;height:14px;background:linear-gradient(90deg,#3daee9 70%,#ddd 70%)"></span>';
}
