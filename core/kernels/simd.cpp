// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels. Highway compiles this file once for each instruction set, by including it again
// (foreach_target.h); the functions at its end call the version for the present processor.
#include <cstring>
#include <numbers>

#include "core/kernels/activation.h"
#include "core/kernels/angles.h"
#include "core/kernels/instruction_sets.h"
#include "core/kernels/packed_matrix.h"
#include "core/kernels/packed_view.h"

// Enables AVX-512 with VNNI, for int8. SSSE3 alone is rare; processors with SVE, whose vectors have no fixed
// size, always have NEON as well.
#define HWY_WANT_AVX3_DL
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#if HWY_TARGET == HWY_AVX3_DL && !defined(HWY_TARGET_STR_AVX3_DL)
// Highway 1.0.3 checks for AVX512_VNNI at run time, but does not enable it in the compiler; later versions
// do.
#undef HWY_TARGET_STR
#define HWY_TARGET_STR \
  HWY_TARGET_STR_AVX3  \
  ",vpclmulqdq,avx512vbmi,avx512vbmi2,vaes,avxvnni,avx512bitalg,avx512vpopcntdq,avx512vnni"
#endif

HWY_BEFORE_NAMESPACE();
namespace aeolian {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using FloatLanes = hn::CappedTag<float, 16>;
using IntLanes = hn::Rebind<std::int32_t, FloatLanes>;
using WordLanes = hn::Rebind<std::uint32_t, FloatLanes>;
using ByteLanes = hn::Rebind<std::int8_t, FloatLanes>;
using Floats = hn::VFromD<FloatLanes>;
using Ints = hn::VFromD<IntLanes>;
constexpr FloatLanes as_floats;
constexpr IntLanes as_ints;
constexpr WordLanes as_words;

constexpr std::size_t lanes = hn::MaxLanes(as_floats);
constexpr std::size_t block_rows = PackedMatrix::block_rows;
constexpr std::size_t vectors = block_rows / lanes;  // of a block's rows
/** Number of the batch's vectors whose sums fit in the registers together. */
constexpr std::size_t most_together = lanes == 16 ? 4 : 1;

// ---- matrices ----

/** The four inputs of a group in each lane, and the sum of their products with weights. */
#if HWY_TARGET == HWY_AVX3_DL

struct GroupInput {
  __m512i raised;  // by 128, to unsigned
};
/** Offset of sums of products with raised inputs, as a multiple of the sums of the weights. */
constexpr std::int32_t excess = 128;

HWY_INLINE GroupInput group_input(Ints x) {
  return {_mm512_xor_si512(x.raw, _mm512_set1_epi8(-128))};
}
HWY_INLINE Ints add_products(Ints sum, Ints weights, GroupInput x) {
  return Ints{_mm512_dpbusd_epi32(sum.raw, x.raised, weights.raw)};
}

#elif HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_SSE4

// Byte multiplication takes an unsigned and a signed operand and saturates sums of pairs to 16 bits. The
// input's magnitude times the weight with the input's sign never reaches that limit.
constexpr std::int32_t excess = 0;

#if HWY_TARGET == HWY_AVX3
struct GroupInput {
  __m512i magnitude;
  __mmask64 negative;
};
HWY_INLINE GroupInput group_input(Ints x) {
  return {_mm512_abs_epi8(x.raw), _mm512_movepi8_mask(x.raw)};
}
HWY_INLINE Ints add_products(Ints sum, Ints weights, GroupInput x) {
  const auto signed_weights =
      _mm512_mask_sub_epi8(weights.raw, x.negative, _mm512_setzero_si512(), weights.raw);
  const auto pairs = _mm512_maddubs_epi16(x.magnitude, signed_weights);
  return Ints{_mm512_add_epi32(sum.raw, _mm512_madd_epi16(pairs, _mm512_set1_epi16(1)))};
}
#elif HWY_TARGET == HWY_AVX2
struct GroupInput {
  __m256i magnitude, value;
};
HWY_INLINE GroupInput group_input(Ints x) {
  return {_mm256_abs_epi8(x.raw), x.raw};
}
HWY_INLINE Ints add_products(Ints sum, Ints weights, GroupInput x) {
  const auto pairs = _mm256_maddubs_epi16(x.magnitude, _mm256_sign_epi8(weights.raw, x.value));
  return Ints{_mm256_add_epi32(sum.raw, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))};
}
#else
struct GroupInput {
  __m128i magnitude, value;
};
HWY_INLINE GroupInput group_input(Ints x) {
  return {_mm_abs_epi8(x.raw), x.raw};
}
HWY_INLINE Ints add_products(Ints sum, Ints weights, GroupInput x) {
  const auto pairs = _mm_maddubs_epi16(x.magnitude, _mm_sign_epi8(weights.raw, x.value));
  return Ints{_mm_add_epi32(sum.raw, _mm_madd_epi16(pairs, _mm_set1_epi16(1)))};
}
#endif

