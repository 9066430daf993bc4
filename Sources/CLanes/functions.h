#ifndef FUNCTIONS_H
#define FUNCTIONS_H

// Operation by operation those of `Double` in the Swift target Integrators: a lane has the bits of a single run.

#include "blocks.h"
#include <math.h>

/// A double with this much added has its nearest integer in its last bits.
#define ROUNDER 0x1.8p52

/// 2ᵏ for the integer that `shifted` = k + ROUNDER holds, −1022 ≤ k ≤ 1023.
INLINE block power_of_two(block shifted) {
  return (block)(((bits)shifted << 52) + splat_bits(0x3FF0000000000000));
}

/// (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2, by Taylor's series: its next term is below 1e-17.
INLINE block exp_remainder(block r) {
  block r2 = r * r;
  block r4 = r2 * r2;
  block low = (1 / 2.0 + r * (1 / 6.0)) + r2 * (1 / 24.0 + r * (1 / 120.0));
  block middle = (1 / 720.0 + r * (1 / 5040.0)) + r2 * (1 / 40320.0 + r * (1 / 362880.0));
  block high = (1 / 3628800.0 + r * (1 / 39916800.0)) + r2 * (1 / 479001600.0 + r * (1 / 6227020800.0));
  return low + r4 * (middle + r4 * high);
}

/// x less the nearest multiple k of ln 2; `shifted` receives k + ROUNDER.
INLINE block reduced(block x, block *shifted) {
  *shifted = x * 0x1.71547652b82fep0 + ROUNDER;
  block k = *shifted - ROUNDER;
  // The first part of ln 2 has so few bits that its product with k is exact.
  return (x - k * 0x1.62e42fefap-1) - k * 0x1.cf79abc9e3b39p-40;
}

/// eˣ.
INLINE block exponential(block x) {
  if (__builtin_expect(!any(~(magnitude(x) < splat(700))), 1)) {
    // Neither eˣ nor 2ᵏ leaves the range of normal numbers: the same bits as below, with nothing to guard.
    block shifted;
    block r = reduced(x, &shifted);
    return (1 + (r + r * r * exp_remainder(r))) * power_of_two(shifted);
  }
  x = choose(x > splat(710), splat(710), x);
  x = choose(x < splat(-746), splat(-746), x);
  block shifted;
  block r = reduced(x, &shifted);
  block value = 1 + (r + r * r * exp_remainder(r));
  // In two factors, because 2ᵏ alone may be too large or too small for a double.
  block half = (shifted - ROUNDER) * 0.5 + ROUNDER;
  block rest = shifted - (half - ROUNDER);
  return value * power_of_two(half) * power_of_two(rest);
}

/// ln x; reduction and coefficients of FDLIBM, `e_log.c` (Sun Microsystems, 1993).
INLINE block logarithm(block x) {
  mask is_small = x < splat(0x1p-1022);
  block scaled = choose(is_small, x * 0x1p54, x);
  bits shifted = (bits)scaled + splat_bits(0x3FF0000000000000 - 0x3FE6A09E00000000);
  block m = (block)((shifted & splat_bits(0x000FFFFFFFFFFFFF)) + splat_bits(0x3FE6A09E00000000));
  block k = (block)((shifted >> 52) | splat_bits(0x4330000000000000)) - (0x1p52 + 1023);
  k = k - choose(is_small, splat(54), splat(0));
  block f = m - 1;
  block half = 0.5 * f * f;
  block s = f / (2 + f);
  block z = s * s;
  block w = z * z;
  block even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  block odd =
      z * (6.666666666666735130e-01 +
           w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  block small = s * (half + (even + odd)) + k * 1.90821492927058770002e-10 - half + f;
  block value = small + k * 6.93147180369123816490e-01;
  value = choose(x == splat(INFINITY), x, value);
  value = choose(x == splat(0), splat(-INFINITY), value);
  return choose((x < splat(0)) | (x != x), splat(NAN), value);
}

/// Hyperbolic tangent, from eʸ − 1 with y = 2|x|.
INLINE block hyperbolic_tangent(block x) {
  block y = 2 * magnitude(x);
  y = choose(y > splat(44), splat(44), y);
  block shifted;
  block r = reduced(y, &shifted);
  block power = power_of_two(shifted);
  block excess = power * (r + r * r * exp_remainder(r)) + (power - 1);
  block value = excess / (excess + 2);
  return (block)((bits)value | ((bits)x & splat_bits(0x8000000000000000)));
}

/// A third of each 64-bit number, rounded down, without a division: in two halves of 32 bits.
INLINE bits third(bits x) {
  const bits low_half = splat_bits(0xFFFFFFFF), inverse = splat_bits(0xAAAAAAAB);
  bits high = x >> 32, low = x & low_half;
  bits high_third = ((high & low_half) * inverse) >> 33;
  bits low_third = ((low & low_half) * inverse) >> 33;
  bits high_rest = high - 3 * high_third, low_rest = low - 3 * low_third;
  // 2³² = 3 · 1431655765 + 1; the rests sum up to at most 4.
  bits carry = ((high_rest + low_rest) * 11) >> 5;
  return (high_third << 32) + high_rest * splat_bits(1431655765) + low_third + carry;
}

/// Real cube root, operation by operation that of `Double.cubeRoot` in Swift.
INLINE block cube_root(block x) {
  block a = magnitude(x);
  block inverse = (block)(splat_bits(0x553EF0FF289DD796) - third((bits)a));
  for (int i = 0; i < 2; i++) {
    block e = 1 - a * inverse * (inverse * inverse);
    inverse = inverse + inverse * e * (1 / 3.0 + e * (2 / 9.0 + e * (14 / 81.0)));
  }
  block root = a * inverse * inverse;
  block refined = root - (1 / 3.0) * (root * root * root - a) * (inverse * inverse);
  block value = (block)((bits)refined | ((bits)x & splat_bits(0x8000000000000000)));
  mask is_ordinary = (a >= splat(1e-300)) & (a <= splat(1e300));
  if (__builtin_expect(any(~is_ordinary), 0)) {
    for (int i = 0; i < 8; i++) {
      if (!is_ordinary[i]) value[i] = cbrt(x[i]);
    }
  }
  return value;
}

#endif
