import type { Evaluation, NetResult } from './summary.ts';

/** A net is about to be trained. */
export interface NetEvent {
  /** Kind of the event. */
  readonly type: 'net';
  /** Name of the net. */
  readonly net: string;
  /** Place of the net among those of the run, counted from 0. */
  readonly index: number;
  /** Number of nets of the run. */
  readonly count: number;
  /** Trainable parameters of the net. */
  readonly params: number;
}

/** A training step has been done. */
export interface StepEvent {
  /** Kind of the event. */
  readonly type: 'step';
  /** Name of the net. */
  readonly net: string;
  /** Steps done with this net: 1 after the first. */
  readonly step: number;
  /** Steps of each net. */
  readonly steps: number;
  /** Loss of the step's batch. */
  readonly loss: number;
  /** Learning rate of the step. */
  readonly rate: number;
  /** Mean training speed of this net so far, evaluations left out. */
  readonly imagesPerSecond: number;
  /** Estimate of the seconds until the end of the whole run, all nets and evaluations included. */
  readonly secondsLeft: number;
}

/** A net has been measured. */
export interface EvaluationEvent {
  /** Kind of the event. */
  readonly type: 'evaluation';
  /** Name of the net. */
  readonly net: string;
  /** What was measured. */
  readonly evaluation: Evaluation;
}

/** A net is done with, or has been stopped: then `net.stopped` says why. */
export interface ResultEvent {
  /** Kind of the event. */
  readonly type: 'result';
  /** What became of the net. */
  readonly net: NetResult;
}

/** The report is complete: the last event of a run, even of an aborted one. */
export interface ReportEvent {
  /** Kind of the event. */
  readonly type: 'report';
  /** Absolute path of `report.html`. */
  readonly file: string;
}

/** What {@link reproduceDegradation} tells while it runs. */
export type DegradationEvent = NetEvent | StepEvent | EvaluationEvent | ResultEvent | ReportEvent;
