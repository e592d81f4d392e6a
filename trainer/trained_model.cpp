#include "trainer/trained_model.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/spectrum/texture.h"
#include "trainer/calibration.h"
#include "trainer/clusters.h"

namespace aeolian {

namespace {

/** Length and distance of the windows that named encodings are taken from, seconds. */
constexpr double window_s = 3.0, window_distance_s = 1.5;
constexpr int named_clusters = 8;
constexpr int priming_count = 16;
constexpr std::size_t most_places = 256;
/** Sound that a priming state has heard, seconds. */
constexpr double priming_s = 4.0;

/** Every window of the corpus with its encoding. */
struct Windows {
  std::vector<Span> places;  ///< frames
  torch::Tensor codes;       ///< (windows, E)
};

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

std::string unique_name(std::string name, std::set<std::string>& taken) {
  if (name.empty()) name = "sound";
  auto candidate = name;
  for (int n = 2; !taken.insert(candidate).second; ++n) candidate = name + "-" + std::to_string(n);
  return candidate;
}

/** A file's name without folders and extension: what a performer types. */
std::string short_name(const std::string& file) {
  return std::filesystem::path(file).stem().string();
}

/**
 * Named encodings: with several groups the mean of each; then the centres of clusters of all windows, each
 * named after the file in which its middle lies.
 */
void name_encodings(const Dataset& dataset, const Windows& windows, ModelDescription& d,
                    std::map<std::string, Tensor, std::less<>>& tensors, std::vector<std::int64_t>& middles) {
  std::vector<torch::Tensor> rows;
  std::set<std::string> taken;
  const auto add = [&](const std::string& name, const torch::Tensor& code) {
    d.encodings.push_back(unique_name(name, taken));
    rows.push_back(code / code.norm().clamp_min(1e-6));
  };
  if (dataset.groups.size() > 1)
    for (std::size_t group = 0; group < dataset.groups.size(); ++group) {
      std::vector<torch::Tensor> own;
      for (std::size_t i = 0; i < windows.places.size(); ++i)
        if (windows.places[i].stream == static_cast<int>(group)) own.push_back(windows.codes[i]);
      if (!own.empty()) add(dataset.groups[group], torch::stack(own).mean(0));
    }
  const auto clusters = spherical_clusters(windows.codes, named_clusters);
  middles = clusters.nearest;
  for (std::size_t i = 0; i < clusters.nearest.size(); ++i) {
    const auto& place = windows.places[clusters.nearest[i]];
    add(short_name(file_at(dataset, place.stream, (place.begin + place.end) / 2)), clusters.centres[i]);
  }
  tensors["encodings"] = export_tensor(torch::stack(rows));
}

/** The two directions along which the encodings of all windows, (N, E), differ most: (2, E). */
torch::Tensor map_axes(const torch::Tensor& codes) {
  const auto centred = codes - codes.mean(0);
  const auto directions = std::get<1>(torch::linalg_eigh(centred.t().mm(centred), "L"));
  return directions.narrow(1, directions.size(1) - 2, 2).flip(1).t();
}

/** The places after which a performance may begin: the middle of each cluster, then evenly over the corpus.
 */
std::vector<std::size_t> priming_windows(const Windows& windows, const std::vector<std::int64_t>& middles) {
  std::set<std::size_t> chosen;
  for (auto middle : middles) chosen.insert(static_cast<std::size_t>(middle));
  const auto wanted = std::min<std::size_t>(priming_count, windows.places.size());
  for (std::size_t i = 0; chosen.size() < wanted; ++i)
    chosen.insert((i * windows.places.size() / wanted + i / wanted) % windows.places.size());
  return {chosen.begin(), chosen.end()};
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

std::string time_name(const Dataset& dataset, const Span& place, const FrontEnd& front_end) {
  const auto middle = (place.begin + place.end) / 2;
  const auto seconds = static_cast<std::int64_t>(static_cast<double>(place.end) / front_end.frame_rate());
  return short_name(file_at(dataset, place.stream, middle)) + "@" + std::to_string(seconds);
}

void add_frame_statistics(const Dataset& dataset, const FrontEnd& front_end,
                          std::map<std::string, Tensor, std::less<>>& tensors) {
  tensors["frames.mean"] = export_tensor(dataset.mean);
  tensors["frames.scale"] = export_tensor(dataset.scale);
  auto loudest = torch::full({front_end.bands}, log_floor);
  for (const auto& stream : dataset.streams)
    loudest = torch::max(loudest, std::get<0>(stream.max(0)) * dataset.scale + dataset.mean);
  tensors["frames.loudest"] = export_tensor(loudest);
  tensors["frames.spread"] = export_tensor(torch::tensor(band_noise(front_end).spread));
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
  std::vector<std::int64_t> middles;
  d.encodings.clear();
  name_encodings(dataset, windows, d, checkpoint.tensors, middles);
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
    d.priming_states.push_back(unique_name(time_name(dataset, place, d.front_end), taken));
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

Checkpoint make_frame_lstm_checkpoint(ModelDescription d, const Dataset& dataset, FrameLstmLearner& learner) {
  torch::NoGradGuard no_grad;
  Averaged averaged(learner.descent());
  auto& network = learner.network();
  const auto device = network->parameters().front().device();
  Checkpoint checkpoint;
  export_parameters(*network, "lstm.", checkpoint.tensors);
  add_frame_statistics(dataset, d.front_end, checkpoint.tensors);

  const auto frames = static_cast<std::int64_t>(priming_s * d.front_end.frame_rate());
  std::vector<torch::Tensor> sounds;
  std::set<std::string> taken;
  d.priming_states.clear();
  for (int i = 0; i < priming_count; ++i) {
    const auto& span = dataset.training[i * dataset.training.size() / priming_count];
    const auto room = std::max<std::int64_t>(0, span.size() - frames);
    const Span place{span.stream, span.begin + room * (i % 4) / 4, span.begin + room * (i % 4) / 4 + frames};
    sounds.push_back(dataset.streams[place.stream].narrow(0, place.begin, frames));
    d.priming_states.push_back(unique_name(time_name(dataset, place, d.front_end), taken));
  }
  const auto heard = torch::stack(sounds).to(device);
  std::vector<torch::Tensor> recent, last;
  for (int lag = 1; lag <= d.context; ++lag) {
    recent.push_back(heard.narrow(1, d.context - lag, frames - d.context));
    last.push_back(heard.select(1, frames - lag));
  }
  std::tuple<torch::Tensor, torch::Tensor> state;
  network->forward(torch::cat(recent, -1), state);
  const auto flat = [](const torch::Tensor& t) { return t.transpose(0, 1).reshape({t.size(1), -1}); };
  checkpoint.tensors["priming"] = export_tensor(
      torch::cat({flat(std::get<0>(state)), flat(std::get<1>(state)), torch::cat(last, -1)}, -1));
  checkpoint.description = std::move(d);
  return checkpoint;
}

}  // namespace aeolian