#elif HWY_TARGET == HWY_NEON && HWY_ARCH_ARM_A64

struct GroupInput {
  int8x16_t value;
};
constexpr std::int32_t excess = 0;

HWY_INLINE GroupInput group_input(Ints x) {
  return {vreinterpretq_s8_s32(x.raw)};
}
HWY_INLINE Ints add_products(Ints sum, Ints weights, GroupInput x) {
  const int8x16_t w = vreinterpretq_s8_s32(weights.raw);
  const int32x4_t low = vpaddlq_s16(vmull_s8(vget_low_s8(w), vget_low_s8(x.value)));
  const int32x4_t high = vpaddlq_s16(vmull_high_s8(w, x.value));
  return Ints{vaddq_s32(sum.raw, vpaddq_s32(low, high))};
}

#else

struct GroupInput {
  Ints value;
};
constexpr std::int32_t excess = 0;

HWY_INLINE GroupInput group_input(Ints x) {
  return {x};
}
template <int Column>
HWY_INLINE Ints byte_of(Ints group) {
  return hn::ShiftRight<24>(hn::ShiftLeft<24 - 8 * Column>(group));
}
HWY_INLINE Ints add_products(Ints sum, Ints weights, GroupInput x) {
  sum = hn::Add(sum, hn::Mul(byte_of<0>(weights), byte_of<0>(x.value)));
  sum = hn::Add(sum, hn::Mul(byte_of<1>(weights), byte_of<1>(x.value)));
  sum = hn::Add(sum, hn::Mul(byte_of<2>(weights), byte_of<2>(x.value)));
  return hn::Add(sum, hn::Mul(byte_of<3>(weights), byte_of<3>(x.value)));
}

#endif

// Multiplication of a block's weights: `step` processes one column of the block (int8: four) and adds to the
// sums of all rows.

struct Float32 {
  using Input = float;
  using Sum = Floats;
  static constexpr std::size_t bytes = block_rows * sizeof(float), inputs = 1;

  static HWY_INLINE void step(const std::byte* column, const float* x, Floats* sums) {
    const auto* const weights = reinterpret_cast<const float*>(column);
    const auto input = hn::Set(as_floats, *x);
#pragma GCC unroll 32
    for (std::size_t v = 0; v < vectors; ++v)
      sums[v] = hn::MulAdd(hn::Load(as_floats, weights + v * lanes), input, sums[v]);
  }
};

struct Bfloat16 {
  using Input = float;
  using Sum = Floats;
  static constexpr std::size_t bytes = block_rows * sizeof(std::uint16_t), inputs = 1;

  static HWY_INLINE void step(const std::byte* column, const float* x, Floats* sums) {
    constexpr auto half = vectors / 2;
    const auto* const weights = reinterpret_cast<const std::uint32_t*>(column);
    const auto input = hn::Set(as_floats, *x);
    const auto upper = hn::Set(as_words, 0xffff0000u);
#pragma GCC unroll 16
    for (std::size_t v = 0; v < half; ++v) {
      const auto both = hn::Load(as_words, weights + v * lanes);
      sums[v] = hn::MulAdd(hn::BitCast(as_floats, hn::ShiftLeft<16>(both)), input, sums[v]);
      sums[half + v] = hn::MulAdd(hn::BitCast(as_floats, hn::And(both, upper)), input, sums[half + v]);
    }
  }
};

struct Int8 {
  using Input = std::int8_t;
  using Sum = Ints;
  static constexpr std::size_t bytes = block_rows * int8_group, inputs = int8_group;

