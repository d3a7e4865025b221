#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opens what TarnFS sealed, written from docs/FORMATS.md alone; needs Python 3.8, OpenSSL's libcrypto
and, for what is compressed with zstd, libzstd (the standard library has neither AES nor, before 3.14, Zstandard).

    decode_object.py DESCRIPTOR KEYFILE object FILE > plaintext
    decode_object.py DESCRIPTOR KEYFILE inline FILE > plaintext
"""
import ctypes, ctypes.util, hashlib, hmac, struct, sys

def check(good, what):
    if not good: sys.exit("damaged: " + what)

def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data: crc = CRC_TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF

CRC_TABLE = []
for n in range(256):
    for _ in range(8): n = (n >> 1) ^ (0x82F63B78 if n & 1 else 0)
    CRC_TABLE.append(n)

def hkdf(secret, salt, info):  # RFC 5869, SHA-256, one block
    prk = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()

def gcm_open(key, number, aad, sealed):
    crypto = ctypes.CDLL(ctypes.util.find_library("crypto") or "libcrypto.so.3")
    for name in ("EVP_CIPHER_CTX_new", "EVP_aes_256_gcm"): getattr(crypto, name).restype = ctypes.c_void_p
    text, tag = sealed[:-16], sealed[-16:]
    context, out, count = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new()), ctypes.create_string_buffer(len(text) + 16), ctypes.c_int()
    aes, nonce = ctypes.c_void_p(crypto.EVP_aes_256_gcm()), struct.pack(">QI", 0, number)
    check(crypto.EVP_DecryptInit_ex(context, aes, None, key, nonce) == 1, "libcrypto")
    check(crypto.EVP_DecryptUpdate(context, None, ctypes.byref(count), aad, len(aad)) == 1, "libcrypto")
    check(crypto.EVP_DecryptUpdate(context, out, ctypes.byref(count), text, len(text)) == 1, "libcrypto")
    check(crypto.EVP_CIPHER_CTX_ctrl(context, 0x11, 16, ctypes.c_char_p(tag)) == 1, "libcrypto")
    check(crypto.EVP_DecryptFinal_ex(context, ctypes.byref(out, len(text)), ctypes.byref(count)) == 1, "tag")
    return out.raw[:len(text)]

def unlz4(data):  # LZ4 block format
    out, at = bytearray(), 0
    def length(nibble, at):
        while nibble >= 15 and data[at] == 255: nibble, at = nibble + 255, at + 1
        return (nibble + data[at], at + 1) if nibble >= 15 else (nibble, at)
    while True:
        token, at = data[at], at + 1
        count, at = length(token >> 4, at)
        out += data[at:at + count]; at += count
        if at == len(data): return bytes(out)
        distance, at = data[at] | data[at + 1] << 8, at + 2
        count, at = length(token & 15, at)
        for _ in range(count + 4): out.append(out[-distance])

def unzstd(data):  # RFC 8878
    zstd, out = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1"), ctypes.create_string_buffer(131072)
    zstd.ZSTD_decompress.restype, size = ctypes.c_size_t, ctypes.c_size_t
    count = zstd.ZSTD_decompress(out, size(len(out)), data, size(len(data)))
    check(count <= len(out), "zstd")
    return out.raw[:count]

def unsnappy(data):  # raw format of snappy's format_description.txt
    out, at, total, shift = bytearray(), 0, 0, 0
    while True:
        byte, at = data[at], at + 1
        total, shift = total | (byte & 127) << shift, shift + 7
        if byte < 128: break
    while at < len(data):
        tag, at = data[at], at + 1
        if tag & 3 == 0:  # literal
            count, extra = (tag >> 2) + 1, max(0, (tag >> 2) - 59)
            if extra: count = int.from_bytes(data[at:at + extra], "little") + 1; at += extra
            out += data[at:at + count]; at += count
            continue
        count, extra = ((tag >> 2 & 7) + 4, 1) if tag & 3 == 1 else ((tag >> 2) + 1, 2 * (tag & 3) - 2)
        distance = int.from_bytes(data[at:at + extra], "little") | (tag >> 5 << 8 if tag & 3 == 1 else 0); at += extra
        for _ in range(count): out.append(out[-distance])
    check(len(out) == total, "snappy length")
    return bytes(out)

def unpack(codec, data): return (lambda same: same, unlz4, unzstd, unsnappy)[codec](data)

def volume_key(descriptor, key_file):
    check(descriptor[:6] == b"TRNV\0\1" and crc32c(descriptor[:-4]) == struct.unpack(">I", descriptor[-4:])[0], "descriptor")
    secret, (name_bytes, slots) = bytes.fromhex(key_file.decode().split("\n")[1]), struct.unpack_from(">HH", descriptor, 32)
    at, keys = 36 + name_bytes, {}
    for _ in range(slots):
        size = struct.unpack_from(">I", descriptor, at)[0]
        slot, at = descriptor[at + 4:at + 4 + size], at + 4 + size
        check(slot[:6] == b"TRNK\0\1" and crc32c(slot[:-4]) == struct.unpack(">I", slot[-4:])[0], "key slot")
        if slot[6] == 2:  # opened by a key file
            wrapping = hkdf(secret, slot[24:40], b"tarnfs key file v1" + slot[16:24])
            keys[struct.unpack_from(">I", slot, 12)[0]] = gcm_open(wrapping, 0, slot[:60], slot[60:108])
    return keys

def open_object(data, keys):
    magic, version, codec, cipher, fixed, frames, volume, number = struct.unpack_from(">4sHBBIIQQ", data, 0)
    generation, _, left = struct.unpack_from(">IIQ", data, 48)
    header, table = data[:fixed], data[fixed:fixed + 8 * frames]
    check(magic == b"TRNO" and version == 1, "magic or version")
    check(crc32c(header[:-4]) == struct.unpack(">I", header[-4:])[0], "header checksum")
    at = fixed + 8 * frames + 4
    check(crc32c(table) == struct.unpack_from(">I", data, at - 4)[0], "frame table checksum")
    key = cipher and hkdf(keys[generation], data[32:48], b"tarnfs object v1" + data[16:32])
    for frame in range(frames):
        word, crc = struct.unpack_from(">II", table, 8 * frame)
        stored, size, plain = word >> 31, word & 0x7FFFFFFF, min(left, 131072)
        bytes_ = data[at:at + size]; at += size; left -= plain
        check(crc32c(bytes_) == crc, "frame %d checksum" % frame)
        if cipher: bytes_ = gcm_open(key, frame, header + struct.pack(">IBI", frame, stored, plain), bytes_)
        bytes_ = bytes_ if stored else unpack(codec, bytes_)
        check(len(bytes_) == plain, "frame %d length" % frame)
        sys.stdout.buffer.write(bytes_)
    check(at == len(data) and left == 0, "object length")

def open_inline(data, keys, volume):
    codec, cipher, (generation, plain) = data[3], data[4], struct.unpack_from(">II", data, 8)
    check(data[:3] == b"TI\1" and crc32c(data[:-4]) == struct.unpack(">I", data[-4:])[0], "inline value")
    value = data[32:-4]
    if cipher: value = gcm_open(hkdf(keys[generation], data[16:32], b"tarnfs inline v1" + volume), 0, data[:32], value)
    value = unpack(codec, value)
    check(len(value) == plain, "inline length")
    sys.stdout.buffer.write(value)

if __name__ == "__main__":
    descriptor, key_file, kind, data = (a if i == 2 else open(a, "rb").read() for i, a in enumerate(sys.argv[1:5]))
    keys = volume_key(descriptor, key_file)
    open_object(data, keys) if kind == "object" else open_inline(data, keys, descriptor[16:24])
