// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/activation.h"

#include <cmath>
#include <limits>

#include "tests/core/kernels/each_instruction_set.h"

namespace aeolian {
namespace {

class Activations : public EachInstructionSet {};

/** Values from -limit to limit, dense near 0. */
std::vector<float> range(float limit) {
  std::vector<float> values{0.f, limit, -limit};
  for (int i = 0; i < 100'003; ++i) {
    const float place = static_cast<float>(i) / 50'001.f - 1.f;
    values.push_back(limit * place * place * place);
    values.push_back(limit * place);
  }
  return values;
}

double exact_sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

TEST_P(Activations, ExponentialsAreWithinTheirBound) {
  const auto x = range(87.f);
  auto y = x;
  exponentials(y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = std::exp(double{x[i]});
    ASSERT_LE(std::abs(y[i] - exact), 3e-7 * exact) << x[i];
  }
}

TEST_P(Activations, ExponentialsBeyondTheRangeAreThoseOfItsEnds) {
  std::vector<float> y{-87.f, -100.f, -1e30f, -INFINITY, 88.f, 100.f, 1e30f, INFINITY};
  exponentials(y);
  for (const int i : {1, 2, 3}) EXPECT_EQ(y[static_cast<std::size_t>(i)], y[0]);
  for (const int i : {5, 6, 7}) EXPECT_EQ(y[static_cast<std::size_t>(i)], y[4]);
}

TEST_P(Activations, HyperbolicTangentsAreWithinTheirBound) {
  for (const float limit : {1.f, 20.f, 1000.f}) {
    const auto x = range(limit);
    auto y = x;
    hyperbolic_tangents(y);
    for (std::size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(y[i], std::tanh(double{x[i]}), 3e-7) << x[i];
  }
}

TEST_P(Activations, SigmoidsAreWithinTheirBound) {
  const auto x = range(87.f);
  auto y = x;
  sigmoids(y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = exact_sigmoid(x[i]);
    ASSERT_LE(std::abs(y[i] - exact), 4e-7 * exact) << x[i];
  }
}

TEST_P(Activations, SiluIsTheValueTimesItsSigmoid) {
  const auto x = range(20.f);
  auto y = x;
  silu(y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = x[i] * exact_sigmoid(x[i]);
    ASSERT_LE(std::abs(y[i] - exact), 5e-7 * std::abs(exact)) << x[i];
  }
}

TEST_P(Activations, OfNanAreNan) {
  using Function = void (*)(std::span<float>);
  for (const Function function :
       {Function{exponentials}, Function{hyperbolic_tangents}, Function{sigmoids}, Function{silu}}) {
    std::vector<float> y(37, 0.5f);
    y[3] = y[35] = std::numeric_limits<float>::quiet_NaN();
    function(y);
    for (std::size_t i = 0; i < y.size(); ++i) ASSERT_EQ(std::isnan(y[i]), i == 3 || i == 35) << i;
  }
}

TEST_P(Activations, GruGatesMakeTheNextState) {
  Random random(1);
  for (const std::size_t size : {1, 3, 16, 33, 320}) {
    const auto input = random_values(3 * size, random), recurrent = random_values(3 * size, random);
    const auto before = random_values(size, random);
    auto state = before;
    gru_gates(input, recurrent, state);
    for (std::size_t i = 0; i < size; ++i) {
      const double reset = exact_sigmoid(double{input[i]} + recurrent[i]);
      const double update = exact_sigmoid(double{input[size + i]} + recurrent[size + i]);
      const double fresh = std::tanh(input[2 * size + i] + reset * recurrent[2 * size + i]);
      ASSERT_NEAR(state[i], (1 - update) * fresh + update * before[i], 2e-6) << i << " of " << size;
    }
  }
}

TEST_P(Activations, LstmGatesMakeTheNextState) {
  Random random(2);
  for (const std::size_t size : {1, 3, 16, 33, 512}) {
    const auto gates = random_values(4 * size, random), before = random_values(size, random);
    auto cell = before;
    std::vector<float> hidden(size);
    lstm_gates(gates, hidden, cell);
    for (std::size_t i = 0; i < size; ++i) {
      const double fresh = exact_sigmoid(gates[i]) * std::tanh(double{gates[2 * size + i]});
      const double next = exact_sigmoid(gates[size + i]) * before[i] + fresh;
      ASSERT_NEAR(cell[i], next, 2e-6) << i << " of " << size;
      ASSERT_NEAR(hidden[i], exact_sigmoid(gates[3 * size + i]) * std::tanh(next), 2e-6) << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(On, Activations, testing::ValuesIn(instruction_sets()), name_of);

TEST(Activation, GivesTheSameBitsOnAllInstructionSetsWithFusedMultiplyAdd) {
  const auto names = fused_instruction_sets();
  if (names.empty()) GTEST_SKIP() << "this processor has no fused multiply-add";
  std::vector<std::vector<float>> results;
  for (const auto& name : names) {
    ASSERT_TRUE(use_instruction_set(name));
    auto x = range(30.f);
    hyperbolic_tangents(std::span(x).first(50'000));
    sigmoids(std::span(x).subspan(50'000, 50'000));
    exponentials(std::span(x).subspan(100'000));
    results.push_back(std::move(x));
  }
  use_instruction_set({});
  for (const auto& result : results) EXPECT_TRUE(result == results.front());
}

}  // namespace
}  // namespace aeolian
