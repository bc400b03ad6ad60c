"""onnxruntime: `python worker_onnxruntime.py`, which answers as serve.py says. The net is the file that export_onnx.py made."""

import numpy as np
import onnxruntime

from batch_values import batch_values, sample
from serve import serve


def prepare(settings):
    values = batch_values(settings["batch"], settings["inputShape"], settings["classes"])
    images = np.ascontiguousarray(values[0].transpose(0, 3, 1, 2))
    session = onnxruntime.InferenceSession(settings["artifact"]["file"], providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    step = lambda: session.run(None, {name: images})[0][0, 0]
    return step, {"params": settings["artifact"]["params"], "sample": sample(*values)}


serve(prepare, {"onnxruntime": onnxruntime.__version__})
