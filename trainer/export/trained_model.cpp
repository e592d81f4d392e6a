// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/export/trained_model.h"

#include <torch/utils.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "trainer/dataset/frame_statistics.h"
#include "trainer/export/calibration.h"
#include "trainer/export/naming.h"
#include "trainer/export/passage_memory.h"
#include "trainer/export/stereo_map.h"

namespace aeolian::trainer {

namespace {

/** Length and distance of the windows for named encodings, seconds. */
constexpr double window_s = 3.0, window_distance_s = 1.5;
/**
 * The maximum number of encodings to drift among, apart from those of the priming states, and of performances
 * for calibrating the temperature.
 */
constexpr std::size_t most_places = 256, calibrating_performances = 16;
/** Length of sound for a priming state, seconds. */
constexpr double trunk_priming_s = 4.0;

Windows encode_windows(const Dataset& dataset, const Latents& latents, const ModelDescription& d,
                       WindowEncoder& encoder, torch::Device device) {
  Windows windows;
  std::vector<torch::Tensor> cuts;
  for (const auto& window : training_windows(dataset, latents, d, window_s, window_distance_s)) {
    windows.places.push_back(window.place);
    cuts.push_back(window.mean);
  }
  std::vector<torch::Tensor> codes;
  for (std::size_t at = 0; at < cuts.size(); at += 256) {
    const std::vector<torch::Tensor> some(cuts.begin() + at, cuts.begin() + std::min(cuts.size(), at + 256));
    codes.push_back(encoder->forward(torch::stack(some).to(device)).cpu());
  }
  windows.codes = torch::cat(codes);
  return windows;
}

/** The two directions of largest variance of the encodings of all windows, (N, E): (2, E). */
torch::Tensor map_axes(const torch::Tensor& codes) {
  const auto centred = codes - codes.mean(0);
  const auto directions = std::get<1>(torch::linalg_eigh(centred.t().mm(centred), "L"));
  return directions.narrow(1, directions.size(1) - 2, 2).flip(1).t();
}

/** At most `most` windows, evenly spread. */
std::vector<std::size_t> all_over(const Windows& windows, std::size_t most) {
  const auto count = std::min(most, windows.places.size());
  std::vector<std::size_t> chosen(count);
  for (std::size_t i = 0; i < count; ++i) chosen[i] = i * windows.places.size() / count;
  return chosen;
}

torch::Tensor codes_of(const Windows& windows, const std::vector<std::size_t>& chosen) {
  return windows.codes.index_select(
      0, torch::tensor(std::vector<std::int64_t>(chosen.begin(), chosen.end()), torch::kInt64));
}

/** The latents (N, T, D) up to the end of each chosen window. */
torch::Tensor heard_until(const Windows& windows, const std::vector<std::size_t>& chosen,
                          const Latents& latents, const ModelDescription& d) {
  const auto steps = static_cast<std::int64_t>(trunk_priming_s * d.step_rate());
  std::vector<torch::Tensor> sounds;
  for (const auto index : chosen) {
    const auto& place = windows.places[index];
    const auto end = std::max(steps, place.end / d.frames_per_step);
    sounds.push_back(latents.cut(place.stream, 0, end - steps, steps).mean);
  }
  return torch::stack(sounds);
}

}  // namespace

std::vector<std::string> left_out_of_a_stopgap(ModelKind kind, bool keeps_passages) {
  if (kind != ModelKind::small) return {};
  std::vector<std::string> left_out{"the temperature is not calibrated"};
  if (keeps_passages) left_out.emplace_back("there are no passages to follow");
  return left_out;
}

Checkpoint make_small_checkpoint(ModelDescription d, const Dataset& dataset, const Latents& latents,
                                 const Codec& codec, TrunkObjective& objective, std::uint64_t seed,
                                 double passage_minutes, Closing closing, const TaskProgress& progress) {
  torch::NoGradGuard no_grad;
  Averaged averaged(objective.optimizer());
  auto& trunk = objective.trunk();
  const auto device = trunk->parameters().front().device();
  Checkpoint checkpoint;
  export_parameters(*codec, "codec.", checkpoint.tensors);
  export_parameters(*trunk, "trunk.", checkpoint.tensors);
  export_parameters(*objective.window_encoder(), "window.", checkpoint.tensors);
  const auto naming = progress.part("names", 0, .1);  // each call may throw, if a stop was requested
  naming(0);
  add_frame_statistics(dataset, d.front_end, checkpoint.tensors);
  add_stereo_map(dataset, latents, d, seed, checkpoint.tensors);
  naming(.2);
  const auto windows = encode_windows(dataset, latents, d, objective.window_encoder(), device);
  naming(.4);
  const auto middles = name_encodings(dataset, windows, d, checkpoint.tensors);
  checkpoint.tensors["encodings.axes"] = export_tensor(map_axes(windows.codes));

  d.priming_states.clear();
  const auto beginnings = priming_windows(windows, middles);
  std::set<std::string> taken;
  for (const auto index : beginnings)
    d.priming_states.push_back(time_name(dataset, windows.places[index], d.front_end.frame_rate(), taken));
  naming(.7);
  const bool is_part = closing == Closing::stopgap || !dataset.is_whole();
  const auto known =
      known_latents(dataset, latents, d, device, is_part ? dataset.training : std::vector<Span>());
  checkpoint.tensors["latents.range"] = export_tensor(known.range);
  checkpoint.tensors["latents.norm"] = export_tensor(known.norm);
  checkpoint.tensors["latents.lasting"] = export_tensor(known.lasting);
  const auto run_from = [&](const std::vector<std::size_t>& chosen) {
    const auto heard = heard_until(windows, chosen, latents, d);
    return FreeRun(trunk, d, heard.to(device), codes_of(windows, chosen).to(device), known);
  };
  checkpoint.tensors["priming"] = export_tensor(run_from(beginnings).state_rows());
  auto places = beginnings;
  std::ranges::copy(all_over(windows, most_places), std::back_inserter(places));
  checkpoint.tensors["places"] = export_tensor(codes_of(windows, places));
  Temperatures temperatures;
  if (closing != Closing::stopgap)
    temperatures = calibrate(d, codec, run_from(all_over(windows, calibrating_performances)), dataset, seed,
                             progress.part("temperature", .1, .4));
  d.calm = temperatures.calm;
  d.as_learned = temperatures.as_learned;
  checkpoint.description = std::move(d);
  if (closing == Closing::stopgap || passage_minutes == 0) return checkpoint;
  add_recollection(dataset, latents, trunk, objective.window_encoder(), passage_minutes, checkpoint,
                   progress.part("passages", .4, .55));
  calibrate_lean(dataset, checkpoint, seed, progress.part("pull", .55, 1));
  return checkpoint;
}

}  // namespace aeolian::trainer