  static HWY_INLINE void step(const std::byte* group, const std::int8_t* x, Ints* sums) {
    const auto* const weights = reinterpret_cast<const std::int32_t*>(group);
    std::int32_t four = 0;
    std::memcpy(&four, x, sizeof four);
    const auto input = group_input(hn::Set(as_ints, four));
#pragma GCC unroll 32
    for (std::size_t v = 0; v < vectors; ++v)
      sums[v] = add_products(sums[v], hn::Load(as_ints, weights + v * lanes), input);
  }
};

template <class Sum>
HWY_INLINE Sum zero();
template <>
HWY_INLINE Floats zero<Floats>() {
  return hn::Zero(as_floats);
}
template <>
HWY_INLINE Ints zero<Ints>() {
  return hn::Zero(as_ints);
}

/**
 * The products of a block with `Together` vectors. Even and odd steps have separate sums, so that an addition
 * need not wait for the previous one.
 */
template <class Weights, std::size_t Together>
HWY_INLINE void dot(const std::byte* block, std::size_t steps, const typename Weights::Input* const* x,
                    typename Weights::Sum (&sums)[Together][vectors]) {
  const typename Weights::Input* from[Together];
  for (std::size_t c = 0; c < Together; ++c) from[c] = x[c];
  typename Weights::Sum odd[Together][vectors];
#pragma GCC unroll 4
  for (std::size_t c = 0; c < Together; ++c)
#pragma GCC unroll 32
    for (std::size_t v = 0; v < vectors; ++v) sums[c][v] = odd[c][v] = zero<typename Weights::Sum>();
  std::size_t step = 0;
  for (; step + 2 <= steps; step += 2) {
    const std::byte* const at = block + step * Weights::bytes;
    const std::size_t input = step * Weights::inputs;
#pragma GCC unroll 4
    for (std::size_t c = 0; c < Together; ++c) Weights::step(at, from[c] + input, sums[c]);
#pragma GCC unroll 4
    for (std::size_t c = 0; c < Together; ++c)
      Weights::step(at + Weights::bytes, from[c] + input + Weights::inputs, odd[c]);
  }
  if (step < steps) {
#pragma GCC unroll 4
    for (std::size_t c = 0; c < Together; ++c)
      Weights::step(block + step * Weights::bytes, from[c] + step * Weights::inputs, sums[c]);
  }
#pragma GCC unroll 4
  for (std::size_t c = 0; c < Together; ++c)
#pragma GCC unroll 32
    for (std::size_t v = 0; v < vectors; ++v) sums[c][v] = hn::Add(sums[c][v], odd[c][v]);
}

/** Writes the first `rows` results of a block, or adds them. */
HWY_INLINE void put(const Floats* results, float* y, std::size_t rows, bool adds) {
  if (rows >= block_rows) {
    for (std::size_t v = 0; v < vectors; ++v) {
      float* const at = y + v * lanes;
      hn::StoreU(adds ? hn::Add(hn::LoadU(as_floats, at), results[v]) : results[v], as_floats, at);
    }
    return;
  }
  alignas(64) float all[block_rows];
  for (std::size_t v = 0; v < vectors; ++v) hn::Store(results[v], as_floats, all + v * lanes);
  for (std::size_t row = 0; row < rows; ++row) y[row] = adds ? y[row] + all[row] : all[row];
}

/** Where each vector's results go, and how they are made from the sums. */
struct Job {
  const PackedView& matrix;
  float* const* y;
  bool adds;

  /** Finishes the block of rows from `row` on for vector number `vector`. */
  HWY_INLINE void finish(const Floats* sums, std::size_t row, std::size_t vector) const {
    Floats results[vectors];
    for (std::size_t v = 0; v < vectors; ++v)
      results[v] = hn::Add(sums[v], hn::Load(as_floats, matrix.offset + row + v * lanes));
    put(results, y[vector] + row, matrix.rows - row, adds);
  }

  // int8 only: for the present piece of columns.
  const float* scales = nullptr;  ///< of each vector
  const std::int32_t* row_sums = nullptr;
  bool is_first_piece = true;

