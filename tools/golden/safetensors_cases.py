"""Files that are wrong, or odd, by their names: (name, bytes). Nothing in here needs the safetensors package."""

import json
import struct

F32 = '"dtype":"F32","shape":[1],"data_offsets":[0,4]'
ONE = '{"a":{' + F32 + "}}"


def file(header: str | bytes, data: bytes = b"\0\0\0\0", length: int | None = None) -> bytes:
    raw = header.encode("utf-8", "surrogatepass") if isinstance(header, str) else header
    return struct.pack("<Q", len(raw) if length is None else length) + raw + data


def entry(dtype="F32", shape="[1]", offsets="[0,4]", name="a") -> str:
    return '{%s:{"dtype":"%s","shape":%s,"data_offsets":%s}}' % (json.dumps(name), dtype, shape, offsets)


def tensors(*entries: tuple[str, int, int]) -> str:
    """U8 tensors of (name, begin, end)."""
    return json.dumps(
        {n: {"dtype": "U8", "shape": [max(e - b, 0)], "data_offsets": [b, e]} for n, b, e in entries}
    )


def sizes():
    good = file(ONE)
    yield "empty file", b""
    yield "one byte", b"\x08"
    yield "seven bytes", good[:7]
    yield "size only", good[:8]
    for name, length in [
        ("0", 0), ("1", 1), ("7", 7), ("2^31", 2**31), ("2^32", 2**32), ("2^53", 2**53), ("2^63", 2**63),
        ("2^64-1", 2**64 - 1), ("file - 7", len(good) - 7), ("file", len(good)), ("100000001", 100_000_001),
        ("into the data", len(ONE) + 4), ("one too small", len(ONE) - 1), ("one too large", len(ONE) + 1),
    ]:  # fmt: skip
        yield f"header size {name}", file(ONE, length=length)
    yield "two bytes of data missing", good[:-2]
    yield "all data missing", good[:-4]
    yield "one byte too many", good + b"\0"
    yield "zip archive behind it", good + b"PK\x05\x06" + bytes(18)
    yield "big endian size", struct.pack(">Q", len(ONE)) + good[8:]


def syntax():
    for header in [
        "{", "}", "[]", "null", "1", '""', "{}{}", "{},", "{,}", "{]", '{"a"}', '{"a":}', '{"a":1}', '{"a":null}',
        '{"a":[]}', '{"a":"b"}', '{"a":{}}', "{a:{" + F32 + "}}", "{'a':{" + F32 + "}}", ONE[:-1], ONE[:-2], ONE + "}",
        '{"a":{' + F32 + ",}}", '{"a":{' + F32 + "},}", ONE + "//", "/**/" + ONE, "[" * 5000, '{"a":' * 5000,
        '{"a":' + "[" * 5000, '{"a":{"dtype":' + "[" * 5000,
    ]:  # fmt: skip
        yield f"header {header[:40]}", file(header)
    yield "space before", file(" " + ONE)
    yield "tab before", file("\t" + ONE)
    yield "byte-order mark", file("\ufeff" + ONE)
    yield "NUL behind", file(ONE + "\0")
    yield "form feed behind", file(ONE + "\f")
    yield "first byte 0xff", file(b"\xff" + ONE.encode()[1:])
    yield "UTF-16", file(ONE.encode("utf-16-le"))
    yield "no colon", file('{"a"{' + F32 + "}}")
    yield "gzip", file(b"\x1f\x8b\x08\x00" + bytes(20))


def names():
    for name, key in [
        ("NUL", '"a\\u0000"'), ("newline", '"\\n"'), ("escape", '"\\u001b[31m"'), ("delete", '"\x7f"'),
        ("C1 control", '"\\u0085"'), ("lone high surrogate", '"\\ud800"'), ("lone low surrogate", '"\\udc00"'),
        ("surrogates in the wrong order", '"\\udc00\\ud800"'), ("__proto__", '"__proto__"'),
        ("escaped __proto__", '"__proto\\u005f_"'), ("1025 bytes", '"' + "a" * 1025 + '"'),
        ("1026 bytes of UTF-8", '"' + "€" * 342 + '"'), ("raw newline", '"\n"'), ("bad escape", '"\\x41"'),
        ("short escape", '"\\u00"'), ("unclosed", '"a'), ("backslash at the end", '"a\\'),
    ]:  # fmt: skip
        yield f"name {name}", file("{" + key + ":{" + F32 + "}}")
    yield "name not UTF-8", file(b'{"\xff":{' + F32.encode() + b"}}")
    yield "name overlong UTF-8", file(b'{"\xc0\xaf":{' + F32.encode() + b"}}")
    yield "name raw surrogate", file(b'{"\xed\xa0\x80":{' + F32.encode() + b"}}")
    yield "name twice, same place", file('{"a":{' + F32 + '},"a":{' + F32 + "}}")
    twice = '{"a":{%s},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}' % F32
    yield "name twice", file(twice, bytes(8))
    yield "name twice, once escaped", file('{"a":{' + F32 + '},"\\u0061":{' + F32 + "}}")
    yield "name twice, empty tensors", file(
        '{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}', b""
    )


