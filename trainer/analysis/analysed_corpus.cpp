// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/analysed_corpus.h"

#include <sys/stat.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/input_file.h"
#include "trainer/analysis/large_blocks.h"
#include "trainer/analysis/parallel.h"
#include "trainer/corpus/any_sound.h"
#include "trainer/corpus/corpus.h"
#include "trainer/corpus/prepared_sound.h"

namespace aeolian::trainer {

namespace {

/** To be raised whenever a file's frames change, so that older cached frames are no longer used. */
constexpr std::int32_t analysis_version = 2;

/**
 * The maximum of samples that all threads hold in memory together, bytes, and the number of copies of a
 * file's samples meanwhile.
 */
constexpr std::uint64_t most_in_memory = 500'000'000;
constexpr double copies_of_samples = 2.5;

/** The state of a file when it was first seen. */
struct FileState {
  struct stat status {};
  bool operator==(const FileState& other) const {
    const auto key = [](const struct stat& s) {
      return std::tuple(s.st_dev, s.st_ino, s.st_size, s.st_mtim.tv_sec, s.st_mtim.tv_nsec, s.st_ctim.tv_sec,
                        s.st_ctim.tv_nsec);
    };
    return key(status) == key(other.status);
  }
};

std::optional<FileState> state_of(const SoundSource& source) {
  FileState state;
  if (::stat(source.path.c_str(), &state.status) != 0) return std::nullopt;
  return state;
}

/**
 * Estimates the bytes of a file's samples and their copies while it is read; guesses if its header does not
 * tell.
 */
std::uint64_t memory_for(const SoundSource& source, int sample_rate) {
  const auto header = read_sound_header(source.path);
  std::error_code error;
  const auto size = std::filesystem::file_size(source.path, error);
  const int kept_channels = header && header->channels == 2 ? 2 : 1;
  const double samples = header ? header->seconds * std::max(header->sample_rate, sample_rate) * kept_channels
                                : static_cast<double>(error ? 0 : size);
  return static_cast<std::uint64_t>(samples * sizeof(float) * copies_of_samples);
}

/** The settings by which frames are made, apart from the content of the file. */
struct Recipe {
  FrontEnd front_end;
  bool keep_silence = false;
  int semitones = 0;
};

ContentDigest key_of(const ContentDigest& content, const Recipe& recipe) {
  Digester digester;
  digester.add(std::as_bytes(std::span(content)));
  digester.add(analysis_version);
  const FrontEnd& front_end = recipe.front_end;
  for (const int size : {front_end.sample_rate, front_end.window, front_end.hop, front_end.bands})
    digester.add(std::int32_t{size});
  digester.add(front_end.linear_to);
  digester.add(front_end.max_frequency);
  digester.add(std::int32_t{recipe.keep_silence});
  digester.add(std::int32_t{recipe.semitones});
  return digester.digest();
}

/** The result of analysing a file. */
struct Outcome {
  std::string skipped = {};  ///< reason for not using it
  StoredSound sound = {};
  bool was_in_cache = false;
  std::string not_kept = {};
};

/** Reads files, each from the cache if possible. Any thread. */
class FileAnalysis {
 public:
  FileAnalysis(const Recipe& recipe, const AnalysisOptions& options) : recipe_(recipe), options_(options) {}

  Outcome operator()(const SoundSource& source) {
    if (!source.left_out.empty()) return {.skipped = source.left_out};
    const auto before = state_of(source);
    std::optional<ContentDigest> content;
    if (options_.cache && before) content = content_of(source, *before);
    if (content) {
      if (auto found = options_.cache->find(key_of(*content, recipe_))) {
        remember(*content, *before, found->facts);
        return {.sound = *std::move(found), .was_in_cache = true};
      }
    }
    Outcome outcome;
    budget_.spend(memory_for(source, recipe_.front_end.sample_rate), [&] {
      outcome = read(source);
      const bool is_to_be_kept = content && outcome.sound.frames && before == state_of(source);
      if (is_to_be_kept) keep(*content, *before, outcome);
    });
    return outcome;
  }

