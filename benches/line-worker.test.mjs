import { expect, test } from 'vitest';
import { startLineWorker } from './line-worker.mjs';

const start = (program) =>
  startLineWorker({
    name: 'peer',
    command: process.execPath,
    args: ['--input-type=commonjs', '-e', program],
  });
const ANSWERING = `
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.type === 'stop') process.exit(0);
  if (message.type === 'die') { console.error('out of memory'); process.exit(3); }
  if (message.type === 'chat') return console.log('Epoch 1');
  console.log(JSON.stringify(message.type === 'fail' ? { type: 'error', message: 'no such net' } : { type: 'ready', got: message }));
});`;

test('each message has its answer, and stop ends the process', async () => {
  const worker = start(ANSWERING);
  expect(await worker.ask({ type: 'prepare', net: 'a' })).toEqual({
    type: 'ready',
    got: { type: 'prepare', net: 'a' },
  });
  await expect(worker.ask({ type: 'fail' })).rejects.toThrow('peer: no such net');
  expect(await worker.ask({ type: 'run' })).toEqual({ type: 'ready', got: { type: 'run' } });
  await worker.stop();
  expect(() => process.kill(worker.pid, 0)).toThrow('ESRCH');
});

test('a second question while the first is open is refused', async () => {
  const worker = start(ANSWERING);
  const first = worker.ask({ type: 'run' });
  await expect(worker.ask({ type: 'run' })).rejects.toThrow(
    'peer is still busy; ask it one thing after another.',
  );
  await first;
  await worker.stop();
});

test('what is no JSON is an error that shows it', async () => {
  const worker = start(ANSWERING);
  await expect(worker.ask({ type: 'chat' })).rejects.toThrow('peer answered what is no JSON: Epoch 1');
  await worker.stop();
});

test('a process that ends says why, also to later questions', async () => {
  const worker = start(ANSWERING);
  await expect(worker.ask({ type: 'die' })).rejects.toThrow('peer ended with code 3 and said: out of memory');
  await expect(worker.ask({ type: 'run' })).rejects.toThrow('peer ended with code 3');
  await worker.stop();
});

test('a killed process, and a program that is not there, are errors too', async () => {
  const worker = start('setInterval(() => {}, 1000)');
  const answer = worker.ask({ type: 'run' });
  worker.kill();
  await expect(answer).rejects.toThrow('peer ended with SIGKILL');
  const absent = startLineWorker({ name: 'peer', command: '/nonexistent/python', args: [] });
  await expect(absent.ask({ type: 'hello' })).rejects.toThrow('peer did not start');
});
