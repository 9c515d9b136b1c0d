/** The framebuffer: sizes that are accepted, damage that stays bounded. */
import { expect, test } from '@playwright/test';
import { Framebuffer } from '../../../../src/driver/rfb/framebuffer.ts';
import { damageTouches } from '../../../../src/frame/damage.ts';

test('it begins black and opaque, all of it damaged', () => {
  const framebuffer = new Framebuffer({ width: 2, height: 1 });
  expect([...framebuffer.data]).toEqual([0, 0, 0, 255, 0, 0, 0, 255]);
  expect(framebuffer.takeDamage()).toBe('all');
  expect(framebuffer.takeDamage()).toEqual([]);
});

test('a display that nobody has is refused before memory is taken', () => {
  const before = process.memoryUsage().arrayBuffers;
  expect(() => new Framebuffer({ width: 65535, height: 65535 })).toThrow(
    'RFB: framebuffer width and height: expected at most 33554432 pixels in all, got 65535x65535',
  );
  expect(() => new Framebuffer({ width: 0, height: 1 })).toThrow(
    'RFB: framebuffer width: expected at least 1 pixel',
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
});

test('another size damages all, the same size nothing', () => {
  const framebuffer = new Framebuffer({ width: 20, height: 10 });
  framebuffer.takeDamage();
  framebuffer.resize({ width: 20, height: 10 });
  expect(framebuffer.damaged).toBe(false);
  framebuffer.resize({ width: 10, height: 20 });
  framebuffer.markDamaged({ x: 0, y: 0, width: 1, height: 1 });
  expect(framebuffer.takeDamage()).toBe('all');
});

test('damage is what was marked, without what is within another, in few rectangles', () => {
  const framebuffer = new Framebuffer({ width: 1000, height: 1000 });
  framebuffer.takeDamage();
  framebuffer.markDamaged({ x: 10, y: 10, width: 20, height: 20 });
  framebuffer.markDamaged({ x: 12, y: 12, width: 5, height: 5 });
  expect(framebuffer.takeDamage()).toEqual([{ x: 10, y: 10, width: 20, height: 20 }]);
  for (let i = 0; i < 300; i++) framebuffer.markDamaged({ x: i * 3, y: i, width: 2, height: 1 });
  const damage = framebuffer.takeDamage();
  expect(damage.length).toBeLessThanOrEqual(64);
  for (let i = 0; i < 300; i++)
    expect(damageTouches(damage, { x: i * 3 + 1, y: i, width: 1, height: 1 })).toBe(true);
});
