"""FarmHash Fingerprint64, which FARM_FINGERPRINT gives as an INT64 (the algorithm's 2014 paper code
is the specification; the answers are held to GoogleSQL's in tests/dialect)."""

M = (1 << 64) - 1
K0, K1, K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def _rot(v: int, n: int) -> int:
    return ((v >> n) | (v << (64 - n))) & M if n else v


def _mix(v: int) -> int:
    return v ^ (v >> 47)


def _f64(s: bytes, i: int) -> int:
    return int.from_bytes(s[i : i + 8], "little")


def _f32(s: bytes, i: int) -> int:
    return int.from_bytes(s[i : i + 4], "little")


def _len16(u: int, v: int, mul: int) -> int:
    a = ((u ^ v) * mul) & M
    a ^= a >> 47
    b = ((v ^ a) * mul) & M
    b ^= b >> 47
    return (b * mul) & M


def _short(s: bytes) -> int:
    n = len(s)
    mul = (K2 + n * 2) & M
    if n >= 8:
        a, b = (_f64(s, 0) + K2) & M, _f64(s, n - 8)
        c, d = (_rot(b, 37) * mul + a) & M, ((_rot(a, 25) + b) * mul) & M
        return _len16(c, d, mul)
    if n >= 4:
        return _len16((n + (_f32(s, 0) << 3)) & M, _f32(s, n - 4), mul)
    if n:
        y, z = s[0] + (s[n >> 1] << 8), n + (s[n - 1] << 2)
        return (_mix((y * K2 ^ z * K0) & M) * K2) & M
    return K2


def _medium(s: bytes) -> int:
    n = len(s)
    mul = (K2 + n * 2) & M
    if n <= 32:
        a, b = (_f64(s, 0) * K1) & M, _f64(s, 8)
        c, d = (_f64(s, n - 8) * mul) & M, (_f64(s, n - 16) * K2) & M
        u = (_rot((a + b) & M, 43) + _rot(c, 30) + d) & M
        return _len16(u, (a + _rot((b + K2) & M, 18) + c) & M, mul)
    a, b = (_f64(s, 0) * K2) & M, _f64(s, 8)
    c, d = (_f64(s, n - 8) * mul) & M, (_f64(s, n - 16) * K2) & M
    y = (_rot((a + b) & M, 43) + _rot(c, 30) + d) & M
    z = _len16(y, (a + _rot((b + K2) & M, 18) + c) & M, mul)
    e, f = (_f64(s, 16) * mul) & M, _f64(s, 24)
    g, h = ((y + _f64(s, n - 32)) * mul) & M, ((z + _f64(s, n - 24)) * mul) & M
    u = (_rot((e + f) & M, 43) + _rot(g, 30) + h) & M
    return _len16(u, (e + _rot((f + a) & M, 18) + g) & M, mul)


def _weak(s: bytes, i: int, a: int, b: int) -> tuple[int, int]:
    w, x, y, z = (_f64(s, i + 8 * k) for k in range(4))
    a = (a + w) & M
    b = _rot((b + a + z) & M, 21)
    c = a
    a = (a + x + y) & M
    b = (b + _rot(a, 44)) & M
    return (a + z) & M, (b + c) & M


def fingerprint64(s: bytes) -> int:
    """The unsigned 64-bit fingerprint of bytes."""
    n = len(s)
    if n <= 64:
        return _short(s) if n <= 16 else _medium(s)
    seed = 81
    x, y = seed, (seed * K1 + 113) & M
    z = (_mix((y * K2 + 113) & M) * K2) & M
    v, w = (0, 0), (0, 0)
    x = (x * K2 + _f64(s, 0)) & M
    end = (n - 1) // 64 * 64
    last = end + ((n - 1) & 63) - 63
    i = 0
    while i != end:
        x = (_rot((x + y + v[0] + _f64(s, i + 8)) & M, 37) * K1) & M
        y = (_rot((y + v[1] + _f64(s, i + 48)) & M, 42) * K1) & M
        x ^= w[1]
        y = (y + v[0] + _f64(s, i + 40)) & M
        z = (_rot((z + w[0]) & M, 33) * K1) & M
        v = _weak(s, i, (v[1] * K1) & M, (x + w[0]) & M)
        w = _weak(s, i + 32, (z + w[1]) & M, (y + _f64(s, i + 16)) & M)
        z, x = x, z
        i += 64
    mul = (K1 + ((z & 0xFF) << 1)) & M
    i = last
    w = ((w[0] + ((n - 1) & 63)) & M, w[1])
    v = ((v[0] + w[0]) & M, v[1])
    w = ((w[0] + v[0]) & M, w[1])
    x = (_rot((x + y + v[0] + _f64(s, i + 8)) & M, 37) * mul) & M
    y = (_rot((y + v[1] + _f64(s, i + 48)) & M, 42) * mul) & M
    x ^= (w[1] * 9) & M
    y = (y + v[0] * 9 + _f64(s, i + 40)) & M
    z = (_rot((z + w[0]) & M, 33) * mul) & M
    v = _weak(s, i, (v[1] * mul) & M, (x + w[0]) & M)
    w = _weak(s, i + 32, (z + w[1]) & M, (y + _f64(s, i + 16)) & M)
    z, x = x, z
    a = (_len16(v[0], w[0], mul) + _mix(y) * K0 + z) & M
    return _len16(a, (_len16(v[1], w[1], mul) + x) & M, mul)
