"""The nets in Keras by its functional API, NHWC, with explicit padding where a window moves by more than a pixel, as PyTorch's."""

import keras
from keras import layers

INCEPTION = (  # Szegedy et al. 2015, table 1: 3a to 3b, 4a to 4e, 5a to 5b
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    (
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)


def conv(x, filters, size, stride=1, bias=False, pad=None):
    pad = size // 2 if pad is None else pad
    padding = "same" if stride == 1 and pad == size // 2 else "valid"
    if padding == "valid" and pad > 0:
        x = layers.ZeroPadding2D(pad)(x)
    return layers.Conv2D(filters, size, stride, padding, use_bias=bias, kernel_initializer="he_normal")(x)


def conv_bn(x, filters, size, stride=1, relu=True, epsilon=1e-5):
    x = layers.BatchNormalization(momentum=0.9, epsilon=epsilon)(conv(x, filters, size, stride))
    return layers.ReLU()(x) if relu else x


def conv_relu(x, filters, size, stride=1, pad=None):
    return layers.ReLU()(conv(x, filters, size, stride, bias=True, pad=pad))


def dense(x, units, relu=False):
    x = layers.Dense(units, kernel_initializer="he_normal")(x)
    return layers.ReLU()(x) if relu else x


def logits(x, classes):
    """In float32 whatever the policy, as Keras's guide to mixed precision wants the last output."""
    return layers.Activation("linear", dtype="float32")(dense(x, classes))


def shortcut_a(x, filters, stride):
    before = x.shape[-1]
    if before == filters:
        return x
    x = layers.Lambda(lambda y: y[:, ::stride, ::stride, :])(x)
    return layers.Lambda(lambda y: keras.ops.pad(y, [[0, 0], [0, 0], [0, 0], [0, filters - before]]))(x)


def basic(x, filters, stride, projection):
    y = conv_bn(conv_bn(x, filters, 3, stride), filters, 3, relu=False)
    if not projection:
        x = shortcut_a(x, filters, stride)
    elif x.shape[-1] != filters:
        x = conv_bn(x, filters, 1, stride, relu=False)
    return layers.ReLU()(layers.Add()([y, x]))


def bottleneck(x, filters, stride, _projection):
    y = conv_bn(conv_bn(x, filters, 1), filters, 3, stride)
    y = conv_bn(y, 4 * filters, 1, relu=False)
    if x.shape[-1] != 4 * filters:
        x = conv_bn(x, 4 * filters, 1, stride, relu=False)
    return layers.ReLU()(layers.Add()([y, x]))


def stages(x, block, widths, counts, projection):
    for index, (filters, count) in enumerate(zip(widths, counts)):
        for place in range(count):
            x = block(x, filters, 2 if index > 0 and place == 0 else 1, projection)
    return layers.GlobalAveragePooling2D()(x)


def cifar_resnet(depth):
    """He et al. 2015, section 4.2, with shortcut A."""

    def net(image, classes, _training):
        x = stages(conv_bn(image, 16, 3), basic, (16, 32, 64), ((depth - 2) // 6,) * 3, False)
        return logits(x, classes)

    return net


def resnet(block, counts):
    """He et al. 2015, table 1, with shortcut B and a bottleneck's stride in its 3x3 convolution."""

    def net(image, classes, _training):
        x = conv_bn(image, 64, 7, 2)
        # Behind a ReLU zeros pad a maximum as well as minus infinity does.
        x = layers.MaxPooling2D(3, 2)(layers.ZeroPadding2D(1)(x))
        return logits(stages(x, block, (64, 128, 256, 512), counts, True), classes)

    return net


def vgg16(image, classes, _training):
    x = image
    for filters, count in zip((64, 128, 256, 512, 512), (2, 2, 3, 3, 3)):
        for _ in range(count):
            x = conv_relu(x, filters, 3)
        x = layers.MaxPooling2D(2, 2)(x)
    x = layers.Flatten()(x)
    for _ in range(2):
        x = layers.Dropout(0.5)(dense(x, 4096, relu=True))
    return logits(x, classes)


def alexnet(image, classes, _training):
    """Krizhevsky 2014, "one weird trick", as torchvision has it."""
    x = layers.MaxPooling2D(3, 2)(conv_relu(image, 64, 11, 4, pad=2))
    x = layers.MaxPooling2D(3, 2)(conv_relu(x, 192, 5))
    for filters in (384, 256, 256):
        x = conv_relu(x, filters, 3)
    x = layers.Flatten()(layers.MaxPooling2D(3, 2)(x))
    for _ in range(2):
        x = dense(layers.Dropout(0.5)(x), 4096, relu=True)
    return logits(x, classes)


def googlenet(image, classes, training):
    """torchvision's: batch normalization, and 3x3 where the paper has 5x5. Pooling by `same` is PyTorch's with ceil_mode."""

    def unit(x, filters, size, stride=1):
        return conv_bn(x, filters, size, stride, epsilon=1e-3)

    def module(x, one, reduce3, three, reduce5, five, projection):
        pooled = layers.MaxPooling2D(3, 1, "same")(x)
        branches = [
            unit(x, one, 1),
            unit(unit(x, reduce3, 1), three, 3),
            unit(unit(x, reduce5, 1), five, 3),
            unit(pooled, projection, 1),
        ]
        return layers.Concatenate()(branches)

    def auxiliary(x):
        x = layers.Flatten()(unit(layers.AdaptiveAveragePooling2D(4)(x), 128, 1))
        return logits(layers.Dropout(0.7)(dense(x, 1024, relu=True)), classes)

    heads = []
    x = layers.MaxPooling2D(3, 2, "same")(unit(image, 64, 7, 2))
    x = unit(unit(x, 64, 1), 192, 3)
    for index, rows in enumerate(INCEPTION):
        size = 2 if index == 2 else 3
        x = layers.MaxPooling2D(size, 2, "same")(x)
        for place, row in enumerate(rows):
            x = module(x, *row)
            if training and index == 1 and place in (0, 3):
                heads.append(auxiliary(x))
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(x))
    return [logits(x, classes), *heads]


NETS = {
    "resnet8": cifar_resnet(8),
    "resnet20": cifar_resnet(20),
    "resnet56": cifar_resnet(56),
    "resnet18": resnet(basic, (2, 2, 2, 2)),
    "resnet50": resnet(bottleneck, (3, 4, 6, 3)),
    "vgg16": vgg16,
    "alexnet": alexnet,
    "googlenet": googlenet,
}


def build(net: str, input_shape, classes: int, training: bool) -> keras.Model:
    """A net of random weights; GoogLeNet with its auxiliary heads where it is trained."""
    image = keras.Input(tuple(input_shape))
    return keras.Model(image, NETS[net](image, classes, training))