 private:
  /**
   * The digest of a file; nothing if it is not sound or cannot be read, which its decoder will explain
   * better.
   */
  std::optional<ContentDigest> content_of(const SoundSource& source, const FileState& state) const {
    if (const auto known = options_.cache->known_files().find(state.status)) return known->digest;
    if (!has_media_ending(source.path) && !read_sound_header(source.path)) return std::nullopt;
    const auto file = open_input(source.path);
    if (!file) return std::nullopt;
    const auto digest = digest_of(*file);
    return digest ? std::optional(*digest) : std::nullopt;
  }

  Outcome read(const SoundSource& source) const {
    // A transposed sound is learned for its timbre, so it needs no image.
    auto sound = read_source(source, recipe_.semitones == 0 ? Channels::stereo : Channels::mono);
    if (!sound) return {.skipped = sound.error().message};
    Outcome outcome;
    SoundFacts& facts = outcome.sound.facts;
    facts.file_rate = sound->sample_rate;
    facts.rate = recipe_.front_end.sample_rate;
    facts.seconds = sound->seconds();
    facts.note = sound->note;
    facts.name = source.path.filename().string();
    auto prepared = prepare_sound(*std::move(sound), facts.rate, recipe_.keep_silence);
    facts.cut_seconds = prepared.cut_seconds;
    facts.mean_square = prepared.mean_square;
    facts.loudest_block = prepared.loudest_block;
    const int window = recipe_.front_end.window;
    if (std::ssize(prepared.samples) < window)
      return {.skipped = "is shorter than a window of the analysis, " +
                         std::to_string(1000 * window / facts.rate) + " ms"};
    if (recipe_.semitones != 0) {
      prepared.samples = played_higher(prepared.samples, facts.rate, recipe_.semitones);
      const auto least = static_cast<std::size_t>(window);
      prepared.samples.resize(std::max(prepared.samples.size(), least));  // a click, played higher
    }
    facts.samples = std::ssize(prepared.samples);
    if (options_.only_look) return outcome;
    outcome.sound.frames = std::make_shared<const SoundFrames>(
        analyse_samples(prepared.samples, recipe_.front_end, prepared.side));
    return outcome;
  }

  void keep(const ContentDigest& content, const FileState& state, Outcome& outcome) const {
    remember(content, state, outcome.sound.facts);
    auto kept = options_.cache->keep(key_of(content, recipe_), outcome.sound);
    if (kept)
      outcome.sound = *std::move(kept);
    else
      outcome.not_kept = kept.error().message;
  }

  void remember(const ContentDigest& content, const FileState& state, const SoundFacts& facts) const {
    options_.cache->known_files().add(state.status, {content, facts.file_rate, facts.seconds});
  }

