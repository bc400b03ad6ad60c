"""Golden files of the nets of keras.applications: `python keras_nets.py [name ...]`."""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import keras
import numpy as np
import tensorflow as tf

from formula import images, probe, weight
from golden_file import digits, heads, write

LOGITS = "VGG16 VGG19 ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2".split()
GRADIENTS = "VGG16 ResNet50 ResNet50V2".split()


def canonical(layer, variable) -> str:
    return f"{layer.name}/{variable.name}"


def build(name: str, size: int):
    net = getattr(keras.applications, name)(
        weights=None, classifier_activation=None, input_shape=(size, size, 3), classes=1000
    )
    for layer in net.layers:
        for variable in layer.weights:
            shape = tuple(variable.shape)
            variable.assign(weight(canonical(layer, variable), shape, int(np.prod(shape[:-1]))))
    return net


def gradients(name: str, count: int, size: int) -> dict:
    """One training step in float64, as batch normalization and ReLU make float32 gradients differ in the third digit."""
    keras.backend.set_floatx("float64")
    net = build(name, size)
    with tf.GradientTape() as tape:
        y = net(images(count, size).astype(np.float64), training=True)
        loss = tf.reduce_mean(y * probe("main", *y.shape).astype(np.float64))
    pairs = [(layer, v) for layer in net.layers for v in layer.trainable_variables]
    grads = tape.gradient(loss, [v.value for _, v in pairs])
    norms = {canonical(layer, v): digits(np.linalg.norm(g.numpy())) for (layer, v), g in zip(pairs, grads)}
    keras.backend.set_floatx("float32")
    return {"size": size, "images": count, "loss": digits(loss), "norms": norms}


def main(names) -> None:
    for name in names or LOGITS:
        net = build(name, 224)
        logits = {"main": net(images(2, 224), training=False).numpy()}
        body = {"size": 224, "images": 2, "heads": heads(logits)}
        if name in GRADIENTS:
            body["training"] = gradients(name, 4, 128)
        write("keras", keras.__version__, name, body)


main(sys.argv[1:])
