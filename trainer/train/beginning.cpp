// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/beginning.h"

#include <torch/cuda.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/input_file.h"
#include "core/printable.h"
#include "core/version.h"
#include "trainer/analysis/content_digest.h"
#include "trainer/cli/format.h"
#include "trainer/cli/task_progress.h"
#include "trainer/dataset/variations.h"
#include "trainer/train/forecast.h"

namespace aeolian::trainer {

namespace {

namespace fs = std::filesystem;

/** Ranks on one machine take its GPUs in turn. */
ErrorOr<torch::Device> choose_device(Device wanted, int local_rank) {
  const bool available = torch::cuda::is_available();
  if (wanted == Device::cuda && !available)
    return fail("--device cuda: this LibTorch finds no CUDA device; use --device cpu or auto");
  if (wanted == Device::cpu || !available) return torch::Device(torch::kCPU);
  const auto gpus = static_cast<int>(torch::cuda::device_count());
  return torch::Device(torch::kCUDA, static_cast<torch::DeviceIndex>(local_rank % gpus));
}

/** Refuses options that ask for a different model than the one to begin from. */
ErrorOr<void> check_agreement(const TrainOptions& options, const Pretrained& pretrained) {
  const FrontEnd& has = pretrained.description.front_end;
  const auto wrong = [&](const char* option, const std::string& value) {
    return fail(std::string(option) + " contradicts --from " + pretrained.name + ", which has " + value +
                "; leave out " + option + ", or --from");
  };
  if (options.settings.model != ModelKind::small) return wrong("--model", "the kind small");
  if (!options.settings.sizes.empty())
    return wrong("--set", "its own sizes (--model medium and large set sizes too)");
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

/** If a model was trained on more sources, those of one licence are listed as one. */
constexpr std::size_t most_sources_kept = 32;

/** The sources of the model to begin from: each of them, or all of a licence under the model's name. */
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

/** The sizes of the model to begin from, and its sources. */
ModelDescription description_from(const Pretrained& pretrained, const TrainOptions& options) {
  ModelDescription d = pretrained.description;
  d.memory = static_cast<float>(options.memory);
  d.grain = standard_grain;
  d.onset_thinning = standard_onset_thinning;
  d.encodings.clear();
  d.priming_states.clear();
  d.provenance = {};
  d.provenance.from = pretrained.name;
  d.provenance.sources = sources_of(pretrained);
  return d;
}

ErrorOr<ModelDescription> describe(const TrainOptions& options, int sample_rate) {
  if (options.settings.model != ModelKind::small && options.settings.learning.codec_share)
    return fail("--set codec-share: a model of the kind " + std::string(to_string(options.settings.model)) +
                " has no codec");
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
  description.grain = standard_grain;
  description.onset_thinning = standard_onset_thinning;
  return description;
}

/** A longer corpus is not overfitted in a usual training time. */
constexpr double most_varied_minutes = 20;

std::string utc_now() {
  const auto now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

/** A sound with the name and licence of an existing source only adds its length to it. */
void add_provenance(ModelDescription& d, const TrainOptions& options, const AnalysedCorpus& corpus) {
  d.provenance.command = options.command;
  d.provenance.version = AEOLIAN_VERSION;
  d.provenance.created = utc_now();
  auto& sources = d.provenance.sources;
  const auto of_before = sources.size();
  for (const auto& sound : corpus.sounds) {
    const double seconds = static_cast<double>(sound.samples) / corpus.sample_rate;
    const auto known = std::ranges::find_if(
        sources.begin(), sources.begin() + of_before,
        [&](const auto& source) { return source.name == sound.name && source.licence == options.licence; });
    if (known == sources.begin() + of_before)
      sources.push_back({sound.name, options.licence, seconds});
    else
      known->seconds += seconds;
  }
}

std::string reason_for_rate(const TrainOptions& options, const CorpusFiles& files,
                            const Pretrained* pretrained) {
  if (pretrained)
    return "the rate of " + printable(pretrained->name) +
           ", from which the training begins; sounds at other rates are resampled";
  return options.settings.model == ModelKind::bytes && !options.sample_rate ? "as usual for the kind bytes"
                                                                            : files.rate_reason;
}

/** Opens the chosen cache; null if it is switched off, or if a dry run would have to create it. */
ErrorOr<std::unique_ptr<FrameCache>> open_cache(const TrainOptions& options, const fs::path& folder) {
  std::error_code error;
  if (options.dry_run && !fs::exists(folder, error)) return nullptr;
  auto cache = FrameCache::open(folder, options.cache.limit);
  if (!cache) return tl::unexpected(cache.error());
  return std::make_unique<FrameCache>(*std::move(cache));
}

/** Opens the chosen cache; or the default one, without which a training can do. */
ErrorOr<void> choose_cache(const TrainOptions& options, Beginning& beginning, Progress& progress) {
  if (options.cache.is_off || options.settings.model == ModelKind::bytes) return {};
  const auto folder = options.cache.folder ? options.cache.folder : default_cache_folder();
  if (!folder) {
    progress.say("training without a cache: there is no home folder (name a folder with --cache DIR)");
    return {};
  }
  auto cache = open_cache(options, *folder);
  if (cache) {
    beginning.cache = *std::move(cache);
  } else if (options.cache.folder) {
    return fail("--cache " + cache.error().message);
  } else {
    progress.say("training without a cache: " + printable(cache.error().message));
  }
  return {};
}

AnalysisOptions analysis_options(const TrainOptions& options, const Beginning& beginning) {
  return {.keep_silence = options.keep_silence,
          .threads = worker_count(options.threads),
          .cache = beginning.cache.get(),
          .begin_at = options.analysis_begins_at,
          .only_look = options.dry_run};
}

/** Reads the samples themselves, for a model of the kind bytes. */
ErrorOr<void> read_samples(const TrainOptions& options, Beginning& beginning) {
  auto read =
      read_corpus(options.paths, {options.sample_rate.value_or(default_byte_rate), options.keep_silence});
  if (!read) return tl::unexpected(read.error());
  beginning.files.sample_rate = read->sample_rate;
  beginning.files.rate_reason = read->rate_reason;
  beginning.corpus.sample_rate = read->sample_rate;
  beginning.corpus.files = read->files;
  for (const auto& sound : read->sounds)
    beginning.corpus.sounds.push_back({sound.name, sound.group, std::ssize(sound.samples), nullptr});
  beginning.samples = *std::move(read);
  return {};
}

ErrorOr<void> describe_model(const TrainOptions& options, Beginning& beginning) {
  auto description = beginning.model() ? description_from(*beginning.model(), options)
                                       : describe(options, beginning.files.sample_rate);
  if (!description) return tl::unexpected(description.error());
  beginning.description = *std::move(description);
  return {};
}

/** Reads the sounds and describes the model, whose front end is used to analyse them. */
ErrorOr<void> read_sounds(const TrainOptions& options, Beginning& beginning, Progress& progress) {
  if (options.settings.model == ModelKind::bytes) {
    if (auto read = read_samples(options, beginning); !read) return read;
    return describe_model(options, beginning);
  }
  const auto* const model = beginning.model();
  const auto rate = model ? model->description.front_end.sample_rate : options.sample_rate;
  const auto how = analysis_options(options, beginning);
  auto files = find_corpus_files(options.paths, rate, how);
  if (!files) return tl::unexpected(files.error());
  beginning.files = *std::move(files);
  if (auto described = describe_model(options, beginning); !described) return described;
  auto corpus = analyse_corpus(beginning.files, beginning.description.front_end, how,
                               TaskProgress([&](std::string_view, double done) {
                                 progress.update({.stage = "reading", .done = done});
                               }));
  if (!corpus) return tl::unexpected(corpus.error());
  beginning.corpus = *std::move(corpus);
  return {};
}

void say_what_was_read(const TrainOptions& options, const Beginning& beginning, Progress& progress) {
  for (const auto& line : summary(beginning.corpus.files)) progress.say(line);
  if (beginning.cache)
    for (const auto& damaged : beginning.cache->damaged())
      progress.say("damaged in the cache, analysed again: " + printable(damaged));
  if (!beginning.samples) progress.say(analysis_in_words(beginning));
  progress.say(rate_in_words(options, beginning));
  if (!options.settings.sizes.empty()) progress.say(network_in_words(beginning.description));
}

}  // namespace

ErrorOr<Beginning> read_beginning(const TrainOptions& options, Progress& progress) {
  Beginning beginning;
  const auto device = choose_device(options.device, options.local_rank);
  if (!device) return tl::unexpected(device.error());
  beginning.device = *device;
  if (options.from) {
    std::error_code error;
    if (fs::equivalent(*options.from, options.output, error))
      return fail(
          "--from and --output are the same file, so --resume could not begin from it again; name another "
          "output file");
    auto read = read_pretrained(*options.from, *device);
    if (!read) return tl::unexpected(read.error());
    if (auto agrees = check_agreement(options, *read); !agrees) return tl::unexpected(agrees.error());
    beginning.pretrained = *std::move(read);
    const auto file = open_input(*options.from);
    if (!file) return fail("--from " + options.from->string() + " " + file.error().message);
    const auto digest = digest_of(*file);
    if (!digest) return fail("--from " + options.from->string() + " " + digest.error().message);
    beginning.pretrained_digest = to_hex(*digest);
  }
  if (auto chosen = choose_cache(options, beginning, progress); !chosen)
    return tl::unexpected(chosen.error());
  if (auto read = read_sounds(options, beginning, progress); !read) return tl::unexpected(read.error());
  say_what_was_read(options, beginning, progress);
  add_provenance(beginning.description, options, beginning.corpus);
  // Whatever a checkpoint could not contain is refused before the training and not after it.
  if (const auto fits = description_from_json(to_json(beginning.description)); !fits)
    return tl::unexpected(fits.error());
  return beginning;
}

int workers_of(const TrainOptions& options, const Beginning& beginning) {
  return beginning.device.is_cuda() ? 1 : worker_count(options.threads);
}

std::string rate_in_words(const TrainOptions& options, const Beginning& beginning) {
  return "training at " + std::to_string(beginning.corpus.sample_rate) + " Hz, " +
         reason_for_rate(options, beginning.files, beginning.model());
}

std::string network_in_words(const ModelDescription& d) {
  std::string text = "a network of the kind " + std::string(to_string(d.kind)) +
                     format(", %.2f million values: ", static_cast<double>(trained_values(d)) / 1e6);
  if (d.kind == ModelKind::small)
    text += format("latents=%d codec=%d context=%d head=%d mixtures=%d ", d.latent_size, d.codec_hidden,
                   d.context, d.head_hidden, d.mixtures);
  return text + format("trunk=%d layers=%d", d.trunk_size, d.trunk_layers);
}

std::string analysis_in_words(const Beginning& beginning) {
  const AnalysedCorpus& corpus = beginning.corpus;
  const auto files = [](std::size_t count) {
    return std::to_string(count) + (count == 1 ? " file" : " files");
  };
  std::string text = files(corpus.analysed) + " analysed";
  if (!beginning.cache) return text + ", kept in memory only";
  text += ", " + std::to_string(corpus.from_cache) + " taken from the cache " +
          printable(beginning.cache->folder().string());
  if (!corpus.not_kept.empty()) text += "; some are in memory only: " + printable(corpus.not_kept);
  return text;
}

bool is_varied(const ModelDescription& description, double corpus_seconds) {
  return description.kind == ModelKind::small && corpus_seconds < most_varied_minutes * 60;
}

ErrorOr<Datasets> make_datasets(const TrainOptions& options, const Beginning& beginning) {
  Datasets datasets;
  if (beginning.samples) {
    datasets.full_scale = beginning.samples->peak();
    datasets.own = datasets.learned = make_byte_dataset(*beginning.samples, datasets.full_scale);
    return datasets;
  }
  const auto* const model = beginning.model();
  const FrontEnd& front_end = beginning.description.front_end;
  datasets.own = datasets.learned =
      make_dataset(beginning.corpus.sounds, front_end, model ? &model->normalisation : nullptr);
  if (!is_varied(beginning.description, beginning.corpus.seconds())) return datasets;
  TransposedSounds sounds;
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    auto analysed = analyse_transposed(beginning.files, beginning.corpus, front_end, variation_semitones[i],
                                       analysis_options(options, beginning));
    if (!analysed) return tl::unexpected(analysed.error());
    sounds[i] = *std::move(analysed);
  }
  datasets.learned = with_variations(datasets.own, sounds, front_end);
  return datasets;
}

}  // namespace aeolian::trainer
