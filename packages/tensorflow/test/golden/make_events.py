"""Writes the event file in events/ with TensorFlow itself, against which the tests hold ours.

It is committed: run this only to change it, in the virtual environment of make_saved_models.py.
"""

import pathlib

import tensorflow as tf

assert tf.__version__ == "2.21.0", tf.__version__
FOLDER = pathlib.Path(__file__).parent / "events"
for old in FOLDER.glob("*"):
    old.unlink()

writer = tf.raw_ops.SummaryWriter(shared_name="golden")
tf.raw_ops.CreateSummaryFileWriter(
    writer=writer, logdir=str(FOLDER), max_queue=10, flush_millis=1000, filename_suffix=".v2"
)
# What tfjs-node calls for scalar().
tf.raw_ops.WriteScalarSummary(writer=writer, step=7, tag="loss", value=0.5)
tf.raw_ops.WriteScalarSummary(writer=writer, step=2**40, tag="größe", value=-1.5)
tf.raw_ops.CloseSummaryWriter(writer=writer)

with tf.summary.create_file_writer(str(FOLDER / "v2")).as_default():
    tf.summary.text("note", "**text**", step=1)
for file in (FOLDER / "v2").glob("*"):
    file.rename(FOLDER / "text.tfevents")
(FOLDER / "v2").rmdir()
for file in FOLDER.glob("events.out*"):
    file.rename(FOLDER / "scalars.tfevents")
