// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/networks/recurrence.h"

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

namespace aeolian::trainer {
namespace {

constexpr int batch = 3, time_steps = 11, inputs = 5, units = 7, layers = 2;

/** The states, the last state, and the gradients of all inputs. */
struct Outcome {
  torch::Tensor states, last;
  std::vector<torch::Tensor> gradients;

  Outcome(torch::nn::GRU& gru, const torch::Tensor& states_of, const torch::Tensor& last_of,
          const torch::Tensor& x, const torch::Tensor& start)
      : states(states_of), last(last_of) {
    auto of = gru->parameters();
    of.push_back(x);
    of.push_back(start);
    const auto weight = torch::linspace(-1, 2, states.numel()).view(states.sizes());
    gradients = torch::autograd::grad({(states * weight).sum() + last.square().sum()}, of);
  }
};

TEST(Recurrence, IsLibTorchsWithItsGradients) {
  torch::manual_seed(1);
  torch::nn::GRU gru(torch::nn::GRUOptions(inputs, units).num_layers(layers).batch_first(true));
  const auto x = torch::randn({batch, time_steps, inputs}, torch::requires_grad());
  const auto start = torch::randn({layers, batch, units}, torch::requires_grad());

  const auto [states, last] = gru(x, start);
  const Outcome expected(gru, states, last, x, start);
  torch::Tensor state = start;
  const auto own = run_gru(gru, x, state);
  const Outcome found(gru, own, state, x, start);

  EXPECT_TRUE(torch::allclose(found.states, expected.states, 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(found.last, expected.last, 1e-5, 1e-6));
  ASSERT_EQ(found.gradients.size(), expected.gradients.size());
  for (std::size_t i = 0; i < found.gradients.size(); ++i)
    EXPECT_TRUE(torch::allclose(found.gradients[i], expected.gradients[i], 1e-4, 1e-5)) << i;
}

TEST(Recurrence, GoesOnFromItsState) {
  torch::manual_seed(2);
  torch::NoGradGuard no_grad;
  torch::nn::GRU gru(torch::nn::GRUOptions(inputs, units).num_layers(layers).batch_first(true));
  const auto x = torch::randn({batch, time_steps, inputs});
  torch::Tensor state = torch::zeros({layers, batch, units}), parts_state = state.clone();

  const auto whole = run_gru(gru, x, state);
  const auto first = run_gru(gru, x.narrow(1, 0, 4), parts_state);
  const auto rest = run_gru(gru, x.narrow(1, 4, time_steps - 4), parts_state);

  EXPECT_TRUE(torch::allclose(torch::cat({first, rest}, 1), whole, 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(parts_state, state, 1e-5, 1e-6));
}

}  // namespace
}  // namespace aeolian::trainer
