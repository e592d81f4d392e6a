// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/networks/recurrence.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/nn/functional/linear.h>

#include <string>
#include <vector>

namespace aeolian::trainer {

namespace {

/**
 * The steps of one layer of gated recurrent units (Cho et al. 2014, with the reset gate after the product, as
 * in LibTorch). The gates are adjacent: reset, update, new. T = time, N = batch, H = units.
 */
class GruSteps : public torch::autograd::Function<GruSteps> {
 public:
  /**
   * Takes inputs (T, N, 3H), the recurrent weight (3H, H), its bias (3H) and the initial state (N, H);
   * returns states (T, N, H).
   */
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& inputs,
                               const torch::Tensor& weight, const torch::Tensor& bias,
                               const torch::Tensor& start) {
    const auto time = inputs.size(0), batch = inputs.size(1), units = weight.size(1);
    const auto gates = inputs.clone(at::MemoryFormat::Contiguous);
    const auto new_from_state = torch::empty({time, batch, units}, inputs.options());
    const auto states = torch::empty({time + 1, batch, units}, inputs.options());
    states[0].copy_(start);
    const auto transposed = weight.t().contiguous();
    auto from_state = torch::empty({batch, 3 * units}, inputs.options());
    for (std::int64_t t = 0; t < time; ++t) {
      at::addmm_out(from_state, bias, states[t], transposed);
      const auto now = gates[t];
      now.narrow(1, 0, 2 * units).add_(from_state.narrow(1, 0, 2 * units)).sigmoid_();
      const auto recurrent = new_from_state[t].copy_(from_state.narrow(1, 2 * units, units));
      const auto fresh = now.narrow(1, 2 * units, units);
      fresh.addcmul_(now.narrow(1, 0, units), recurrent).tanh_();
      auto next = states[t + 1];
      at::lerp_out(next, fresh, states[t], now.narrow(1, units, units));
    }
    context->save_for_backward({weight, gates, new_from_state, states});
    return states.narrow(0, 1, time);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const auto &weight = saved[0], &gates = saved[1], &new_from_state = saved[2], &states = saved[3];
    const auto time = gates.size(0), batch = gates.size(1), units = weight.size(1);
    const auto before = states.narrow(0, 0, time);
    const auto reset = gates.narrow(2, 0, units), update = gates.narrow(2, units, units),
               fresh = gates.narrow(2, 2 * units, units);
    // Factors from the gradient of a state to the gradients before each gate's activation; for reset, from
    // that of the new gate.
    const auto to_update = (before - fresh) * update * (1 - update);
    const auto to_fresh = (1 - update) * (1 - fresh.square());
    const auto to_reset = new_from_state * reset * (1 - reset);

    const auto from_state = torch::empty_like(gates);  // gradients of the recurrent products
    const auto from_input = torch::empty_like(fresh);  // ... and of the new gate's input
    torch::Tensor state = torch::zeros_like(before[0]);
    for (auto t = time - 1; t >= 0; --t) {
      state.add_(gradients[0][t]);
      const auto now = from_state[t];
      const auto part = [&](int gate) { return now.narrow(1, gate * units, units); };
      auto d_fresh = from_input[t], d_reset = part(0), d_update = part(1), d_recurrent = part(2);
      at::mul_out(d_fresh, state, to_fresh[t]);
      at::mul_out(d_reset, d_fresh, to_reset[t]);
      at::mul_out(d_update, state, to_update[t]);
      at::mul_out(d_recurrent, d_fresh, reset[t]);
      state.mul_(update[t]).addmm_(now, weight);
    }
    const auto rows = from_state.view({time * batch, 3 * units});
    return {torch::cat({from_state.narrow(2, 0, 2 * units), from_input}, 2),
            rows.t().mm(before.reshape({time * batch, units})), rows.sum(0), state};
  }
};

}  // namespace

torch::Tensor run_gru(torch::nn::GRU& gru, const torch::Tensor& x, torch::Tensor& state) {
  if (!x.device().is_cpu()) {
    auto [states, last] = gru(x, state);
    state = last;
    return states;
  }
  const auto parameters = gru->named_parameters();
  auto steps = x.transpose(0, 1);
  std::vector<torch::Tensor> last;
  for (std::int64_t layer = 0; layer < gru->options.num_layers(); ++layer) {
    const auto of = [&](const char* name) { return parameters[name + ("_l" + std::to_string(layer))]; };
    const auto inputs = torch::nn::functional::linear(steps, of("weight_ih"), of("bias_ih"));
    steps = GruSteps::apply(inputs, of("weight_hh"), of("bias_hh"), state[layer]);
    last.push_back(steps[steps.size(0) - 1]);
  }
  state = torch::stack(last);
  return steps.transpose(0, 1);
}

}  // namespace aeolian::trainer
