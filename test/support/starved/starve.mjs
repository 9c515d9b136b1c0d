/**
 * `node starve.mjs PID`: lets a process run for a tenth of the time (SIGSTOP, SIGCONT) until its input ends, so that a
 * caller that dies leaves nothing stopped. A process of its own: whoever measures is busy reading pictures.
 */

/** Ms of every period in which it runs, and in which it is stopped: the shares of a CPU quota of 10 % at the kernel's usual period. */
const [RUNNING, STOPPED] = [10, 90];

const pid = Number(process.argv[2]);
let timer = setTimeout(stop, RUNNING);

function stop() {
  if (send('SIGSTOP')) timer = setTimeout(go, STOPPED);
}

function go() {
  if (send('SIGCONT')) timer = setTimeout(stop, RUNNING);
}

/** Whether it is still there. */
function send(signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

process.stdin.resume().once('end', () => {
  clearTimeout(timer);
  send('SIGCONT');
  process.exit();
});
