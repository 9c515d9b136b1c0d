/** When each peer says that a reference is there, at its own default. */
import type { OpenCvMethod } from './opencv.ts';

/** A tool that scores a search by OpenCV. */
export interface ScoringPeer {
  readonly name: string;
  readonly method: OpenCvMethod;
  /** The score from which on it accepts. */
  readonly accepts: number;
}

export const SCORING_PEERS: readonly ScoringPeer[] = [
  { name: 'os-autoinst 0.96', method: 'os-autoinst', accepts: 0.96 },
  { name: 'os-autoinst 0.96, whole screen', method: 'os-autoinst-whole', accepts: 0.96 },
  { name: 'SikuliX 0.7', method: 'colour', accepts: 0.7 },
  { name: 'PyAutoGUI 0.999', method: 'colour', accepts: 0.999 },
  { name: 'PyAutoGUI 0.999, gray', method: 'gray', accepts: 0.999 },
  { name: 'nut.js 0.99', method: 'squares', accepts: 0.99 },
];

/** Tools that compare two pictures of one size, at the recorded place: no pixel may differ by their own reckoning. */
export const COMPARING_PEERS = ['pixelmatch 0.1', 'odiff 0.1'] as const;