  HWY_INLINE void finish(const Ints* sums, std::size_t row, std::size_t vector) const {
    Floats results[vectors];
    const auto scale = hn::Set(as_floats, scales[vector]);
    for (std::size_t v = 0; v < vectors; ++v) {
      auto sum = sums[v];
      if (excess != 0) {
        const auto weights = hn::Load(as_ints, row_sums + row + v * lanes);
        sum = hn::Sub(sum, hn::Mul(weights, hn::Set(as_ints, excess)));
      }
      const auto row_scale = hn::Load(as_floats, matrix.scales + row + v * lanes);
      const auto offset =
          is_first_piece ? hn::Load(as_floats, matrix.offset + row + v * lanes) : hn::Zero(as_floats);
      results[v] = hn::MulAdd(hn::ConvertTo(as_floats, sum), hn::Mul(row_scale, scale), offset);
    }
    put(results, y[vector] + row, matrix.rows - row, adds || !is_first_piece);
  }
};

template <class Weights, std::size_t Together>
HWY_INLINE void multiply_some(const Job& job, const std::byte* block, std::size_t row, std::size_t steps,
                              const typename Weights::Input* const* x, std::size_t& vector) {
  typename Weights::Sum sums[Together][vectors];
  dot<Weights, Together>(block, steps, x + vector, sums);
#pragma GCC unroll 4
  for (std::size_t c = 0; c < Together; ++c) job.finish(sums[c], row, vector + c);
  vector += Together;
}

/** `blocks` are `block_bytes` apart. */
template <class Weights>
HWY_INLINE void multiply_blocks(const Job& job, const std::byte* blocks, std::size_t block_bytes,
                                std::size_t steps, const typename Weights::Input* const* x,
                                std::size_t batch) {
  for (std::size_t row = 0; row < job.matrix.rows; row += block_rows, blocks += block_bytes) {
    std::size_t vector = 0;
    if constexpr (most_together == 4) {
      while (batch - vector >= 4) multiply_some<Weights, 4>(job, blocks, row, steps, x, vector);
      if (batch - vector >= 2) multiply_some<Weights, 2>(job, blocks, row, steps, x, vector);
    }
    while (vector < batch) multiply_some<Weights, 1>(job, blocks, row, steps, x, vector);
  }
}

/** Loads the first `count` values of `x`, at most one per lane; the other lanes are zero. */
HWY_INLINE Floats load_some(const float* x, std::size_t count) {
  if (count >= lanes) return hn::LoadU(as_floats, x);
  alignas(64) float all[lanes] = {};
  std::memcpy(all, x, count * sizeof(float));
  return hn::Load(as_floats, all);
}

HWY_INLINE void store_some(Floats values, float* x, std::size_t count) {
  if (count >= lanes) return hn::StoreU(values, as_floats, x);
  alignas(64) float all[lanes];
  hn::Store(values, as_floats, all);
  std::memcpy(x, all, count * sizeof(float));
}

/**
 * Writes `count` values of `x` as -127..127, and zeros to the end of the last group. Returns the scale, or
 * NaN if a value is not finite.
 */
HWY_INLINE float quantise(const float* x, std::size_t count, std::int8_t* bytes) {
  auto largest = hn::Zero(as_floats), finite = hn::Zero(as_floats);
  for (std::size_t i = 0; i < count; i += lanes) {
    const auto values = load_some(x + i, count - i);
    largest = hn::Max(largest, hn::Abs(values));
    finite = hn::MulAdd(values, hn::Zero(as_floats), finite);  // 0, or NaN
  }
  const float most = hn::GetLane(hn::MaxOfLanes(as_floats, largest));
  const float poison = hn::GetLane(hn::SumOfLanes(as_floats, finite));
  const auto inverse = hn::Set(as_floats, most > 1e-30f ? 127.f / most : 0.f);
  for (std::size_t i = 0; i < int8_group; ++i) bytes[count + i] = 0;
  for (std::size_t i = 0; i < count; i += lanes) {
    const auto whole = hn::NearestInt(hn::Mul(load_some(x + i, count - i), inverse));
    hn::StoreU(hn::DemoteTo(ByteLanes(), whole), ByteLanes(), bytes + i);
  }
  return most / 127.f + poison;
}

