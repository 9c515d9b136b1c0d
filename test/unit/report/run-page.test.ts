import { expect, test } from '@playwright/test';
import { html } from '../../../src/report/html.ts';
import { type RunSummary, runPage } from '../../../src/report/run-page.ts';

const run: RunSummary = {
  title: 'install',
  status: 'failed',
  startedAt: new Date('2024-05-01T10:00:00Z'),
  duration: 12_300,
  facts: { driver: 'embedded' },
  steps: [
    {
      title: "screen 'boot-menu'",
      category: 'step',
      location: { file: 'demo.install.ts', line: 7, column: 3 },
      start: 0,
      duration: 900,
      frames: { before: '0001.png', after: '0002.png' },
      steps: [],
    },
  ],
  error: "screen 'desktop' did not show within 30 s",
  failure: [{ name: 'desktop', expected: 'e.png', actual: 'a.png', diff: 'd.png' }],
  lastFrames: 'last-frames.png',
  logs: { 'Serial output': 'ready\n', 'Input log': '' },
};

test('text in a page is escaped, HTML is not', () => {
  const name = '<script>alert("1")</script> & \'co\'';
  expect(html`<b>${name}</b>${[html`<i>`, 'x<y']}${false}${undefined}${3}`.text).toBe(
    '<b>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39;</b><i>x&lt;y3',
  );
});

test('the page of a failed run shows error, pictures, steps with frames, and logs', () => {
  const page = runPage(run);
  expect(page).toContain('<span class="failed">failed</span> install');
  expect(page).toContain('screen &#39;desktop&#39; did not show within 30 s');
  for (const file of [
    'e.png',
    'a.png',
    'd.png',
    'last-frames.png',
    'filmstrip/0001.png',
    'filmstrip/0002.png',
  ]) {
    expect(page).toContain(`src="${file}"`);
  }
  expect(page).toContain('at 0 ms, took 900 ms, demo.install.ts:7');
  expect(page).toContain('<h2>Serial output</h2><pre>ready\n</pre>');
  expect(page).not.toContain('Input log');
});

test('the page loads nothing from elsewhere', () => {
  expect(runPage(run)).not.toMatch(/https?:\/\//);
});

test('what a guest prints cannot become markup', () => {
  const page = runPage({ ...run, title: '<img src=x>', logs: { 'Serial output': '</pre><script>' } });
  expect(page).not.toContain('<img src=x>');
  expect(page).not.toContain('<script>');
});
