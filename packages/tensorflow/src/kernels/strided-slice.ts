import { int, type Attributes } from '../eager/attributes.ts';

/** Attributes of `StridedSlice`. */
export interface StridedSliceAttrs {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/** Its masks, as TensorFlow's attributes. */
export function sliceMasks(attrs: StridedSliceAttrs): Attributes {
  return {
    begin_mask: int(attrs.beginMask),
    end_mask: int(attrs.endMask),
    ellipsis_mask: int(attrs.ellipsisMask),
    new_axis_mask: int(attrs.newAxisMask),
    shrink_axis_mask: int(attrs.shrinkAxisMask),
  };
}
