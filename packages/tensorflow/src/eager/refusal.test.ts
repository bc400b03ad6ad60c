import { expect, test } from 'vitest';
import { refusal } from './refusal.ts';

test('a refused call names the op, its inputs and the reason, without TensorFlow’s marks of its own graph', () => {
  const { code, message } = refusal({
    call: 'AddN',
    code: 3,
    message: '{{function_node __wrapped__AddN_N_2_device_/job:localhost}} Shapes differ [Op:AddN] name: ',
    inputs: ['float32 [2]', 'float32 [3]'],
  });
  expect(code).toBe('NATIVE_FAILURE');
  expect(message).toBe("TensorFlow's AddN refused its input (float32 [2], float32 [3]): Shapes differ");
});

test.each([
  ['float', '[1000,1000,1000]', '4,000,000,000'],
  ['double', '[10]', '80'],
  ['bool', '[]', '1'],
  ['int64', '[2,3]', '48'],
])('out of memory says how many bytes of %s %s were asked for', (type, shape, bytes) => {
  const { code, message } = refusal({
    call: 'Fill',
    code: 8,
    message: `OOM when allocating tensor with shape${shape} and type ${type} on /device:CPU:0 by allocator cpu`,
    inputs: [],
  });
  expect(code).toBe('OUT_OF_MEMORY');
  expect(message).toContain(
    `TensorFlow's Fill found no memory for its input, and asked for ${bytes} bytes: OOM when`,
  );
});

test.each([
  [
    '[[{{node SparseSoftmax__0}}]]',
    "TensorFlow's SparseSoftmax, in a compiled function, refused its input: A label",
  ],
  [
    '[[{{node stage1/block_2/Conv2D__12}}]]',
    "TensorFlow's Conv2D of stage1/block_2, in a compiled function, refused its input: A label",
  ],
  ['', "TensorFlow's run of a compiled function refused its input: A label"],
])('a compiled function that fails names the op: %s', (node, expected) => {
  const { message } = refusal({
    call: 'skipjack_1_0',
    code: 3,
    message: `{{function_node skipjack_1_0}} A label\n\t ${node}`,
    inputs: ['float32 [2]'],
  });
  expect(message).toBe(expected);
});

test('another exhausted resource is told as TensorFlow tells it', () => {
  expect(refusal({ call: 'X', code: 8, message: 'Too many files.', inputs: [] }).message).toBe(
    "TensorFlow's X found no memory for its input: Too many files.",
  );
});
