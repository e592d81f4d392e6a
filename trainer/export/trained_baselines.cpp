// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/trained_baselines.h"

#include <torch/utils.h>

#include <algorithm>
#include <set>

#include "trainer/dataset/frame_statistics.h"
#include "trainer/dataset/sampling.h"
#include "trainer/export/naming.h"

namespace aeolian::trainer {

namespace {

/** Length of sound for a priming state, seconds. */
constexpr double baseline_priming_s = 4.0, byte_priming_s = 1.0, stopgap_byte_priming_s = 0.1;

/** Samples between progress reports of a task that works sample by sample. */
constexpr std::int64_t samples_at_once = 512;

/**
 * Pieces of `frames` frames from all over the training part, (priming_count, frames, ...), and their names.
 */
torch::Tensor sounds_to_begin_from(const Dataset& dataset, std::int64_t frames, double frame_rate,
                                   ModelDescription& d) {
  std::vector<torch::Tensor> sounds;
  std::set<std::string> taken;
  d.priming_states.clear();
  for (int i = 0; i < priming_count; ++i) {
    const auto& span = dataset.training[i * dataset.training.size() / priming_count];
    const auto room = std::max<std::int64_t>(0, span.size() - frames);
    const auto begin = span.begin + room * (i % 4) / 4;
    const Span place{span.stream, begin, begin + frames};
    sounds.push_back(dataset.frames(place.stream, place.begin, frames));
    d.priming_states.push_back(time_name(dataset, place, frame_rate, taken));
  }
  return torch::stack(sounds);
}

/** An LSTM's state as rows: (N, 2*layers*size), outputs before cells. */
torch::Tensor state_rows(const std::tuple<torch::Tensor, torch::Tensor>& state) {
  const auto flat = [](const torch::Tensor& t) { return t.transpose(0, 1).reshape({t.size(1), -1}); };
  return torch::cat({flat(std::get<0>(state)), flat(std::get<1>(state))}, -1);
}

/** The segments of the training part, overlapping by half, with their codes. */
Windows encode_segments(const Dataset& dataset, std::int64_t segment, Autoencoder& network,
                        torch::Device device, const TaskProgress& progress) {
  constexpr std::size_t at_once = 64;
  Windows windows;
  for (const auto& span : dataset.training)
    for (auto at = span.begin; at + segment <= span.end; at += std::max<std::int64_t>(1, segment / 2))
      windows.places.push_back({span.stream, at, at + segment});
  std::vector<torch::Tensor> codes, frames;
  for (const auto& place : windows.places) {
    progress(static_cast<double>(&place - windows.places.data()) /
             static_cast<double>(windows.places.size()));
    frames.push_back(dataset.frames(place.stream, place.begin, segment));
    if (frames.size() < at_once && &place != &windows.places.back()) continue;
    codes.push_back(network->encode(torch::stack(frames).to(device)).cpu());
    frames.clear();
  }
  windows.codes = torch::cat(codes);
  return windows;
}

}  // namespace

Checkpoint make_frame_lstm_checkpoint(ModelDescription d, const Dataset& dataset,
                                      FrameLstmObjective& objective) {
  torch::NoGradGuard no_grad;
  Averaged averaged(objective.optimizer());
  auto& network = objective.network();
  const auto device = network->parameters().front().device();
  Checkpoint checkpoint;
  export_parameters(*network, "lstm.", checkpoint.tensors);
  add_frame_statistics(dataset, d.front_end, checkpoint.tensors);

  const auto frames = static_cast<std::int64_t>(baseline_priming_s * d.front_end.frame_rate());
  const auto heard = sounds_to_begin_from(dataset, frames, d.front_end.frame_rate(), d).to(device);
  std::vector<torch::Tensor> last;
  for (int lag = 1; lag <= d.context; ++lag) last.push_back(heard.select(1, frames - lag));
  std::tuple<torch::Tensor, torch::Tensor> state;
  network->forward(context_of(heard, d.context, frames - d.context), state);
  checkpoint.tensors["priming"] = export_tensor(torch::cat({state_rows(state), torch::cat(last, -1)}, -1));
  checkpoint.description = std::move(d);
  return checkpoint;
}

Checkpoint make_autoencoder_checkpoint(ModelDescription d, const Dataset& dataset,
                                       AutoencoderObjective& objective, const TaskProgress& progress) {
  torch::NoGradGuard no_grad;
  Averaged averaged(objective.optimizer());
  auto& network = objective.network();
  Checkpoint checkpoint;
  export_parameters(*network, "autoencoder.", checkpoint.tensors);
  add_frame_statistics(dataset, d.front_end, checkpoint.tensors);
  const auto windows = encode_segments(dataset, d.context, network, network->parameters().front().device(),
                                       progress.part("names", 0, 1));
  const auto middles = name_encodings(dataset, windows, d, checkpoint.tensors);
  std::vector<torch::Tensor> codes;
  std::set<std::string> taken;
  d.priming_states.clear();
  for (const auto index : priming_windows(windows, middles)) {
    codes.push_back(windows.codes[static_cast<std::int64_t>(index)]);
    d.priming_states.push_back(time_name(dataset, windows.places[index], d.front_end.frame_rate(), taken));
  }
  checkpoint.tensors["priming"] = export_tensor(torch::stack(codes));
  checkpoint.description = std::move(d);
  return checkpoint;
}

Checkpoint make_byte_checkpoint(ModelDescription d, const Dataset& dataset, float full_scale,
                                ByteObjective& objective, Closing closing, const TaskProgress& progress) {
  torch::NoGradGuard no_grad;
  Averaged averaged(objective.optimizer());
  auto& network = objective.network();
  const auto device = network->parameters().front().device();
  Checkpoint checkpoint;
  export_parameters(*network, "bytes.", checkpoint.tensors);
  checkpoint.tensors["bytes.scale"] = export_tensor(torch::full({1}, full_scale));
  const double rate = d.front_end.sample_rate;
  const double seconds = closing == Closing::whole ? byte_priming_s : stopgap_byte_priming_s;
  const auto heard = sounds_to_begin_from(dataset, static_cast<std::int64_t>(seconds * rate), rate, d)
                         .squeeze(-1)
                         .to(device, torch::kInt64);
  std::tuple<torch::Tensor, torch::Tensor> state;
  std::int64_t samples = 0;
  for (const auto& some : heard.split(samples_at_once, 1)) {
    progress.part("priming", 0, 1)(static_cast<double>(samples) / static_cast<double>(heard.size(1)));
    network->forward(some, state);
    samples += some.size(1);
  }
  checkpoint.tensors["priming"] = export_tensor(state_rows(state));
  checkpoint.description = std::move(d);
  return checkpoint;
}

}  // namespace aeolian::trainer
