"""torchvision's side of benches/images.mjs: reads a task and a way to do it on a line, answers with seconds on a line."""

import io
import json
import sys
import time
from pathlib import Path

import torch
from PIL import Image
from torchvision import io as tvio
from torchvision import transforms

torch.set_num_threads(1)
FILES = [path.read_bytes() for path in sorted(Path(sys.argv[1]).glob("*.jpg"))]
TENSORS = [torch.frombuffer(bytearray(data), dtype=torch.uint8) for data in FILES]
TASKS = {
    "train": [transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip()],
    "evaluate": [transforms.Resize(256), transforms.CenterCrop(224)],
}
COMPOSED = {name: transforms.Compose(steps) for name, steps in TASKS.items()}


def pil(index: int, task: str):
    return COMPOSED[task](Image.open(io.BytesIO(FILES[index])).convert("RGB"))


def tensor(index: int, task: str):
    return COMPOSED[task](tvio.decode_jpeg(TENSORS[index], mode=tvio.ImageReadMode.RGB))


class Images(torch.utils.data.Dataset):
    def __init__(self, task: str, count: int):
        self.task, self.count = task, count

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int):
        return transforms.functional.pil_to_tensor(pil(index % len(FILES), self.task))


LOADERS: dict = {}


def loader(task: str, count: int) -> float:
    key = (task, count)
    if key not in LOADERS:
        data = torch.utils.data.DataLoader(Images(task, count), batch_size=32, num_workers=2, persistent_workers=True)
        sum(len(batch) for batch in data)  # starts the workers
        LOADERS[key] = data
    started = time.perf_counter()
    sum(len(batch) for batch in LOADERS[key])
    return time.perf_counter() - started


def timed(way: str, task: str, count: int) -> float:
    if way == "loader":
        return loader(task, count)
    work = {"pil": pil, "tensor": tensor}[way]
    started = time.perf_counter()
    for index in range(count):
        work(index % len(FILES), task)
    return time.perf_counter() - started


print(json.dumps({"ready": True, "torchvision": __import__("torchvision").__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = {"seconds": timed(asked["way"], asked["task"], asked["count"])}
    except Exception as error:  # the benchmark names what is not there
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
