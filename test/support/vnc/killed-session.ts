/** A program with an X session and two programs on it, one of them stopped: it tells who they are and waits to be killed. */
import { startX11vnc, startXvnc } from './x-session.ts';

const session = await (process.argv[2] === 'Xvnc' ? startXvnc : startX11vnc)();
const [running, stopped] = [session.run('xev', '-name', session.home), session.run('xev')];
process.kill(-stopped.pid, 'SIGSTOP');
process.stdout.write(`${JSON.stringify({ home: session.home, pids: [running.pid, stopped.pid] })}\n`);
setInterval(() => {}, 1000); // the pipe to a program whose output has no more readers keeps nobody alive
