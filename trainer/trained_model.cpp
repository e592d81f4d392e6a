#include "trainer/trained_model.h"

#include <algorithm>
#include <set>

#include "trainer/calibration.h"
#include "trainer/frame_statistics.h"
#include "trainer/naming.h"

namespace aeolian {

namespace {

/** Length and distance of the windows that named encodings are taken from, seconds. */
constexpr double window_s = 3.0, window_distance_s = 1.5;
constexpr std::size_t most_places = 256;
/** Sound that a priming state has heard, seconds. */
constexpr double priming_s = 4.0;

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

/** The two directions along which the encodings of all windows, (N, E), differ most: (2, E). */
torch::Tensor map_axes(const torch::Tensor& codes) {
  const auto centred = codes - codes.mean(0);
  const auto directions = std::get<1>(torch::linalg_eigh(centred.t().mm(centred), "L"));
  return directions.narrow(1, directions.size(1) - 2, 2).flip(1).t();
}

/** What a voice wanders among: the encodings where the priming states end, then of places all over the
 * corpus. */
torch::Tensor places(const Windows& windows, std::vector<torch::Tensor> of_priming_states) {
  auto rows = std::move(of_priming_states);
  const auto count = std::min<std::size_t>(most_places, windows.places.size());
  for (std::size_t i = 0; i < count; ++i)
    rows.push_back(windows.codes[static_cast<std::int64_t>(i * windows.places.size() / count)]);
  return torch::stack(rows);
}

}  // namespace

Checkpoint make_small_checkpoint(ModelDescription d, const Dataset& dataset, const Latents& latents,
                                 const Codec& codec, TrunkLearner& learner, std::uint64_t seed) {
  torch::NoGradGuard no_grad;
  Averaged averaged(learner.descent());
  auto& trunk = learner.trunk();
  const auto device = trunk->parameters().front().device();
  Checkpoint checkpoint;
  export_parameters(*codec, "codec.", checkpoint.tensors);
  export_parameters(*trunk, "trunk.", checkpoint.tensors);
  export_parameters(*learner.window_encoder(), "window.", checkpoint.tensors);
  add_frame_statistics(dataset, d.front_end, checkpoint.tensors);

  const auto windows = encode_windows(dataset, latents, d, learner.window_encoder(), device);
  const auto middles = name_encodings(dataset, windows, d, checkpoint.tensors);
  checkpoint.tensors["encodings.axes"] = export_tensor(map_axes(windows.codes));

  d.priming_states.clear();
  const auto steps = static_cast<std::int64_t>(priming_s * d.step_rate());
  std::vector<torch::Tensor> sounds, codes;
  std::set<std::string> taken;
  for (const auto index : priming_windows(windows, middles)) {
    const auto& place = windows.places[index];
    const auto& stream = latents.streams[place.stream][0].mean;
    const auto end = std::max(steps, place.end / d.frames_per_step);
    sounds.push_back(stream.narrow(0, end - steps, steps));
    codes.push_back(windows.codes[static_cast<std::int64_t>(index)]);
    d.priming_states.push_back(time_name(dataset, place, d.front_end.frame_rate(), taken));
  }
  const auto known = known_latents(latents, d, device);
  checkpoint.tensors["latents.range"] = export_tensor(known.range);
  checkpoint.tensors["latents.norm"] = export_tensor(known.norm);
  checkpoint.tensors["latents.lasting"] = export_tensor(known.lasting);
  FreeRun run(trunk, d, torch::stack(sounds).to(device), torch::stack(codes).to(device), known);
  checkpoint.tensors["priming"] = export_tensor(run.state_rows());
  checkpoint.tensors["places"] = export_tensor(places(windows, codes));
  const auto temperatures = calibrate(d, codec, run, dataset, seed);
  d.calm = temperatures.calm;
  d.as_learned = temperatures.as_learned;
  checkpoint.description = std::move(d);
  return checkpoint;
}

}  // namespace aeolian
