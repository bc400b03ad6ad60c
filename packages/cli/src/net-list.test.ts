import { expect, test } from 'vitest';
import { netList } from './net-list.ts';

test('names are read in their order, spaces between them do not matter', () => {
  expect(netList('plain20, resnet56 ,resnet1202,plain8,')).toEqual([
    'plain20',
    'resnet56',
    'resnet1202',
    'plain8',
  ]);
});

test('any depth 6n + 2 will do', () => {
  expect(netList('resnet26,plain50')).toEqual(['resnet26', 'plain50']);
});

test.each([
  ['resnet21', 'resnet20 or resnet26'],
  ['plain19', 'plain14 or plain20'],
  ['plain2', 'plain8'],
  ['plain1', 'plain8'],
  ['resnet2000', 'resnet1202'],
  ['resnet99999999999999999999', 'resnet1202'],
])('the depth of %s breaks the rule, and the nearest legal ones are named', (name, nearest) => {
  expect(() => netList(`plain20,${name}`)).toThrow(
    `Net "${name}" has a depth that is not 6n + 2 from 8 to 1202; take ${nearest}.`,
  );
});

test.each([
  ['resnet50', 'resnet44 or resnet56'],
  ['resnet152', 'resnet146 or resnet158'],
])('%s is not the CIFAR net of that depth', (name, nearest) => {
  expect(() => netList(name)).toThrow(
    `Net "${name}" is a net for ImageNet, not one of the CIFAR nets that this experiment compares; take ${nearest}.`,
  );
});

test('an unknown net suggests the nearest one', () => {
  expect(() => netList('resent20')).toThrow('Unknown net "resent20": did you mean resnet20? The nets are');
  expect(() => netList('ResNet56')).toThrow('did you mean resnet56?');
  expect(() => netList('vgg16x64')).toThrow(
    'Unknown net "vgg16x64": the nets are plain and resnet with a depth after it (20, 32, 44, 56, 110, 1202, or any other 6n + 2).',
  );
  expect(() => netList('resnet020')).toThrow('Unknown net "resnet020"');
});

test('no net, and one net twice', () => {
  expect(() => netList(' , ')).toThrow(
    '--nets must name at least one net, such as plain20,resnet20; got " , ".',
  );
  expect(() => netList('plain20,plain20')).toThrow('--nets names plain20 twice; name each net once.');
});
