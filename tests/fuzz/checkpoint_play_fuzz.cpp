// SPDX-License-Identifier: GPL-3.0-or-later
// Checks that checkpoints of every kind and size, with values and shapes that no training produces, are
// refused with a reason, or can be played, whatever is requested of them. Does not test the parser;
// checkpoint_fuzz does.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/control/encoding_bank.h"
#include "core/generator/ensemble.h"
#include "core/generator/model_source.h"
#include "core/generator/source_crossfader.h"
#include "core/generator/voice.h"
#include "core/model/sound_encoder.h"
#include "core/model/whitening.h"
#include "core/realtime.h"
#include "tests/core/model/random_checkpoint.h"
#include "tests/fuzz/require.h"

namespace {

using namespace aeolian;

/** Turns the fuzzer's bytes into choices; zeros once they are used up. */
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  bool left() const { return !bytes_.empty(); }
  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const std::uint8_t first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
  }
  template <class T>
  T one_of(std::initializer_list<T> values) {
    return values.begin()[byte() % values.size()];
  }
  bool maybe() { return byte() % 2 != 0; }

 private:
  std::span<const std::uint8_t> bytes_;
};

std::vector<std::string> names(const char* stem, int count) {
  std::vector<std::string> made;
  for (int i = 0; i < count; ++i) made.push_back(stem + std::to_string(i));
  return made;
}

ModelDescription any_description(Choices& choose) {
  ModelDescription d;
  d.kind = model_kinds[choose.byte() % std::size(model_kinds)];
  FrontEnd& f = d.front_end;
  f.sample_rate = choose.one_of({4000, 8000, 44100, 192000});
  f.window = choose.one_of({64, 256, 1024, 2048, 16384, 32, 1000, 14880});
  f.hop = f.window / 8;
  f.max_frequency = f.sample_rate * choose.one_of({0.5, 0.25, 0.01});
  f.bands = std::min(choose.one_of({24, 8, 192, 1, 9}), f.kept_bins());
  f.linear_to = choose.one_of({0., 500., 2000.});
  d.frames_per_step = choose.one_of({1, 2, 4, 64});
  d.latent_size = choose.one_of({6, 1, 2, 33});
  d.codec_hidden = choose.one_of({8, 1, 0, 17});
  d.trunk_size = choose.one_of({8, 1, 2, 19});
  d.trunk_layers = choose.one_of({1, 2, 5});
  d.context = choose.one_of({2, 3, 1, 0, 9, 64});
  d.head_hidden = choose.one_of({8, 1, 0, 18});
  d.mixtures = choose.one_of({3, 1, 2, 256});
  d.encoding_size = choose.one_of({4, 0, 1, 2, 64});
  d.calm = choose.one_of({0.5f, 0.f, 4.f});
  d.as_learned = choose.one_of({1.f, 0.f, 4.f});
  d.encodings = names("encoding ", d.encoding_size > 0 ? choose.byte() % 4 : 0);
  d.priming_states = names("state ", choose.byte() % 4);
  const bool frames_are_latents = d.kind == ModelKind::frame_lstm || d.kind == ModelKind::autoencoder;
  if (frames_are_latents && choose.byte() % 8 != 0) {
    d.frames_per_step = 1;
    d.latent_size = f.bands;
  }
  if (d.kind == ModelKind::bytes && choose.byte() % 8 != 0) {
    d.encoding_size = 0;
    d.encodings.clear();
  }
  return d;
}

float any_value(Choices& choose) {
  return choose.one_of({0.f, -1.f, 1.f, 1e-40f, 1e10f, -1e30f, 3.4e38f, 1e-30f, 100.f});
}

Tensor any_tensor(Choices& choose, std::vector<std::int64_t> shape, float spread) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) count *= size;
  Random random(choose.byte());
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = spread * random.normal();
  return {std::move(shape), std::move(values)};
}

