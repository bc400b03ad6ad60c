"""`python export_onnx.py '<settings>'`: writes PyTorch's net, in evaluation mode, to settings["file"], and prints its parameters."""

import json
import sys

import torch

from torch_nets import build

settings = json.loads(sys.argv[1])
torch.manual_seed(0)
net = build(settings["net"], settings["classes"], training=False).eval()
height, width, channels = settings["inputShape"]
image = torch.zeros(settings["batch"], channels, height, width)
# Its progress goes to stdout, where the answer belongs alone.
stdout, sys.stdout = sys.stdout, sys.stderr
torch.onnx.export(
    net, (image,), settings["file"], input_names=["image"], output_names=["logits"], dynamo=True, external_data=False
)
sys.stdout = stdout
print(json.dumps({"params": sum(p.numel() for p in net.parameters())}))
