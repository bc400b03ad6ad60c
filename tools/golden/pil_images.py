"""Golden images of PIL and torchvision: `python pil_images.py`; writes packages/datasets/test/golden/pil-*.json."""

import base64
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
import PIL
import torchvision
from PIL import Image, ImageOps
from torchvision import transforms
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F
from torchvision.transforms.autoaugment import _apply_op

FOLDER = Path(__file__).resolve().parents[2] / "packages" / "datasets" / "test" / "golden"


def pixels(height: int, width: int, channels: int) -> np.ndarray:
    """The same formula is in packages/datasets/test/golden-images.ts."""
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    return ((x * 5 + y * 7 + c * 40 + ((x * x * 3 + y * y * 5 + x * y * (c + 1)) >> 2)) & 255).astype(np.uint8)


def image(array: np.ndarray) -> Image.Image:
    return Image.fromarray(array if array.shape[2] == 3 else array[..., 0])


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def write(name: str, cases: list) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"pil-{name}.json"
    lines = ",\n".join(json.dumps(case) for case in cases)
    versions = {"pillow": PIL.__version__, "torchvision": torchvision.__version__}
    path.write_text(f'{{"versions": {json.dumps(versions)}, "cases": [\n{lines}\n]}}\n')
    print(f"{path.name}: {path.stat().st_size} bytes")


def png16(array: np.ndarray) -> bytes:
    """A PNG of 16 bits, which PIL does not write in colour."""
    height, width, channels = array.shape

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (array.astype(np.uint16) * 256 + 77).astype(">u2").reshape(height, -1)
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    header = struct.pack(">IIBBBBB", width, height, 16, {1: 0, 3: 2}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def files() -> dict:
    made = image(pixels(12, 16, 3))
    alpha = made.convert("RGBA")
    alpha.putalpha(image(pixels(12, 16, 1)))

    def saved(one: Image.Image, kind: str, **options) -> bytes:
        out = io.BytesIO()
        one.save(out, kind, **options)
        return out.getvalue()

    def turned(orientation: int) -> bytes:
        exif = Image.Exif()
        exif[0x112] = orientation
        return saved(made, "JPEG", exif=exif, quality=50)

    animation = {"save_all": True, "append_images": [ImageOps.invert(made)]}
    return {
        "baseline.jpg": saved(made, "JPEG", quality=90),
        "progressive.jpg": saved(made, "JPEG", progressive=True, quality=60),
        "grey.jpg": saved(made.convert("L"), "JPEG"),
        "cmyk.jpg": saved(made.convert("CMYK"), "JPEG", quality=60),
        "cmyk.tif": saved(made.convert("CMYK"), "TIFF", compression="tiff_lzw"),
        "png-named.JPEG": saved(made, "PNG"),
        "palette.png": saved(made.quantize(8), "PNG"),
        "palette-transparent.png": saved(made.quantize(8), "PNG", transparency=3),
        "alpha.png": saved(alpha, "PNG"),
        "grey-alpha.png": saved(made.convert("LA"), "PNG"),
        "bits.png": saved(made.convert("1"), "PNG"),
        "colour-16.png": png16(pixels(12, 16, 3)),
        "animated.gif": saved(made.quantize(8), "GIF", save_all=True, append_images=[made.quantize(4)]),
        "animated.png": saved(made.quantize(8), "PNG", save_all=True, append_images=[made.quantize(8).rotate(180)]),
        "animated.webp": saved(made, "WEBP", lossless=True, **animation),
        "lossy.webp": saved(made, "WEBP", quality=50),
        **{f"exif-{orientation}.jpg": turned(orientation) for orientation in (2, 3, 4, 5, 6, 7, 8)},
    }


def decoded() -> list:
    cases = []
    for name, data in files().items():
        one = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        cases.append({"name": name, "file": text(data), "height": one.height, "width": one.width, "rgb": text(one.tobytes())})
    return cases


SIZES = [  # height, width, channels, to height, to width
    (40, 50, 3, 16, 20),
    (50, 40, 3, 9, 31),  # columns first
    (64, 64, 1, 28, 28),
    (13, 17, 3, 26, 24),
    (21, 20, 3, 21, 9),
    (21, 20, 3, 8, 20),
    (37, 53, 1, 1, 32),
    (100, 75, 3, 15, 14),
]


def resized() -> list:
    cases = []
    for height, width, channels, to_height, to_width in SIZES:
        for name, resample in (("bilinear", Image.Resampling.BILINEAR), ("bicubic", Image.Resampling.BICUBIC)):
            one = image(pixels(height, width, channels)).resize((to_width, to_height), resample)
            cases.append(
                {"from": [height, width, channels], "to": [to_height, to_width], "filter": name, "pixels": text(one.tobytes())}
            )
    return cases


OPERATIONS = {
    "shearX": ("ShearX", [0.3, -0.99]),
    "shearY": ("ShearY", [-0.3, 0.7]),
    "translateX": ("TranslateX", [5.8, -3]),
    "translateY": ("TranslateY", [-2, 4.5]),
    "rotate": ("Rotate", [30, -135, 180]),
    "brightness": ("Brightness", [0.25, 1.6]),
    "contrast": ("Contrast", [0.25, 1.9]),
    "saturation": ("Color", [0, 1.7]),
    "sharpness": ("Sharpness", [0.1, 1.9]),
    "hue": (None, [0.3, -0.12]),
    "posterize": ("Posterize", [3, 5]),
    "solarize": ("Solarize", [100.5]),
    "autocontrast": ("AutoContrast", [0]),
    "equalize": ("Equalize", [0]),
}
RELATIVE = ("brightness", "contrast", "saturation", "sharpness")


def operated() -> list:
    cases = []
    source = image(50 + pixels(24, 18, 3) // 2)
    for name, (theirs, magnitudes) in OPERATIONS.items():
        for magnitude in magnitudes:
            if theirs is None:
                one = F.adjust_hue(source, magnitude)
            else:
                given = magnitude - 1 if name in RELATIVE else magnitude
                one = _apply_op(source, theirs, given, InterpolationMode.NEAREST, [1, 2, 3])
            cases.append({"operation": name, "magnitude": magnitude, "pixels": text(one.tobytes())})
    return cases


def cropped() -> list:
    cases = []
    for height, width, size in ((9, 14, 7), (10, 11, 6), (5, 12, 8), (6, 6, 9)):
        one = F.center_crop(image(pixels(height, width, 3)), size)
        cases.append({"from": [height, width], "size": size, "pixels": text(one.tobytes())})
    return cases


def policies() -> list:
    """Magnitudes of some bins for an image of 24 x 18, and whether chance negates them."""
    cases = []
    names = {theirs: ours for ours, (theirs, _) in OPERATIONS.items() if theirs is not None}
    spaces = {
        "randAugment": transforms.RandAugment()._augmentation_space(31, (24, 18)),
        "trivialAugment": transforms.TrivialAugmentWide()._augmentation_space(31),
    }
    for policy, space in spaces.items():
        for theirs, (magnitudes, signed) in space.items():
            some = [round(float(magnitudes[bin]), 4) for bin in (0, 9, 13, 30)] if magnitudes.ndim > 0 else [0, 0, 0, 0]
            cases.append({"policy": policy, "operation": names.get(theirs, "identity"), "magnitudes": some, "signed": signed})
    return cases


if __name__ == "__main__":
    write("policies", policies())
    write("decoded", decoded())
    write("resized", resized())
    write("operations", operated())
    write("centre-crops", cropped())
