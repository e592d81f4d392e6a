// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/commands/generate.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "core/audio/resampler.h"
#include "core/audio/sound_file.h"
#include "core/control/spelling.h"
#include "core/generator/model_source.h"
#include "core/model/checkpoint.h"
#include "core/model/sound_encoder.h"
#include "core/printable.h"
#include "core/realtime.h"
#include "trainer/corpus/any_sound.h"
#include "trainer/render/rendering.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double priming_seconds = 8;  // of a longer sound only the end is used

/** The row of tensor `encodings` with this name. */
ErrorOr<std::vector<float>> named_encoding(const Checkpoint& checkpoint, const std::string& name) {
  const ModelDescription& description = checkpoint.description;
  const auto& names = description.encodings;
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    const std::string hint = names.empty() ? "it has none" : suggestion(name, names);
    return fail("the model has no encoding " + name + ": " + hint);
  }
  const auto rows =
      checkpoint.require("encodings", {static_cast<std::int64_t>(names.size()), description.encoding_size});
  if (!rows) return fail(rows.error().message);
  const auto begin = (*rows)->values.begin() + (found - names.begin()) * description.encoding_size;
  return std::vector<float>(begin, begin + description.encoding_size);
}

ErrorOr<EncodedSound> encoded_sound(const std::shared_ptr<const Checkpoint>& checkpoint,
                                    const fs::path& path) {
  auto sound = read_any_sound(path);
  if (!sound) return fail(sound.error().message);
  const int rate = checkpoint->description.front_end.sample_rate;
  std::vector<float> samples = std::move(sound->samples);
  if (sound->sample_rate != rate) samples = resample(samples, sound->sample_rate, rate);
  const auto most = static_cast<std::size_t>(priming_seconds * rate);
  const auto encoder = SoundEncoder::create(checkpoint);
  if (!encoder) return fail(encoder.error().message);
  auto encoded = encoder->encode(std::span(samples).last(std::min(samples.size(), most)));
  if (!encoded) return fail(path.string() + ": " + encoded.error().message);
  return encoded;
}

/** "wind.wav" as "wind-2.wav". */
fs::path numbered(const fs::path& path, int number) {
  fs::path name = path.stem();
  name += "-" + std::to_string(number);
  name += path.extension();
  return path.parent_path() / name;
}

/** Shared by all sounds of one command. */
struct Performance {
  std::shared_ptr<const Checkpoint> checkpoint;
  VoiceOptions voice;
  std::optional<EncodedSound> prime;
  std::map<ParameterId, double> shape;
  double seconds = 0;
};

ErrorOr<Performance> prepare(const GenerateOptions& options) {
  auto checkpoint = read_checkpoint(options.checkpoint);
  if (!checkpoint) return fail(checkpoint.error().message);
  Performance performance;
  performance.checkpoint = std::make_shared<const Checkpoint>(*std::move(checkpoint));
  performance.voice.temperature = static_cast<float>(options.temperature);
  performance.voice.guidance = static_cast<float>(options.guidance);
  if (options.memory) performance.voice.memory = static_cast<float>(*options.memory);
  performance.voice.memory_limit_s = static_cast<float>(options.memory_limit);
  performance.voice.quality = options.quality;
  performance.voice.weights = format_of(options.weights);
  performance.seconds = options.seconds;
  performance.shape = options.shape;
  performance.voice.voice_limit = static_cast<VoiceNumber>(options.voices);
  if (!options.shape.empty() && performance.checkpoint->description.kind == ModelKind::bytes) {
    return fail(options.checkpoint.string() + ": plays samples, not spectra, so --" +
                std::string(parameter_spec(options.shape.begin()->first).name) + " has nothing to change");
  }
  if (options.voices > 1 && performance.checkpoint->description.kind == ModelKind::bytes)
    return fail(options.checkpoint.string() + ": plays samples, not spectra, and with one voice alone");
  if (options.encoding) {
    auto encoding = named_encoding(*performance.checkpoint, *options.encoding);
    if (!encoding) return fail(options.checkpoint.string() + ": " + encoding.error().message);
    performance.voice.encoding = *std::move(encoding);
  }
  if (options.morph) {
    auto from = named_encoding(*performance.checkpoint, options.morph->from);
    if (!from) return fail(options.checkpoint.string() + ": " + from.error().message);
    auto to = named_encoding(*performance.checkpoint, options.morph->to);
    if (!to) return fail(options.checkpoint.string() + ": " + to.error().message);
    const auto weight = static_cast<float>(options.morph->weight);
    performance.voice.encoding = weight < 1.f ? *std::move(from) : *to;
    performance.voice.morph_to = *std::move(to);
    performance.voice.morph = weight < 1.f ? weight : 0.f;
  }
  if (options.prime) {
    auto prime = encoded_sound(performance.checkpoint, *options.prime);
    if (!prime) return fail(prime.error().message);
    if (!options.encoding && !options.morph) performance.voice.encoding = prime->encoding;
    performance.prime = *std::move(prime);
  }
  return performance;
}

/** Renders one performance to a file; calls `on_progress` with the number of seconds done. */
ErrorOr<void> play(const Performance& performance, std::uint64_t seed, const fs::path& output,
                   const std::function<void(double)>& on_progress) {
  VoiceOptions voice_options = performance.voice;
  voice_options.seed = seed;
  const auto source = make_model_source(performance.checkpoint, voice_options,
                                        performance.prime ? &*performance.prime : nullptr);
  if (!source) return fail(source.error().message);
  for (const auto& [id, value] : performance.shape) {
    ControlEvent event;
    event.parameter = id;
    event.number = static_cast<float>(value);
    (*source)->apply(event);
  }
  if (performance.voice.voice_limit > 1) {
    (*source)->apply(
        {.parameter = ParameterId::voices, .number = static_cast<float>(performance.voice.voice_limit)});
  }
  return render_to_file(**source, {.seconds = performance.seconds}, output, on_progress);
}

}  // namespace

ErrorOr<void> generate(const GenerateOptions& options, Progress& progress,
                       const std::function<void()>& check) {
  denormals_off();
  const auto performance = prepare(options);
  if (!performance) return fail(performance.error().message);
  const double whole = options.seconds * options.n_samples;
  for (int i = 0; i < options.n_samples; ++i) {
    const fs::path output = options.n_samples == 1 ? options.output : numbered(options.output, i + 1);
    const std::uint64_t seed = options.seed + static_cast<std::uint64_t>(i);
    const auto begin = Clock::now();
    const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
    const auto show = [&](double seconds) {
      if (check) check();
      if (seconds <= 0) return;
      const double speed = seconds / std::max(elapsed(), 1e-9);
      const double left = whole - i * options.seconds - seconds;
      progress.update({.stage = printable(output.filename().string()),
                       .done = seconds / options.seconds,
                       .speed = speed,
                       .seconds_left = left / std::max(speed, 1e-9)});
    };
    if (auto played = play(*performance, seed, output, show); !played) return played;
    char text[96];
    std::snprintf(text, sizeof text, ": %.1f s, seed %llu, %.0f times faster than real time", options.seconds,
                  static_cast<unsigned long long>(seed), options.seconds / std::max(elapsed(), 1e-9));
    progress.say(printable(output.string()) + text);
  }
  return {};
}

int run_generate(const GenerateOptions& options) {
  Progress progress;
  const auto done = generate(options, progress);
  if (done) return 0;
  progress.say(printable("aeolian generate: " + done.error().message));
  return 1;
}

}  // namespace aeolian
