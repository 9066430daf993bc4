#ifndef BLOCKS_H
#define BLOCKS_H

#include <stdint.h>

// Results must not depend on the instructions a processor has: no product is fused into a sum.
#pragma clang fp contract(off)
// Blocks are passed between functions that are inlined only.
#pragma clang diagnostic ignored "-Wpsabi"

/// Eight lanes; the compiler splits them into the registers that the target has.
typedef double block __attribute__((vector_size(64)));
/// Masks (all ones where true) and bit patterns of eight lanes.
typedef int64_t mask __attribute__((vector_size(64)));
typedef uint64_t bits __attribute__((vector_size(64)));

#define INLINE static inline __attribute__((always_inline))

// One compilation for the baseline and one for each step of the instruction set, chosen when the program is loaded.
// That needs indirect functions: Linux with the GNU C library on x86-64. Elsewhere there is the baseline alone.
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif

INLINE block splat(double x) { return (block){x, x, x, x, x, x, x, x}; }
INLINE bits splat_bits(uint64_t x) { return (bits){x, x, x, x, x, x, x, x}; }
INLINE block choose(mask m, block yes, block no) { return (block)((m & (mask)yes) | (~m & (mask)no)); }
INLINE block magnitude(block x) { return (block)((bits)x & splat_bits(0x7FFFFFFFFFFFFFFF)); }
INLINE int any(mask m) { return __builtin_reduce_or(m) != 0; }

#endif