  Recipe recipe_;
  AnalysisOptions options_;
  MemoryBudget budget_{most_in_memory};
};

std::vector<Outcome> analyse_all(const std::vector<SoundSource>& sources, const Recipe& recipe,
                                 const AnalysisOptions& options, const TaskProgress& progress) {
  const LargeBlocksReturned returned;
  std::vector<Outcome> outcomes(sources.size());
  FileAnalysis analyse(recipe, options);
  const auto first = static_cast<std::size_t>(options.begin_at * static_cast<double>(sources.size()));
  const auto work = [&](std::size_t turn) {
    const std::size_t i = (first + turn) % sources.size();
    outcomes[i] = analyse(sources[i]);
  };
  in_parallel(sources.size(), options.threads, work, progress);
  if (options.cache && !options.only_look) static_cast<void>(options.cache->known_files().save());
  return outcomes;
}

FileReport report_of(const SoundSource& source, const Outcome& outcome) {
  const SoundFacts& facts = outcome.sound.facts;
  return {.path = source.path.string(),
          .group = source.group,
          .sample_rate = facts.file_rate,
          .seconds = facts.seconds,
          .cut_seconds = facts.cut_seconds,
          .skipped = outcome.skipped,
          .note = facts.note};
}

void skip_what_is_silent(const std::vector<Outcome>& outcomes, std::vector<FileReport>& files) {
  std::vector<SoundLevel> levels;
  for (const Outcome& outcome : outcomes) {
    const SoundFacts& facts = outcome.sound.facts;
    if (outcome.skipped.empty()) levels.push_back({facts.seconds, facts.mean_square, facts.loudest_block});
  }
  const double audible = audible_level(levels);
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    if (files[i].is_used() && outcomes[i].sound.facts.loudest_block <= audible) files[i].mark_as_silent();
}

/** Reports rate and length of a file, from the known files, its header, or else by decoding it. */
FileReport look_at(const SoundSource& source, const AnalysisOptions& options) {
  FileReport report{.path = source.path.string(), .group = source.group, .skipped = source.left_out};
  if (!report.is_used()) return report;
  const auto set = [&](int rate, double seconds) {
    report.sample_rate = rate;
    report.seconds = seconds;
  };
  const auto state = state_of(source);
  const auto known = options.cache && state ? options.cache->known_files().find(state->status) : std::nullopt;
  if (known) {
    set(known->sample_rate, known->seconds);
  } else if (const auto header = read_sound_header(source.path)) {
    set(header->sample_rate, header->seconds);
  } else if (const auto sound = read_source(source)) {
    set(sound->sample_rate, sound->seconds());
  } else {
    report.skipped = sound.error().message;
  }
  return report;
}

}  // namespace

ErrorOr<CorpusFiles> find_corpus_files(const std::vector<std::string>& paths, std::optional<int> sample_rate,
                                       const AnalysisOptions& options) {
  auto sources = find_sources(paths);
  if (!sources) return tl::unexpected(sources.error());
  CorpusFiles files{*std::move(sources), sample_rate.value_or(0), "as asked"};
  if (sample_rate) return files;
  std::vector<FileReport> reports(files.sources.size());
  in_parallel(files.sources.size(), options.threads,
              [&](std::size_t i) { reports[i] = look_at(files.sources[i], options); });
  files.sample_rate = commonest_rate(reports);
  if (files.sample_rate == 0) return fail(too_little(reports, least_corpus_seconds));
  files.rate_reason = rate_reason(reports, files.sample_rate);
  return files;
}

ErrorOr<AnalysedCorpus> analyse_corpus(const CorpusFiles& files, const FrontEnd& front_end,
                                       const AnalysisOptions& options, const TaskProgress& progress) {
  auto outcomes = analyse_all(files.sources, {front_end, options.keep_silence}, options, progress);
  AnalysedCorpus corpus;
  corpus.sample_rate = front_end.sample_rate;
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    corpus.files.push_back(report_of(files.sources[i], outcomes[i]));
  skip_what_is_silent(outcomes, corpus.files);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    Outcome& outcome = outcomes[i];
    if (!outcome.skipped.empty()) continue;
    ++(outcome.was_in_cache ? corpus.from_cache : corpus.analysed);
    if (corpus.not_kept.empty()) corpus.not_kept = outcome.not_kept;
    if (!corpus.files[i].is_used()) continue;
    corpus.sounds.push_back({files.sources[i].name, files.sources[i].group, outcome.sound.facts.samples,
                             std::move(outcome.sound.frames)});
    corpus.sources.push_back(i);
  }
  if (corpus.seconds() < least_corpus_seconds) return fail(too_little(corpus.files, least_corpus_seconds));
  return corpus;
}

ErrorOr<std::vector<AnalysedSound>> analyse_transposed(const CorpusFiles& files, const AnalysedCorpus& corpus,
                                                       const FrontEnd& front_end, int semitones,
                                                       const AnalysisOptions& options) {
  std::vector<SoundSource> sources;
  for (const std::size_t source : corpus.sources) sources.push_back(files.sources[source]);
  auto outcomes = analyse_all(sources, {front_end, options.keep_silence, semitones}, options, {});
  std::vector<AnalysedSound> sounds;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].skipped.empty())
      return fail(sources[i].path.string() + " " + outcomes[i].skipped + "; it could be read a moment ago");
    sounds.push_back({sources[i].name, sources[i].group, outcomes[i].sound.facts.samples,
                      std::move(outcomes[i].sound.frames)});
  }
  return sounds;
}

}  // namespace aeolian::trainer