HWY_INLINE void multiply_int8(const PackedView& matrix, const float* const* x, float* const* y,
                              std::size_t batch, bool adds) {
  constexpr std::size_t stride = int8_piece + 16;  // whole vectors are written
  alignas(64) std::int8_t bytes[largest_batch * stride];
  const std::int8_t* quantised[largest_batch];
  float scales[largest_batch];
  const std::size_t padded_columns = (matrix.columns + int8_group - 1) / int8_group * int8_group;
  const std::size_t padded_rows = (matrix.rows + block_rows - 1) / block_rows * block_rows;
  std::size_t from = 0;
  do {
    const auto left = matrix.columns - from;
    const auto count = left < int8_piece ? left : int8_piece;
    for (std::size_t vector = 0; vector < batch; ++vector) {
      quantised[vector] = bytes + vector * stride;
      scales[vector] = quantise(x[vector] + from, count, bytes + vector * stride);
    }
    const Job job{matrix, y, adds, scales, matrix.row_sums + from / int8_piece * padded_rows, from == 0};
    multiply_blocks<Int8>(job, matrix.blocks + from * block_rows, padded_columns * block_rows,
                          (count + int8_group - 1) / int8_group, quantised, batch);
    from += count;
  } while (from < matrix.columns);
}

void multiply(const PackedView& matrix, const float* const* x, float* const* y, std::size_t batch,
              bool adds) {
  const Job job{matrix, y, adds};
  switch (matrix.format) {
    case WeightFormat::float32:
      return multiply_blocks<Float32>(job, matrix.blocks, matrix.columns * Float32::bytes, matrix.columns, x,
                                      batch);
    case WeightFormat::bfloat16:
      return multiply_blocks<Bfloat16>(job, matrix.blocks, matrix.columns * Bfloat16::bytes, matrix.columns,
                                       x, batch);
    case WeightFormat::int8:
      return multiply_int8(matrix, x, y, batch, adds);
  }
}

// ---- activation functions ----

HWY_INLINE Floats constant(float value) {
  return hn::Set(as_floats, value);
}

/**
 * exp(x) = 2^n exp(r) with |r| <= ln 2 / 2, and exp(r) = 1 + r + r^2 p(r): p interpolates at Chebyshev nodes,
 * with a relative error of 1.1e-8 before rounding.
 */
HWY_INLINE Floats exponential(Floats x) {
  const auto bounded = hn::Min(hn::Max(x, constant(-87.f)), constant(88.f));
  const auto n = hn::Round(hn::Mul(bounded, constant(std::numbers::log2e_v<float>)));
  auto r = hn::NegMulAdd(n, constant(355.f / 512.f), bounded);  // ln 2 in two parts; this one has nine bits
  r = hn::NegMulAdd(n, constant(-2.12194440e-4f), r);
  auto p = hn::MulAdd(r, constant(0.00139262504f), constant(0.00836323295f));
  p = hn::MulAdd(r, p, constant(0.0416665524f));
  p = hn::MulAdd(r, p, constant(0.166665763f));
  p = hn::MulAdd(r, p, constant(0.5f));
  const auto fraction = hn::Add(hn::MulAdd(hn::Mul(r, r), p, r), constant(1.f));
  const auto exponent = hn::Add(hn::ConvertTo(as_ints, n), hn::Set(as_ints, 127));
  const auto y = hn::Mul(fraction, hn::BitCast(as_floats, hn::ShiftLeft<23>(exponent)));
  return hn::IfThenElse(hn::IsNaN(x), x, y);
}

HWY_INLINE Floats hyperbolic_tangent(Floats x) {
  const auto e = exponential(hn::Mul(hn::Abs(x), constant(-2.f)));
  const auto y = hn::Div(hn::Sub(constant(1.f), e), hn::Add(constant(1.f), e));
  return hn::CopySign(y, x);
}

HWY_INLINE Floats sigmoid(Floats x) {
  const auto e = exponential(hn::Neg(hn::Abs(x)));
  const auto top = hn::IfThenElse(hn::Lt(x, hn::Zero(as_floats)), e, constant(1.f));
  return hn::Div(top, hn::Add(constant(1.f), e));
}

void exponentials(float* x, std::size_t count) {
  for (std::size_t i = 0; i < count; i += lanes)
    store_some(exponential(load_some(x + i, count - i)), x + i, count - i);
}

void hyperbolic_tangents(float* x, std::size_t count) {
  for (std::size_t i = 0; i < count; i += lanes)
    store_some(hyperbolic_tangent(load_some(x + i, count - i)), x + i, count - i);
}

void sigmoids(float* x, std::size_t count) {
  for (std::size_t i = 0; i < count; i += lanes)
    store_some(sigmoid(load_some(x + i, count - i)), x + i, count - i);
}

