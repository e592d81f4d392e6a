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

#include "core/audio/sound_file.h"
#include "core/control/spelling.h"
#include "core/generator/first_beat.h"
#include "core/generator/model_source.h"
#include "core/generator/second_model.h"
#include "core/model/checkpoint.h"
#include "core/model/sound_encoder.h"
#include "core/model/stereo_layer.h"
#include "core/printable.h"
#include "core/realtime.h"
#include "trainer/corpus/any_sound.h"
#include "trainer/render/rendering.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double priming_seconds = 8;  // only the end of a longer sound is used

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
  const int rate = checkpoint->description.front_end.sample_rate;
  auto sound = read_any_sound_at(path, rate);
  if (!sound) return fail(sound.error().message);
  const std::vector<float>& samples = *sound;
  const auto most = static_cast<std::size_t>(priming_seconds * rate);
  const auto encoder = SoundEncoder::create(checkpoint);
  if (!encoder) return fail(encoder.error().message);
  auto encoded = encoder->encode(std::span(samples).last(std::min(samples.size(), most)));
  if (!encoded) return fail(path.string() + ": " + encoded.error().message);
  return encoded;
}

/** Turns "wind.wav" into "wind-2.wav". */
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
  std::shared_ptr<const Checkpoint> second;  ///< the second model of a blend; null = none
  std::map<ParameterId, double> numbers;     ///< set before the first step
  std::vector<float> input;                  ///< to listen to, at the model's rate; empty = none
  double seconds = 0;
};

constexpr double usual_seconds = 30;

/** Reads the sound to listen to. */
ErrorOr<void> prepare_listening(const GenerateOptions& options, Performance& performance) {
  performance.seconds = options.seconds.value_or(usual_seconds);
  if (!options.input) return {};
  if (!ear_of(performance.checkpoint, performance.voice.weights)) {
    return fail(options.checkpoint.string() + ": a model of the kind " +
                std::string(to_string(performance.checkpoint->description.kind)) +
                " cannot listen to an --input");
  }
  if (options.listening.empty())
    return fail(
        "--input alone has no effect: choose how the model listens, such as with --follow 1, --answer 1 or "
        "--through 1");
  const int rate = performance.checkpoint->description.front_end.sample_rate;
  auto sound = read_any_sound_at(*options.input, rate);
  if (!sound) return fail(sound.error().message);
  performance.input = *std::move(sound);
  performance.seconds = options.seconds.value_or(static_cast<double>(performance.input.size()) / rate);
  performance.numbers.insert(options.listening.begin(), options.listening.end());
  return {};
}

/** Reads the second model of a blend. */
ErrorOr<void> prepare_blend(const GenerateOptions& options, Performance& performance) {
  if (!options.blend) return {};
  auto second = read_checkpoint(options.blend->checkpoint);
  if (!second) return fail(second.error().message);
  if (const auto fits = check_frames_fit(*performance.checkpoint, *second); !fits)
    return fail(options.blend->checkpoint.string() + " " + fits.error().message);
  performance.second = std::make_shared<const Checkpoint>(*std::move(second));
  performance.numbers[ParameterId::model_weight] = options.blend->weight;
  return {};
}

/** Blends the second model, if there is one, into a source that has not played yet. */
ErrorOr<void> blend(const Performance& performance, Source& source) {
  if (!performance.second) return {};
  auto second = SecondModel::create(
      *performance.checkpoint, performance.second,
      {.weights = performance.voice.weights, .voice_limit = performance.voice.voice_limit});
  if (!second) return fail("--blend: the second model " + second.error().message);
  source.exchange_second(*second);
  return {};
}

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
  performance.numbers = options.shape;
  if (auto prepared = prepare_listening(options, performance); !prepared)
    return tl::unexpected(prepared.error());
  if (auto prepared = prepare_blend(options, performance); !prepared) return tl::unexpected(prepared.error());
  performance.voice.voice_limit = static_cast<VoiceNumber>(options.voices);
  if (!options.shape.empty() && performance.checkpoint->description.kind == ModelKind::bytes) {
    return fail(options.checkpoint.string() + ": makes samples, not spectra, so --" +
                std::string(parameter_spec(options.shape.begin()->first).name) + " has no effect");
  }
  if (options.voices > 1 && performance.checkpoint->description.kind == ModelKind::bytes)
    return fail(options.checkpoint.string() + ": makes samples, not spectra, and plays with one voice only");
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
  if (!performance.input.empty()) voice_options.ear = ear_of(performance.checkpoint, voice_options.weights);
  const auto source = make_model_source(performance.checkpoint, voice_options,
                                        performance.prime ? &*performance.prime : nullptr);
  if (!source) return fail(source.error().message);
  if (auto blended = blend(performance, **source); !blended) return blended;
  for (const auto& [id, value] : performance.numbers) {
    ControlEvent event;
    event.parameter = id;
    event.number = static_cast<float>(value);
    (*source)->apply(event);
  }
  if (const auto tempo = performance.numbers.find(ParameterId::tempo); tempo != performance.numbers.end())
    (*source)->apply(first_beat(**source, tempo->second));
  if (performance.voice.voice_limit > 1) {
    (*source)->apply(
        {.parameter = ParameterId::voices, .number = static_cast<float>(performance.voice.voice_limit)});
  }
  SoundInput input(performance.input);
  return render_to_file(**source,
                        {.seconds = performance.seconds,
                         .input = performance.input.empty() ? nullptr : &input,
                         .channels = channels_of(*performance.checkpoint)},
                        output, on_progress);
}

}  // namespace

ErrorOr<void> generate(const GenerateOptions& options, Progress& progress,
                       const std::function<void()>& check) {
  denormals_off();
  const auto performance = prepare(options);
  if (!performance) return fail(performance.error().message);
  const double length = performance->seconds, whole = length * options.n_samples;
  for (int i = 0; i < options.n_samples; ++i) {
    const fs::path output = options.n_samples == 1 ? options.output : numbered(options.output, i + 1);
    const std::uint64_t seed = options.seed + static_cast<std::uint64_t>(i);
    const auto begin = Clock::now();
    const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
    const auto show = [&](double seconds) {
      if (check) check();
      if (seconds <= 0) return;
      const double speed = seconds / std::max(elapsed(), 1e-9);
      const double left = whole - i * length - seconds;
      progress.update({.stage = printable(output.filename().string()),
                       .done = seconds / length,
                       .speed = speed,
                       .seconds_left = left / std::max(speed, 1e-9)});
    };
    if (auto played = play(*performance, seed, output, show); !played) return played;
    char text[96];
    std::snprintf(text, sizeof text, ": %.1f s, seed %llu, %.1f times real time", length,
                  static_cast<unsigned long long>(seed), length / std::max(elapsed(), 1e-9));
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

}  // namespace aeolian::trainer