/** Adds tensors that not every checkpoint has. */
void add_more(Choices& choose, Checkpoint& checkpoint) {
  const ModelDescription& d = checkpoint.description;
  auto& tensors = checkpoint.tensors;
  if (choose.maybe()) tensors["latents.lasting"] = any_tensor(choose, {2, d.latent_size}, 1.f);
  if (choose.maybe()) tensors["frames.powers"] = any_tensor(choose, {2}, 1.f);
  if (choose.maybe()) tensors["places"] = any_tensor(choose, {choose.byte() % 8, d.encoding_size}, 1.f);
  if (choose.maybe()) tensors["encodings.axes"] = any_tensor(choose, {2, d.encoding_size}, 1.f);
  if (d.kind == ModelKind::small && choose.maybe() && check(d))
    add_image(checkpoint, {any_value(choose), any_value(choose), any_value(choose)});
  if (d.kind != ModelKind::small || !choose.maybe()) return;
  if (choose.maybe())
    tensors[whitening_tensor] = any_tensor(choose, {d.mixtures, d.latent_size, d.latent_size}, 1.f);
  if (choose.maybe()) return add_recollection(checkpoint, 0.5f, 0.1f);
  const std::int64_t rows = choose.byte() % 64;
  Tensor moments = any_tensor(choose, {rows, 1 + 2 * d.latent_size}, 1.f);
  for (std::int64_t row = 0; row < rows; ++row)
    moments.values[static_cast<std::size_t>(row * moments.shape[1])] = static_cast<float>(choose.byte() % 4);
  tensors["recollection.moments"] = std::move(moments);
  if (choose.maybe()) tensors["recollection.scale"] = any_tensor(choose, {2 * d.latent_size}, 1.f);
  Tensor source_switches = any_tensor(choose, {choose.byte() % 8, 2 + d.encoding_size}, 1.f);
  for (std::int64_t row = 0; row < source_switches.shape[0]; ++row) {
    float* const source_switch = source_switches.values.data() + row * source_switches.shape[1];
    source_switch[0] = static_cast<float>(choose.byte() % 64);
    source_switch[1] = source_switch[0] + static_cast<float>(choose.byte() % 8);
  }
  tensors["recollection.entrances"] = std::move(source_switches);
  tensors["recollection.lean"] = {{2}, {0.5f, choose.one_of({0.f, 1.f, 2.f})}};
}

/** Changes the checkpoint in ways that no training would. */
void spoil(Choices& choose, Checkpoint& checkpoint) {
  for (int times = choose.byte() % 4; times > 0 && !checkpoint.tensors.empty(); --times) {
    auto tensor = std::next(checkpoint.tensors.begin(), choose.byte() % std::ssize(checkpoint.tensors));
    auto& [shape, values, bytes] = tensor->second;  // bytes: only of passages that were read from a file
    switch (choose.byte() % 6) {
      case 0:
        std::ranges::fill(values, any_value(choose));
        break;
      case 1:
        if (!values.empty()) values[choose.byte() % values.size()] = any_value(choose);
        break;
      case 2:
        if (shape.empty() || shape[0] == 0) break;
        values.resize(values.size() / static_cast<std::size_t>(shape[0]) *
                      static_cast<std::size_t>(shape[0] - 1));
        --shape[0];
        break;
      case 3:
        shape.insert(shape.begin(), 1);
        break;
      case 4:
        std::ranges::reverse(shape);
        break;
      default:
        checkpoint.tensors.erase(tensor);
    }
  }
}

ControlEvent any_event(Choices& choose, int encoding_size) {
  ControlEvent event;
  event.parameter = static_cast<ParameterId>(choose.byte() % parameter_count);
  event.seed = choose.byte();
  event.glide_s = choose.one_of({0.f, 0.01f, 60.f});
  event.number = choose.one_of({0.f, 1.f, 2.f, 3.f, 0.5f});
  event.encoding_size = static_cast<std::uint8_t>(choose.maybe() ? encoding_size : 0);
  for (std::size_t i = 0; i < event.encoding_size; ++i)
    event.encoding[i] = choose.one_of({0.5f, 0.f, -1.f, 1e-30f, 1e30f});
  return event;
}