void silu(float* x, std::size_t count) {
  for (std::size_t i = 0; i < count; i += lanes) {
    const auto values = load_some(x + i, count - i);
    store_some(hn::Mul(values, sigmoid(values)), x + i, count - i);
  }
}

void gru_gates(const float* from_input, const float* from_state, float* state, std::size_t count) {
  for (std::size_t i = 0; i < count; i += lanes) {
    const auto left = count - i;
    const auto input = [&](std::size_t gate)
                           HWY_ATTR { return load_some(from_input + gate * count + i, left); };
    const auto recurrent = [&](std::size_t gate)
                               HWY_ATTR { return load_some(from_state + gate * count + i, left); };
    const auto reset = sigmoid(hn::Add(input(0), recurrent(0)));
    const auto update = sigmoid(hn::Add(input(1), recurrent(1)));
    const auto fresh = hyperbolic_tangent(hn::MulAdd(reset, recurrent(2), input(2)));
    const auto change = hn::Sub(load_some(state + i, left), fresh);
    store_some(hn::MulAdd(update, change, fresh), state + i, left);
  }
}

void lstm_gates(const float* gates, float* hidden, float* cell, std::size_t count) {
  for (std::size_t i = 0; i < count; i += lanes) {
    const auto left = count - i;
    const auto gate = [&](std::size_t number)
                          HWY_ATTR { return load_some(gates + number * count + i, left); };
    const auto fresh = hn::Mul(sigmoid(gate(0)), hyperbolic_tangent(gate(2)));
    const auto next = hn::MulAdd(sigmoid(gate(1)), load_some(cell + i, left), fresh);
    store_some(next, cell + i, left);
    store_some(hn::Mul(sigmoid(gate(3)), hyperbolic_tangent(next)), hidden + i, left);
  }
}

// ---- angles ----

/**
 * An angle is n quarter turns plus a remainder r of at most an eighth. The quarter turn is subtracted in
 * three parts, so that n times each of the first two is exact. The polynomials are those of Cephes (Moshier
 * 1989), sinf.c.
 */
HWY_INLINE void sine_and_cosine(Floats angle, Floats& sine, Floats& cosine) {
  const auto n = hn::Round(hn::Mul(angle, constant(0.636619772f)));
  auto r = hn::NegMulAdd(n, constant(1.5703125f), angle);
  r = hn::NegMulAdd(n, constant(4.837512969970703125e-4f), r);
  r = hn::NegMulAdd(n, constant(7.54978995489188216e-8f), r);
  const auto square = hn::Mul(r, r);
  auto s = hn::MulAdd(square, constant(-1.9515295891e-4f), constant(8.3321608736e-3f));
  s = hn::MulAdd(square, s, constant(-1.6666654611e-1f));
  s = hn::MulAdd(hn::Mul(square, r), s, r);
  auto c = hn::MulAdd(square, constant(2.443315711809948e-5f), constant(-1.388731625493765e-3f));
  c = hn::MulAdd(square, c, constant(4.166664568298827e-2f));
  c = hn::MulAdd(hn::Mul(square, square), c, hn::NegMulAdd(square, constant(0.5f), constant(1.f)));
  const auto quarter = hn::BitCast(as_words, hn::ConvertTo(as_ints, n));
  const auto one = hn::Set(as_words, 1), two = hn::Set(as_words, 2);
  const auto is_odd = hn::RebindMask(as_floats, hn::Eq(hn::And(quarter, one), one));
  const auto sign_of_sine = hn::BitCast(as_floats, hn::ShiftLeft<30>(hn::And(quarter, two)));
  const auto sign_of_cosine = hn::BitCast(as_floats, hn::ShiftLeft<30>(hn::And(hn::Add(quarter, one), two)));
  sine = hn::Xor(hn::IfThenElse(is_odd, c, s), sign_of_sine);
  cosine = hn::Xor(hn::IfThenElse(is_odd, s, c), sign_of_cosine);
}

void sines_and_cosines(const float* angles, float* sines, float* cosines, std::size_t count) {
  for (std::size_t i = 0; i < count; i += lanes) {
    Floats sine, cosine;
    sine_and_cosine(load_some(angles + i, count - i), sine, cosine);
    store_some(sine, sines + i, count - i);
    store_some(cosine, cosines + i, count - i);
  }
}

