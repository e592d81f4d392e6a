// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/train/rank_facts.h"

#include <span>
#include <string>

#include "core/version.h"
#include "trainer/analysis/corpus_digest.h"
#include "trainer/cli/format.h"

namespace aeolian::trainer {

namespace {

/** To be raised whenever the messages between ranks change incompatibly. */
constexpr int protocol = 1;

constexpr const char* same_options = "give all ranks the same options";

std::string in_words(const FrontEnd& front_end) {
  return format("%d Hz, a window of %d and a hop of %d samples, %d bands up to %g Hz", front_end.sample_rate,
                front_end.window, front_end.hop, front_end.bands, front_end.max_frequency);
}

std::string in_words(const LearningChoice& choice) {
  return format("rate=%g batch=%d codec-share=%g", choice.rate.value_or(0), choice.batch.value_or(0),
                choice.codec_share.value_or(0));
}

/** Samples are digested themselves; other sounds are identified by their files. */
ErrorOr<ContentDigest> digest_of_sounds(const Beginning& beginning) {
  if (!beginning.samples) return digest_of_corpus(beginning.files, beginning.corpus, beginning.cache.get());
  Digester digester;
  for (const Recording& sound : beginning.samples->sounds)
    digester.add(std::as_bytes(std::span(sound.samples)));
  return digester.digest();
}

/** Enough digits to tell two corpora apart. */
std::string shortened(const std::string& digest) {
  return digest.substr(0, 16);
}

}  // namespace

std::vector<RankFact> facts_of_options(const TrainOptions& options, const RankSettings& settings) {
  return {
      {"version", format("%s (ranks %d)", AEOLIAN_VERSION, protocol), "install the same version everywhere"},
      {"number of ranks", std::to_string(settings.ranks), "give all ranks the same --ranks"},
      {"--sync-every", std::to_string(settings.sync_every), same_options},
      {"--backend", settings.backend == RankBackend::nccl ? "nccl" : "gloo", same_options},
      {"--rng-seed", std::to_string(options.rng_seed), same_options}};
}

ErrorOr<std::vector<RankFact>> facts_of_sounds(const TrainOptions& options, const Beginning& beginning) {
  const std::string from = beginning.pretrained ? shortened(beginning.pretrained_digest) : "none";
  const auto sounds = digest_of_sounds(beginning);
  if (!sounds) return tl::unexpected(sounds.error());
  const AnalysedCorpus& corpus = beginning.corpus;
  return std::vector<RankFact>{
      {"front end", in_words(beginning.description.front_end), same_options},
      {"network", network_in_words(beginning.description), same_options},
      {"learning", in_words(options.settings.learning), same_options},
      {"checkpoint to begin from", from, "give all ranks the same file as --from"},
      {"corpus",
       format("%zu sound%s, %.1f s, content %s", corpus.sounds.size(), corpus.sounds.size() == 1 ? "" : "s",
              corpus.seconds(), shortened(to_hex(*sounds)).c_str()),
       "give all ranks the same files, in the same order and folders"}};
}

}  // namespace aeolian::trainer
