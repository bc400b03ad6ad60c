"""Keras on TensorFlow: `python worker_keras.py`, which answers as serve.py says. One tf.function a step, `xla` with jit_compile."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import keras
import tensorflow as tf

from batch_values import batch_values, sample
from keras_nets import build
from serve import serve


def loss_of(outputs, labels):
    """Cross entropy, with 0.3 of the auxiliary heads', as Szegedy et al. 2015, section 5."""
    main, *auxiliary = (
        tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
        for logits in (outputs if isinstance(outputs, (list, tuple)) else [outputs])
    )
    return main + 0.3 * tf.add_n(auxiliary) if auxiliary else main


def training_step(net, images, labels, settings):
    optimizer = keras.optimizers.SGD(settings["rate"], momentum=settings["momentum"])
    optimizer.build(net.trainable_variables)
    decay = settings["weightDecay"]

    @tf.function(jit_compile=settings["mode"] == "xla")
    def update(x, y):
        values = [variable.value for variable in net.trainable_variables]
        with tf.GradientTape() as tape:
            loss = loss_of(net(x, training=True), y)
        # Added to the gradient, as PyTorch's SGD does; Keras's own weight_decay is AdamW's.
        gradients = [g + decay * v for g, v in zip(tape.gradient(loss, values), values)]
        optimizer.apply(gradients, net.trainable_variables)
        return loss

    return lambda: update(images, labels)


def inference_step(net, images, settings):
    @tf.function(jit_compile=settings["mode"] == "xla")
    def answer(x):
        outputs = net(x, training=False)
        return outputs[0] if isinstance(outputs, (list, tuple)) else outputs

    return lambda: answer(images)[0, 0]


def prepare(settings):
    keras.utils.set_random_seed(0)
    if settings["precision"] == "bfloat16":
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    training = settings["task"] == "training"
    net = build(settings["net"], settings["inputShape"], settings["classes"], training)
    params = sum(int(variable.value.shape.num_elements()) for variable in net.trainable_variables)
    values = batch_values(settings["batch"], settings["inputShape"], settings["classes"])
    images, labels = tf.constant(values[0]), tf.constant(values[1])
    step = training_step(net, images, labels, settings) if training else inference_step(net, images, settings)
    return step, {"params": params, "sample": sample(*values)}


serve(prepare, {"keras": keras.__version__, "tensorflow": tf.__version__})
