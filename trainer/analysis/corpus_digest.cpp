// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/corpus_digest.h"

#include <sys/stat.h>

#include <cstdint>
#include <span>
#include <string>

#include "core/input_file.h"

namespace aeolian::trainer {

namespace {

ErrorOr<ContentDigest> content_of(const std::filesystem::path& path, FrameCache* cache) {
  struct stat status {};
  if (cache && ::stat(path.c_str(), &status) == 0)
    if (const auto known = cache->known_files().find(status)) return known->digest;
  const auto file = open_input(path);
  if (!file) return tl::unexpected(file.error());
  return digest_of(*file);
}

void add_text(Digester& digester, const std::string& text) {
  digester.add(std::uint64_t{text.size()});
  digester.add(std::as_bytes(std::span(text)));
}

}  // namespace

ErrorOr<ContentDigest> digest_of_corpus(const CorpusFiles& files, const AnalysedCorpus& corpus,
                                        FrameCache* cache) {
  Digester digester;
  for (std::size_t i = 0; i < corpus.sources.size(); ++i) {
    const auto& path = files.sources[corpus.sources[i]].path;
    const auto content = content_of(path, cache);
    if (!content) return fail(path.string() + " " + content.error().message);
    add_text(digester, corpus.sounds[i].name);
    add_text(digester, corpus.sounds[i].group);
    digester.add(std::as_bytes(std::span(*content)));
  }
  return digester.digest();
}

}  // namespace aeolian::trainer
