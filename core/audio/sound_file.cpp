#include "core/audio/sound_file.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <set>
#include <string_view>
#include <system_error>

#include "core/output_file.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;

constexpr int lowest_rate = 4000;
constexpr int highest_rate = 384000;
constexpr int most_channels = 64;
constexpr std::size_t most_samples = std::size_t{1} << 30;
constexpr float loudest = 100.f;

constexpr FileKind sound_kind{"a sound file", [](std::string_view beginning) {
                                const std::string_view head = beginning.substr(0, 4);
                                const bool is_wave = (head == "RIFF" || head == "RF64") &&
                                                     beginning.substr(0, 12).ends_with("WAVE");
                                return is_wave || head == "fLaC";
                              }};

struct CloseSoundFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using SoundFile = std::unique_ptr<SNDFILE, CloseSoundFile>;

std::string name_of(const fs::path& path) {
  return "'" + path.string() + "'";
}

ErrorOr<void> check_format(const fs::path& path, int sample_rate, int channels) {
  if (sample_rate < lowest_rate || sample_rate > highest_rate) {
    return fail(name_of(path) + ": a rate of " + std::to_string(sample_rate) + " Hz is outside " +
                std::to_string(lowest_rate) + "-" + std::to_string(highest_rate) + " Hz; resample it");
  }
  if (channels < 1 || channels > most_channels) {
    return fail(name_of(path) + ": " + std::to_string(channels) + " channels; 1 to " +
                std::to_string(most_channels) + " are possible");
  }
  return {};
}

bool is_sane(float sample) {
  return std::abs(sample) <= loudest;
}

ErrorOr<void> append_mono(const fs::path& path, std::span<const float> interleaved, int channels,
                          std::vector<float>& mono) {
  if (!std::ranges::all_of(interleaved, is_sane)) {
    return fail(name_of(path) + ": near sample " + std::to_string(mono.size()) +
                " a value is not finite or far beyond full scale; export it again, normalised");
  }
  const float scale = 1.f / static_cast<float>(channels);
  for (std::size_t i = 0; i < interleaved.size(); i += static_cast<std::size_t>(channels)) {
    float sum = 0.f;
    for (int channel = 0; channel < channels; ++channel)
      sum += interleaved[i + static_cast<std::size_t>(channel)];
    mono.push_back(sum * scale);
  }
  return {};
}

bool is_hidden(const fs::path& path) {
  return path.filename().native().starts_with('.');
}

bool has_sound_ending(const fs::path& path) {
  static constexpr std::array<std::string_view, 16> endings = {
      ".wav", ".wave", ".w64",  ".rf64", ".flac", ".ogg", ".oga", ".opus",
      ".mp3", ".aif",  ".aiff", ".aifc", ".au",   ".snd", ".caf", ".bwf"};
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::find(endings, ending) != endings.end();
}

void collect(const fs::path& folder, std::set<fs::path>& visited, std::vector<fs::path>& found) {
  std::error_code error;
  const fs::path place = fs::canonical(folder, error);
  if (error || !visited.insert(place).second) return;
  fs::directory_iterator entries(folder, error);
  std::vector<fs::path> children;
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    if (!is_hidden(entries->path())) children.push_back(entries->path());
  }
  std::ranges::sort(children);  // a folder linked twice is found under the same name on every machine
  for (const fs::path& child : children) {
    if (fs::is_directory(child, error)) {
      collect(child, visited, found);
    } else if (fs::is_regular_file(child, error) && has_sound_ending(child)) {
      found.push_back(child);
    }
  }
}

}  // namespace

ErrorOr<Sound> read_sound(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return fail(name_of(path) + ": there is no such file");
  if (!fs::is_regular_file(status)) return fail(name_of(path) + ": is no regular file; name a sound file");

  SF_INFO info{};
  const SoundFile file(sf_open(path.c_str(), SFM_READ, &info));
  if (!file) return fail(name_of(path) + ": cannot be read as sound: " + sf_strerror(nullptr));
  if (auto checked = check_format(path, info.samplerate, info.channels); !checked) {
    return tl::unexpected(checked.error());
  }

  Sound sound{{}, info.samplerate};
  // A header may promise anything; memory is set aside only for what is likely true.
  sound.samples.reserve(static_cast<std::size_t>(std::clamp<sf_count_t>(info.frames, 0, 1 << 24)));
  constexpr sf_count_t block_frames = 4096;
  std::vector<float> block(static_cast<std::size_t>(block_frames * info.channels));
  while (const sf_count_t frames = sf_readf_float(file.get(), block.data(), block_frames)) {
    const std::span read(block.data(), static_cast<std::size_t>(frames * info.channels));
    if (auto appended = append_mono(path, read, info.channels, sound.samples); !appended) {
      return tl::unexpected(appended.error());
    }
    if (sound.samples.size() > most_samples) return fail(name_of(path) + ": too long; split it into parts");
  }
  if (sf_error(file.get()) != SF_ERR_NO_ERROR) {
    return fail(name_of(path) + ": breaks off at " + std::to_string(sound.seconds()) +
                " s: " + sf_strerror(file.get()));
  }
  if (sound.samples.empty()) return fail(name_of(path) + ": holds no sound");
  return sound;
}

