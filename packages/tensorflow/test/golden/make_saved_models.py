"""Writes the SavedModels that the tests load, each beside this file in saved-model/.

They are committed: run this only to change them, in a virtual environment with exactly this TensorFlow.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install tensorflow-cpu==2.21.0
    /tmp/venv/bin/python make_saved_models.py && rm -r /tmp/venv

The models of tfjs-node's own tests are in ../../judge/test_objects.
"""

import pathlib
import shutil

import tensorflow as tf

assert tf.__version__ == "2.21.0", tf.__version__
FOLDER = pathlib.Path(__file__).parent / "saved-model"


def spec(shape, dtype, name):
    return tf.TensorSpec(shape, dtype, name=name)


def save(name, module, **signatures):
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    options = tf.saved_model.SaveOptions(save_debug_info=False)
    tf.saved_model.save(module, str(folder), signatures=signatures, options=options)
    (folder / "fingerprint.pb").unlink()
    (folder / "assets").rmdir()


def module(**variables):
    made = tf.Module()
    for name, value in variables.items():
        setattr(made, name, tf.Variable(value))
    return made


def function(*specs):
    return tf.function(input_signature=specs)


every = module(scale=2.0, count=tf.constant(10, tf.int64))
save(
    "every_type",
    every,
    serving_default=function(spec([None, 2], tf.float32, "x"))(
        lambda x: {"scaled": every.scale * x, "total": tf.reduce_sum(x)}
    ),
    types=function(
        spec([None], tf.int64, "wide"),
        spec([None], tf.uint8, "bytes"),
        spec([], tf.bool, "flag"),
        spec([None], tf.float64, "double"),
        spec([2], tf.complex64, "complex"),
    )(
        lambda wide, bytes, flag, double, complex: {
            "wide": wide + 2**33,
            "narrow": wide * 2,
            "bytes": bytes + tf.constant(1, tf.uint8),
            "flag": tf.logical_not(flag),
            "double": double / 3,
            "complex": tf.math.conj(complex),
        }
    ),
    texts=function(spec([None], tf.string, "text"))(
        lambda text: {"upper": tf.strings.upper(text), "length": tf.strings.length(text)}
    ),
    counter=function(spec([], tf.int64, "by"))(lambda by: {"count": every.count.assign_add(by)}),
    product=function(spec([None, 2], tf.float32, "x"))(lambda x: {"y": tf.matmul(x, [[1.0], [10.0]])}),
    checked=function(spec(None, tf.float32, "x"))(
        lambda x: {"x": tf.debugging.check_numerics(x, "not finite")}
    ),
)
