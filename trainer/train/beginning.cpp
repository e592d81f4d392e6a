// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/beginning.h"

#include <torch/cuda.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <utility>

#include "core/printable.h"
#include "core/version.h"
#include "trainer/cli/format.h"
#include "trainer/train/forecast.h"

namespace aeolian {

namespace {

ErrorOr<torch::Device> choose_device(Device wanted) {
  const bool available = torch::cuda::is_available();
  if (wanted == Device::cuda && !available)
    return fail("--device cuda: this LibTorch finds no CUDA device; use --device cpu or auto");
  return torch::Device(wanted != Device::cpu && available ? torch::kCUDA : torch::kCPU);
}

/** Refuses options that ask for another model than the one that the training begins from. */
ErrorOr<void> check_agreement(const TrainOptions& options, const Pretrained& pretrained) {
  const FrontEnd& has = pretrained.description.front_end;
  const auto wrong = [&](const char* option, const std::string& value) {
    return fail(std::string(option) + " contradicts --from " + pretrained.name + ", which has " + value +
                "; leave out " + option + ", or --from");
  };
  if (options.settings.model != ModelKind::small) return wrong("--model", "the kind small");
  if (!options.settings.sizes.empty())
    return wrong("--set", "sizes of its own, as --model medium and large would set");
  if (options.sample_rate.value_or(has.sample_rate) != has.sample_rate)
    return wrong("--sample-rate", format("%d Hz", has.sample_rate));
  if (options.bands.value_or(has.bands) != has.bands) return wrong("--bands", format("%d", has.bands));
  if (options.max_frequency.value_or(has.max_frequency) != has.max_frequency)
    return wrong("--max-frequency", format("%g Hz", has.max_frequency));
  if (!options.window_ms) return {};
  const auto asked = make_front_end(has.sample_rate, *options.window_ms, has.bands, has.max_frequency);
  if (!asked || asked->window != has.window)
    return wrong("--window-ms", format("%.3g ms", 1e3 * has.window / has.sample_rate));
  return {};
}

/** Of a model that was learned from more sounds, those of one licence are told as one. */
constexpr std::size_t most_sources_kept = 32;

/** The sources of a model that a training begins from: each, or all of a licence under the model's name. */
std::vector<Provenance::Source> sources_of(const Pretrained& pretrained) {
  const auto& sources = pretrained.description.provenance.sources;
  if (sources.size() <= most_sources_kept) return sources;
  std::vector<Provenance::Source> together;
  for (const auto& source : sources) {
    const auto same = std::ranges::find(together, source.licence, &Provenance::Source::licence);
    if (same == together.end())
      together.push_back({pretrained.name, source.licence, source.seconds});
    else
      same->seconds += source.seconds;
  }
  return together;
}

/** The sizes of the model that the training begins from, and the sources that it was learned from. */
ModelDescription description_from(const Pretrained& pretrained, const TrainOptions& options) {
  ModelDescription d = pretrained.description;
  d.memory = static_cast<float>(options.memory);
  d.encodings.clear();
  d.priming_states.clear();
  d.provenance = {};
  d.provenance.from = pretrained.name;
  d.provenance.sources = sources_of(pretrained);
  return d;
}

ErrorOr<ModelDescription> describe(const TrainOptions& options, int sample_rate) {
  if (options.settings.model == ModelKind::bytes &&
      (options.window_ms || options.bands || options.max_frequency))
    return fail("a bytes model has no spectrum: --window-ms, --bands and --max-frequency do not apply");
  const auto front_end = make_front_end(sample_rate, options.window_ms.value_or(default_window_ms),
                                        options.bands.value_or(default_bands),
                                        options.max_frequency.value_or(default_max_frequency));
  if (!front_end) return tl::unexpected(front_end.error());
  auto description = standard_sizes(options.settings.model, *front_end);
  if (auto set = set_sizes(description, options.settings.sizes); !set) return tl::unexpected(set.error());
  description.memory = static_cast<float>(options.memory);
  return description;
}

/** A longer corpus is not learned by heart in a usual training time. */
constexpr double most_varied_minutes = 20;

std::string utc_now() {
  const auto now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

/** A sound of the name and licence of one that the training begins with only adds its length to that one. */
void add_provenance(ModelDescription& d, const TrainOptions& options, const Corpus& corpus) {
  d.provenance.command = options.command;
  d.provenance.version = AEOLIAN_VERSION;
  d.provenance.created = utc_now();
  auto& sources = d.provenance.sources;
  const auto of_before = sources.size();
  for (const auto& sound : corpus.sounds) {
    const double seconds = static_cast<double>(sound.samples.size()) / corpus.sample_rate;
    const auto known = std::ranges::find_if(
        sources.begin(), sources.begin() + of_before,
        [&](const auto& source) { return source.name == sound.name && source.licence == options.licence; });
    if (known == sources.begin() + of_before)
      sources.push_back({sound.name, options.licence, seconds});
    else
      known->seconds += seconds;
  }
}

std::string rate_reason(const TrainOptions& options, const Corpus& corpus, const Pretrained* pretrained) {
  if (pretrained)
    return "the rate of " + printable(pretrained->name) +
           ", from which it begins; sounds at other rates are resampled";
  return options.settings.model == ModelKind::bytes && !options.sample_rate ? "as models of the kind bytes do"
                                                                            : corpus.rate_reason;
}

}  // namespace

ErrorOr<Beginning> read_beginning(const TrainOptions& options, Progress& progress) {
  Beginning beginning;
  const auto device = choose_device(options.device);
  if (!device) return tl::unexpected(device.error());
  beginning.device = *device;
  if (options.from) {
    std::error_code error;
    if (std::filesystem::equivalent(*options.from, options.output, error))
      return fail(
          "--from and --output are the same file, so --resume could not begin from it again; name another "
          "output");
    auto read = read_pretrained(*options.from, *device);
    if (!read) return tl::unexpected(read.error());
    if (auto agrees = check_agreement(options, *read); !agrees) return tl::unexpected(agrees.error());
    beginning.pretrained = *std::move(read);
  }
  const Pretrained* const model = beginning.model();
  auto sample_rate = model ? model->description.front_end.sample_rate : options.sample_rate;
  if (options.settings.model == ModelKind::bytes && !sample_rate) sample_rate = default_byte_rate;
  auto corpus = read_corpus(options.paths, {sample_rate, options.keep_silence});
  if (!corpus) return tl::unexpected(corpus.error());
  beginning.corpus = *std::move(corpus);
  for (const auto& line : summary(beginning.corpus)) progress.say(line);
  progress.say(rate_in_words(options, beginning));
  auto description =
      model ? description_from(*model, options) : describe(options, beginning.corpus.sample_rate);
  if (!description) return tl::unexpected(description.error());
  beginning.description = *std::move(description);
  if (!options.settings.sizes.empty()) progress.say(network_in_words(beginning.description));
  add_provenance(beginning.description, options, beginning.corpus);
  return beginning;
}

std::string rate_in_words(const TrainOptions& options, const Beginning& beginning) {
  return "training at " + std::to_string(beginning.corpus.sample_rate) + " Hz, " +
         rate_reason(options, beginning.corpus, beginning.model());
}

std::string network_in_words(const ModelDescription& d) {
  std::string text = "a network of the kind " + std::string(to_string(d.kind)) +
                     format(", %.2f million values: ", static_cast<double>(trained_values(d)) / 1e6);
  if (d.kind == ModelKind::small)
    text += format("latents=%d codec=%d context=%d head=%d mixtures=%d ", d.latent_size, d.codec_hidden,
                   d.context, d.head_hidden, d.mixtures);
  return text + format("trunk=%d layers=%d", d.trunk_size, d.trunk_layers);
}

bool is_varied(const ModelDescription& description, const Corpus& corpus) {
  return description.kind == ModelKind::small && corpus.seconds() < most_varied_minutes * 60;
}

}  // namespace aeolian
