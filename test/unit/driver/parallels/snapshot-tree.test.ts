import { expect, test } from '@playwright/test';
import { parseSnapshotTree } from '../../../../src/driver/parallels/snapshot-tree.ts';

const TREE = `<?xml version="1.0" encoding="UTF-8"?>
<ParallelsSavedStates>
  <SavedStateItem guid="" current="no" state="poweroff"><Name/>
    <SavedStateItem guid="{a}" current="no" state="poweron">
      <Name>first &amp; &quot;best&quot;</Name><DateTime>2024-02-29 12:00:00</DateTime>
      <Creator>me</Creator><ScreenShot/><Description>no &lt;Name&gt; here</Description>
      <SavedStateItem guid="{b}" current="yes" state="poweroff"><Name>second</Name></SavedStateItem>
      <SavedStateItem guid="{c}" current="no" state="pause"><Name>third</Name></SavedStateItem>
    </SavedStateItem>
  </SavedStateItem>
</ParallelsSavedStates>`;

test('the tree is read with names, whether the machine was on, and the current one; parents come first', async () => {
  expect(await parseSnapshotTree(TREE)).toEqual([
    { id: '{a}', name: 'first & "best"', live: true, current: false },
    { id: '{b}', name: 'second', live: false, current: true },
    { id: '{c}', name: 'third', live: true, current: false },
  ]);
});

test('a machine without snapshots has an empty tree', async () => {
  expect(await parseSnapshotTree('')).toEqual([]);
  expect(await parseSnapshotTree('<ParallelsSavedStates/>')).toEqual([]);
});

test('what is no XML is refused', async () => {
  await expect(parseSnapshotTree('<ParallelsSavedStates><Name>')).rejects.toThrow(/is no XML/);
});
