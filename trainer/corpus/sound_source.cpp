// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/corpus/sound_source.h"

#include <sys/stat.h>

#include <set>
#include <system_error>
#include <utility>

#include "core/printable.h"
#include "trainer/corpus/any_sound.h"
#include "trainer/corpus/corpus_folder.h"

namespace aeolian::trainer {
namespace {

namespace fs = std::filesystem;

/** Identifies a file under all of its names: device and inode. */
using FileId = std::pair<dev_t, ino_t>;

/** Splits NAME=PATH; the name is empty if there is none, or if the whole text names a file. */
std::pair<std::string, fs::path> split_source(const std::string& source) {
  std::error_code ignored;
  const auto equals = source.find('=');
  if (equals == std::string::npos || equals == 0 || fs::exists(source, ignored)) return {"", source};
  if (source.substr(0, equals).find('/') != std::string::npos) return {"", source};
  return {source.substr(0, equals), source.substr(equals + 1)};
}

ErrorOr<std::vector<SoundSource>> find_in(const std::string& given) {
  const auto [name, path] = split_source(given);
  std::error_code error;
  if (!fs::exists(path, error)) {
    return fail("there is no file or folder " + printable(path.string()) +
                (error ? " (" + error.message() + ")" : ""));
  }
  const bool is_folder = fs::is_directory(path, error);
  const auto listing = is_folder ? list_folder(path) : FolderListing{{{path, ""}}};
  std::vector<SoundSource> sources;
  for (const auto& [file, left_out] : listing.entries) {
    const fs::path whole = fs::absolute(file).lexically_normal();
    const std::string own = (is_folder ? whole.parent_path().filename() : whole.stem()).string();
    const fs::path within = is_folder ? file.lexically_relative(path) : file.filename();
    sources.push_back({file, within.string(), name.empty() ? own : name, left_out, !is_folder});
  }
  if (sources.empty()) {
    return fail(printable(path.string()) +
                ": contains no sound files that can be read (WAV, FLAC, Ogg, Opus, MP3, AIFF, AAC ...)");
  }
  if (listing.hidden > 0) {
    const std::string count = std::to_string(listing.hidden);
    sources.push_back({path, "", name,
                       listing.hidden == 1 ? "one hidden file or folder in it was left out"
                                           : count + " hidden files and folders in it were left out"});
  }
  return sources;
}

void leave_out_what_was_given_twice(SoundSource& source, std::set<FileId>& seen) {
  struct stat status {};
  if (!source.left_out.empty() || ::stat(source.path.c_str(), &status) != 0) return;
  if (!seen.insert({status.st_dev, status.st_ino}).second) source.left_out = "was given twice";
}

}  // namespace

ErrorOr<std::vector<SoundSource>> find_sources(const std::vector<std::string>& paths) {
  if (paths.empty()) return fail("name at least one sound file or folder to learn from");
  std::vector<SoundSource> all;
  std::set<FileId> seen;
  for (const std::string& path : paths) {
    auto sources = find_in(path);
    if (!sources) return tl::unexpected(sources.error());
    for (SoundSource& source : *sources) {
      leave_out_what_was_given_twice(source, seen);
      all.push_back(std::move(source));
    }
  }
  return all;
}

ErrorOr<Sound> read_source(const SoundSource& source, Channels channels) {
  const bool looks_like_sound =
      source.is_named || has_sound_ending(source.path) || has_media_ending(source.path);
  if (looks_like_sound) return read_any_sound(source.path, channels);
  auto sound = read_sound(source.path, channels);
  if (sound) return sound;
  const std::string ending = source.path.extension().string();
  return fail("is not a sound file" + (ending.empty() ? "" : " (" + ending + ")"));
}

}  // namespace aeolian::trainer