std::vector<fs::path> find_sound_files(const fs::path& path) {
  std::error_code error;
  std::vector<fs::path> found;
  if (fs::is_directory(path, error)) {
    std::set<fs::path> visited;
    collect(path, visited, found);
    std::ranges::sort(found);
  } else if (fs::is_regular_file(path, error)) {
    found.push_back(path);
  }
  return found;
}

struct SoundFileWriter::Handle {
  SoundFile file;
  std::vector<int> block;
};

SoundFileWriter::SoundFileWriter(fs::path path, int channels, std::unique_ptr<Handle> handle)
    : path_(std::move(path)), channels_(channels), handle_(std::move(handle)) {}
SoundFileWriter::SoundFileWriter(SoundFileWriter&&) noexcept = default;
SoundFileWriter& SoundFileWriter::operator=(SoundFileWriter&&) noexcept = default;
SoundFileWriter::~SoundFileWriter() = default;

ErrorOr<SoundFileWriter> SoundFileWriter::create(const fs::path& path, int sample_rate, int channels,
                                                 SoundFormat format, SoundPlace place) {
  if (auto checked = check_format(path, sample_rate, channels); !checked) {
    return tl::unexpected(checked.error());
  }
  SF_INFO info{};
  info.samplerate = sample_rate;
  info.channels = channels;
  info.format = SF_FORMAT_PCM_24 | (format == SoundFormat::flac ? SF_FORMAT_FLAC : SF_FORMAT_RF64);
  auto opened = place == SoundPlace::new_file ? open_new_output(path) : open_output(path, sound_kind);
  if (!opened) return tl::unexpected(opened.error());
  SoundFile file(sf_open_fd(opened->release(), SFM_WRITE, &info, SF_TRUE));
  if (!file) return fail(name_of(path) + ": cannot be written: " + sf_strerror(nullptr));
  sf_command(file.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
  sf_command(file.get(), SFC_SET_UPDATE_HEADER_AUTO, nullptr, SF_TRUE);
  sf_command(file.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0);
  constexpr std::size_t block_frames = 4096;
  auto handle = std::make_unique<Handle>(
      Handle{std::move(file), std::vector<int>(block_frames * static_cast<std::size_t>(channels))});
  return SoundFileWriter(path, channels, std::move(handle));
}

ErrorOr<void> SoundFileWriter::write(std::span<const float> interleaved) {
  if (!handle_) return fail(name_of(path_) + ": is closed; nothing can be written any more");
  if (interleaved.size() % static_cast<std::size_t>(channels_) != 0) {
    return fail(name_of(path_) + ": " + std::to_string(interleaved.size()) +
                " samples are no whole frames of " + std::to_string(channels_) + " channels");
  }
  // Reals are turned to integers here: libsndfile would turn a NaN into a full-scale click.
  const auto to_int = [](float sample) {
    const double level = std::isnan(sample) ? 0. : std::clamp(sample * 0x1p23, -0x1p23, 0x1p23 - 1.);
    return static_cast<int>(std::lrint(level)) * 256;
  };
  while (!interleaved.empty()) {
    const auto part = interleaved.first(std::min(interleaved.size(), handle_->block.size()));
    std::ranges::transform(part, handle_->block.begin(), to_int);
    const auto frames = static_cast<sf_count_t>(part.size()) / channels_;
    const sf_count_t written = sf_writef_int(handle_->file.get(), handle_->block.data(), frames);
    frames_ += written;
    if (written != frames) {
      return fail(name_of(path_) + ": writing stopped after " + std::to_string(frames_) +
                  " frames: " + sf_strerror(handle_->file.get()) + "; is the disk full?");
    }
    interleaved = interleaved.subspan(part.size());
  }
  return {};
}

ErrorOr<void> SoundFileWriter::close() {
  if (!handle_) return {};
  const int result = sf_close(handle_->file.release());
  handle_.reset();
  if (result != 0) return fail(name_of(path_) + ": could not be finished: " + sf_error_number(result));
  return {};
}

}  // namespace aeolian
