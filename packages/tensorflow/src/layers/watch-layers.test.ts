import { serialization } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import '../index.ts';

test('models of a copy of tfjs-layers that is imported later run compiled too, and classes of others are left alone', () => {
  const methods = () => ({
    makeTrainFunction: () => () => [],
    makeTestFunction: () => undefined,
    predictLoop: () => [],
    dispose: () => ({ refCountAfterDispose: 0 }),
  });
  const made = (className: string, own: object) => {
    // oxlint-disable-next-line no-extraneous-class -- its methods are added below
    class Late {
      static readonly className: string = className;
      static fromConfig(): Late {
        return new Late();
      }
    }
    Object.assign(Late.prototype, own);
    const before = { ...Late.prototype };
    serialization.registerClass(Late as never);
    serialization.registerClass(Late as never);
    expect(serialization.SerializationMap.getMap().classNameMap[className]?.[0]).toBe(Late);
    return Object.keys(before).filter((key) => Reflect.get(before, key) !== Reflect.get(Late.prototype, key));
  };
  expect(made('LateModelOfTest', methods())).toEqual([
    'makeTrainFunction',
    'makeTestFunction',
    'predictLoop',
    'dispose',
  ]);
  const { makeTrainFunction: _without, ...others } = methods();
  expect(made('LateLayerOfTest', others)).toEqual([]);
});
