"""What TensorBoard reads from event files of @skipjack/runs, and the bytes that TensorBoard's own writer makes of the same.

pip install tensorboard==2.20.0 setuptools==80.9.0
node tools/golden/event-files.mjs /tmp/events && python tools/golden/event_files.py /tmp/events
"""

import base64
import json
import sys
from io import BytesIO
from pathlib import Path

import tensorboard
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata, DataClass
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.summary.writer.record_writer import RecordWriter

GOLDEN = Path(__file__).resolve().parents[2] / "packages" / "runs" / "test" / "golden" / "events.json"
folder = Path(sys.argv[1])
WALL = 1_700_000_000.5


def event(content: dict) -> Event:
    kind = content["type"]
    if kind == "version":
        return Event(wall_time=WALL, file_version="brain.Event:2")
    step = content["step"]
    if kind == "start":
        return Event(wall_time=WALL, step=step, session_log=SessionLog(status=SessionLog.START))
    if kind == "scalar":
        value = Summary.Value(tag=content["tag"], simple_value=content["value"])
    else:
        metadata = SummaryMetadata(
            plugin_data=SummaryMetadata.PluginData(plugin_name="text"), data_class=DataClass.DATA_CLASS_TENSOR
        )
        shape = TensorShapeProto(dim=[TensorShapeProto.Dim(size=1)])
        tensor = TensorProto(dtype="DT_STRING", tensor_shape=shape, string_val=[content["text"].encode()])
        value = Summary.Value(tag=content["tag"], metadata=metadata, tensor=tensor)
    return Event(wall_time=WALL, step=step, summary=Summary(value=[value]))


class Kept(BytesIO):
    def close(self):
        pass


def framed(content: dict) -> str:
    file = Kept()
    RecordWriter(file).write(event(content).SerializeToString())
    return base64.b64encode(file.getvalue()).decode()


contents = [
    {"type": "version"},
    {"type": "start", "step": 7},
    {"type": "scalar", "tag": "loss/train", "step": 0, "value": 0.5},
    {"type": "scalar", "tag": "größe", "step": 2**40, "value": -1.25},
    {"type": "scalar", "tag": "zero", "step": 300, "value": 0.0},
    {"type": "text", "tag": "run", "step": 0, "text": "**résumé** " + "x" * 300},
    {"type": "text", "tag": "", "step": 1, "text": ""},
]
reader = EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0})
reader.Reload()
read = {
    "scalars": {tag: [[s.step, str(s.value) if s.value != s.value else s.value] for s in reader.Scalars(tag)] for tag in reader.Tags()["scalars"]},
    "texts": {
        tag: [[t.step, t.tensor_proto.string_val[0].decode()] for t in reader.Tensors(tag)]
        for tag in reader.Tags()["tensors"]
        if reader.SummaryMetadata(tag).plugin_data.plugin_name == "text"
    },
}
files = [base64.b64encode(path.read_bytes()).decode() for path in sorted(folder.glob("events.out.tfevents.*"))]
GOLDEN.parent.mkdir(parents=True, exist_ok=True)
GOLDEN.write_text(
    json.dumps(
        {
            "library": "tensorboard",
            "version": tensorboard.__version__,
            "files": files,
            "read": read,
            "records": [{"content": content, "framed": framed(content)} for content in contents],
        },
        indent=1,
        ensure_ascii=False,
    )
    + "\n"
)
print(GOLDEN.name, GOLDEN.stat().st_size, "bytes", json.dumps(read, ensure_ascii=False))