void wrap_angles(float* angles, std::size_t count) {
  for (std::size_t i = 0; i < count; i += lanes) {
    const auto angle = load_some(angles + i, count - i);
    const auto turns = hn::Round(hn::Mul(angle, constant(0.159154943f)));
    auto rest =
        hn::NegMulAdd(turns, constant(6.28125f), angle);  // a turn in two parts; this one has eight bits
    rest = hn::NegMulAdd(turns, constant(1.9353071795e-3f), rest);
    store_some(rest, angles + i, count - i);
  }
}

std::int64_t target() {
  return HWY_TARGET;
}

}  // namespace HWY_NAMESPACE
}  // namespace aeolian
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace aeolian {

HWY_EXPORT(multiply);
HWY_EXPORT(exponentials);
HWY_EXPORT(hyperbolic_tangents);
HWY_EXPORT(sigmoids);
HWY_EXPORT(silu);
HWY_EXPORT(gru_gates);
HWY_EXPORT(lstm_gates);
HWY_EXPORT(sines_and_cosines);
HWY_EXPORT(wrap_angles);
HWY_EXPORT(target);

void multiply(const PackedView& matrix, const float* const* x, float* const* y, std::size_t batch,
              bool adds) {
  HWY_DYNAMIC_DISPATCH(multiply)(matrix, x, y, batch, adds);
}

void exponentials(std::span<float> x) {
  HWY_DYNAMIC_DISPATCH(exponentials)(x.data(), x.size());
}

void hyperbolic_tangents(std::span<float> x) {
  HWY_DYNAMIC_DISPATCH(hyperbolic_tangents)(x.data(), x.size());
}

void sigmoids(std::span<float> x) {
  HWY_DYNAMIC_DISPATCH(sigmoids)(x.data(), x.size());
}

void silu(std::span<float> x) {
  HWY_DYNAMIC_DISPATCH(silu)(x.data(), x.size());
}

void gru_gates(std::span<const float> from_input, std::span<const float> from_state, std::span<float> state) {
  HWY_DYNAMIC_DISPATCH(gru_gates)(from_input.data(), from_state.data(), state.data(), state.size());
}

void lstm_gates(std::span<const float> gates, std::span<float> hidden, std::span<float> cell) {
  HWY_DYNAMIC_DISPATCH(lstm_gates)(gates.data(), hidden.data(), cell.data(), hidden.size());
}

void sines_and_cosines(std::span<const float> angles, std::span<float> sines, std::span<float> cosines) {
  HWY_DYNAMIC_DISPATCH(sines_and_cosines)(angles.data(), sines.data(), cosines.data(), angles.size());
}

void wrap_angles(std::span<float> angles) {
  HWY_DYNAMIC_DISPATCH(wrap_angles)(angles.data(), angles.size());
}

namespace {

constexpr std::int64_t compiled = HWY_TARGETS;

/**
 * The targets that this processor supports, and in any case the baseline that this file is compiled for: on
 * processors without AES, such as those of the Raspberry Pi 3 and 4, Highway 1.0.3 reports no NEON, although
 * only its encryption needs AES.
 */
std::int64_t supported_targets() {
  return hwy::SupportedTargets() | HWY_STATIC_TARGET;
}

/** The lowest bit: Highway numbers the best instruction set lowest. */
constexpr std::int64_t best_of(std::int64_t targets) {
  return targets & -targets;
}

}  // namespace

std::vector<InstructionSet> instruction_sets() {
  const auto supported = supported_targets();
  std::vector<InstructionSet> sets;
  for (auto left = compiled; left != 0; left &= left - 1)
    sets.push_back({hwy::TargetName(best_of(left)), (supported & best_of(left)) != 0});
  return sets;
}

std::string_view instruction_set() {
  return hwy::TargetName(HWY_DYNAMIC_DISPATCH(target)());
}

bool use_instruction_set(std::string_view name) {
  const auto supported = supported_targets();
  std::int64_t wanted = supported;
  if (!name.empty()) {
    wanted = 0;
    for (auto left = compiled & supported; left != 0; left &= left - 1)
      if (name == hwy::TargetName(best_of(left))) wanted = best_of(left);
    if (wanted == 0) return false;
  }
  hwy::GetChosenTarget().Update(wanted);
  return true;
}

}  // namespace aeolian
#endif