def entries():
    yield "without dtype", file('{"a":{"shape":[1],"data_offsets":[0,4]}}')
    yield "without shape", file('{"a":{"dtype":"F32","data_offsets":[0,4]}}')
    yield "without data_offsets", file('{"a":{"dtype":"F32","shape":[1]}}')
    yield "unknown key", file('{"a":{' + F32 + ',"strides":[1]}}')
    yield "key __proto__", file('{"a":{' + F32 + ',"__proto__":{}}}')
    yield "key constructor", file('{"a":{' + F32 + ',"constructor":1}}')
    yield "dtype twice", file('{"a":{' + F32 + ',"dtype":"F32"}}')
    yield "shape twice", file('{"a":{' + F32 + ',"shape":[1]}}')
    yield "data_offsets twice", file('{"a":{' + F32 + ',"data_offsets":[0,4]}}')
    for dtype in ["F33", "f32", "", "float32", "F32 ", "__proto__", "constructor", "U64", "U32", "F8_E4M3"]:
        size = {"U64": 8, "F8_E4M3": 1}.get(dtype, 4)
        yield f"dtype {dtype}", file(entry(dtype, offsets=f"[0,{size}]"), bytes(size))
    yield "dtype F4", file(entry("F4", "[8]", "[0,4]"))
    yield "dtype number", file('{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}')
    yield "entry with an entry inside", file('{"a":{"b":{' + F32 + "}}}")


def numbers():
    for shape in [
        "1", "null", '"16"', '["1"]', "[null]", "[-1]", "[-0]", "[1.0]", "[1.5]", "[1e0]", "[1e3]", "[01]", "[+1]", "[0x1]",
        "[1,]", "[,1]", "[[1]]", "[true]", "[9007199254740993]", "[18446744073709551615]", "[18446744073709551617]",
        "[1e400]", "[NaN]", "[2]", "[]]", "[2,18446744073709551614]", "[0,9223372036854775808]", "[4294967296,4294967296]",
        "[3037000500,3037000500]", "[9007199254740991,9007199254740991]", "[" + ",".join("1" * 33) + "]", "{}",
    ]:  # fmt: skip
        yield f"shape {shape[:48]}", file(entry(shape=shape))
    for offsets in [
        "0", "[]", "[0]", "[0,4,8]", "[4,0]", "[-4,0]", "[0,4.0]", '["0","4"]', "[0,-4]", "[0,3]", "[0,5]", "[0,8]", "[1,5]",
        "[0,9007199254740993]", "[18446744073709551612,0]", "[18446744073709551612,18446744073709551616]", "[null,4]",
    ]:  # fmt: skip
        yield f"data_offsets {offsets}", file(entry(offsets=offsets))


def layouts():
    yield "ten tensors on one range", file(tensors(*[(f"t{i}", 0, 4) for i in range(10)]))
    yield "overlap of one byte", file(tensors(("a", 0, 3), ("b", 2, 4)))
    yield "inside another", file(tensors(("a", 0, 4), ("b", 1, 2)))
    yield "hole at the start", file(tensors(("a", 1, 4)))
    yield "hole in the middle", file(tensors(("a", 0, 1), ("b", 2, 4)))
    yield "hole at the end", file(tensors(("a", 0, 2), ("b", 2, 3)))
    yield "reversed ranges", file(tensors(("a", 4, 2), ("b", 2, 0)))
    yield "past the end", file(tensors(("a", 0, 4), ("b", 4, 8)))
    yield "empty tensor past the end", file(tensors(("a", 0, 4), ("b", 5, 5)))
    yield "empty tensor inside another", file(tensors(("a", 0, 4), ("b", 2, 2)))
    yield "huge and empty", file(entry(shape="[0,9007199254740991]", offsets="[0,0]"), b"")
    yield "empty and huge", file(entry(shape="[9007199254740991,9007199254740991,0]", offsets="[0,0]"), b"")
    yield "data without tensors", file("{}")


def metadata():
    for text in ["1", "null", "[]", '"a"', '{"a":1}', '{"a":null}', '{"a":{}}', '{"a":["b"]}', '{"a"}', "{"]:
        yield f"__metadata__ {text}", file('{"__metadata__":%s,"a":{%s}}' % (text, F32))
    yield "__metadata__ twice", file('{"__metadata__":{},"__metadata__":{},"a":{%s}}' % F32)
    yield "__metadata__ key twice", file('{"__metadata__":{"k":"1","k":"2"},"a":{%s}}' % F32)
    yield "__metadata__ key __proto__", file('{"__metadata__":{"__proto__":"1"},"a":{%s}}' % F32)
    yield "__metadata__ lone surrogate", file('{"__metadata__":{"k":"\\ud800"},"a":{%s}}' % F32)
    yield "__metadata__ as a tensor", file('{"__metadata__":{%s}}' % F32)


def sound():
    """Odd, and sound all the same."""
    yield "sound: plain", file(ONE)
    yield "sound: no tensors", file("{}", b"")
    yield "sound: spaces everywhere", file(
        '{ "a" :\t{ "dtype" : "F32" ,\r\n"shape" : [ 1 ] , "data_offsets" : [ 0 , 4 ] } } \n'
    )
    yield "sound: keys in another order", file('{"a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}}')
    yield "sound: escapes", file(entry(name='é€😀"\\/'))
    yield "sound: names of Object.prototype", file(tensors(("constructor", 0, 2), ("toString", 2, 3), ("hasOwnProperty", 3, 4)))
    yield "sound: empty name", file(entry(name=""))
    yield "sound: 1024 bytes", file(entry(name="a" * 1024))
    yield "sound: scalar", file(entry(shape="[]"))
    yield "sound: empty tensors", file(
        entry(shape="[0,1024]", offsets="[0,0]"), b""
    )
    yield "sound: 32 dimensions", file(entry(shape="[" + ",".join("1" * 32) + "]"))
    yield "sound: later tensor first", file(tensors(("b", 2, 4), ("a", 0, 2)))
    yield "sound: metadata at the end", file('{"a":{%s},"__metadata__":{"k":"v\\n"}}' % F32)
    yield "sound: not aligned", file(ONE + "   ")


def cases():
    for group in [sizes, syntax, names, entries, numbers, layouts, metadata, sound]:
        yield from group()