/** Runs `source` for some hops, changing all parameters, and renders tails. */
void run(Choices& choose, Source& source, int encoding_size) {
  constexpr int most_samples = 1 << 14;
  constexpr int most_step = 1 << 14;  // as in description.cpp
  require(source.tail_size() <= longest_tail, "a tail is too long");
  require(source.hop() * source.hops_per_step() <= most_step, "a step is too long");
  std::vector<StereoFrame> frames(static_cast<std::size_t>(source.hop()));
  std::vector<StereoFrame> tail(static_cast<std::size_t>(source.tail_size()));
  int hops = std::clamp(most_samples / source.hop(), 4, 256);
  do {
    if (choose.maybe()) source.apply(any_event(choose, encoding_size));
    for (int hop = 0; hop < source.hops_per_step() && hops > 0; ++hop, --hops) source.render(frames);
    if (choose.byte() % 4 == 0) source.tail(tail);
  } while (hops > 0);
}

/** A sound to continue from. */
std::vector<float> any_sound(Choices& choose, const ModelDescription& d) {
  Random random(choose.byte());
  std::vector<float> sound(
      static_cast<std::size_t>(d.frames_per_step * d.front_end.hop * (choose.byte() % 6)));
  const float level = choose.one_of({0.1f, 0.f, 1.f, 1e20f});
  for (float& sample : sound) sample = level * random.normal();
  return sound;
}

VoiceOptions any_options(Choices& choose, const ModelDescription& d) {
  VoiceOptions options;
  options.seed = choose.byte();
  options.temperature = choose.one_of({1.f, 0.f, 2.f});
  options.guidance = choose.one_of({1.f, 0.f, 3.f});
  options.quality = choose.maybe() ? Quality::refined : Quality::normal;
  if (choose.maybe()) options.encoding.assign(static_cast<std::size_t>(d.encoding_size), 0.5f);
  if (choose.byte() % 16 == 0) options.encoding.push_back(1.f);
  return options;
}

template <class T, class E>
bool holds(const tl::expected<T, E>& result) {
  if (!result) require(!result.error().message.empty(), "refused without a reason");
  return result.has_value();
}

void play(Choices& choose, const std::shared_ptr<const Checkpoint>& checkpoint) {
  const ModelDescription& d = checkpoint->description;
  const Tensor* const rows = checkpoint->find("encodings");
  const Tensor* const axes = checkpoint->find("encodings.axes");
  if (rows && !d.encodings.empty()) {
    const auto bank =
        EncodingBank::create(d.encodings, rows->values, static_cast<std::size_t>(d.encoding_size),
                             axes ? std::span<const float>(axes->values) : std::span<const float>());
    if (holds(bank)) (void)bank->at_place({0.3, 0.6});
  }
  const VoiceOptions options = any_options(choose, d);
  std::unique_ptr<EncodedSound> heard;
  if (const auto encoder = SoundEncoder::create(checkpoint); holds(encoder)) {
    auto encoded = encoder->encode(any_sound(choose, d));
    if (holds(encoded)) heard = std::make_unique<EncodedSound>(*std::move(encoded));
  }
  if (auto voice = Voice::create(checkpoint, options); holds(voice) && choose.maybe()) {
    (*voice)->prime(choose.byte());
    Ensemble primed(*std::move(voice));
    run(choose, primed, d.encoding_size);
  }
  auto source = make_model_source(checkpoint, options, choose.maybe() ? heard.get() : nullptr);
  if (!holds(source)) return;
  run(choose, **source, d.encoding_size);
  if (!choose.maybe()) return;
  auto next = make_model_source(checkpoint, options, nullptr);
  if (!holds(next)) return;
  SourceCrossfader crossfader(*std::move(source));
  (void)crossfader.offer(*std::move(next));
  run(choose, crossfader, d.encoding_size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  denormals_off();
  Choices choose(std::span(data, size));
  const ModelDescription description = any_description(choose);
  if (!holds(description_from_json(to_json(description)))) return 0;
  auto checkpoint = random_checkpoint(description, choose.byte());
  add_more(choose, checkpoint);
  spoil(choose, checkpoint);
  play(choose, std::make_shared<const Checkpoint>(std::move(checkpoint)));
  return 0;
}
