// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/sound_file.h"

#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/audio/integer_sample.h"
#include "core/input_file.h"
#include "core/lower_case.h"
#include "core/output_file.h"

namespace aeolian {
namespace {

namespace fs = std::filesystem;

constexpr int lowest_rate = 4000;
constexpr int highest_rate = 768000;
constexpr int most_channels = 64;
constexpr std::size_t most_samples = std::size_t{1} << 30;
constexpr float loudest = 100.f;

/**
 * If the mix is this far (20 dB) below the expected power of uncorrelated channels, the channels cancel each
 * other.
 */
constexpr double cancelled = .01;

/** Every format that SoundFileWriter writes. */
constexpr FileKind sound_kind{
    "a sound file that Aeolian writes", [](std::string_view beginning) {
      const std::string_view head = beginning.substr(0, 4);
      const bool is_wave = (head == "RIFF" || head == "RF64") && beginning.substr(0, 12).ends_with("WAVE");
      const bool is_mp3 =
          head.starts_with("ID3") || (head.size() == 4 && head[0] == '\xff' && (head[1] & 0xe0) == 0xe0);
      return is_wave || head == "fLaC" || head == "OggS" || is_mp3;
    }};

struct CloseSoundFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using SoundFile = std::unique_ptr<SNDFILE, CloseSoundFile>;

std::string name_of(const fs::path& path) {
  return "'" + path.string() + "'";
}

bool is_sane(float sample) {
  return std::abs(sample) <= loudest;
}

std::string lower_ending(const fs::path& path) {
  return lower_case(path.extension().string());
}

int libsndfile_format(SoundFormat format) {
  switch (format) {
    case SoundFormat::wav:
      return SF_FORMAT_RF64 | SF_FORMAT_PCM_24;
    case SoundFormat::flac:
      return SF_FORMAT_FLAC | SF_FORMAT_PCM_24;
    case SoundFormat::ogg:
      return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    case SoundFormat::opus:
      return SF_FORMAT_OGG | SF_FORMAT_OPUS;
    case SoundFormat::mp3:
      return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  }
  return 0;
}

/** Opus and MP3 support few rates, and libsndfile reports that only after truncating the file. */
bool has_rate(SoundFormat format, int sample_rate) {
  static constexpr std::array opus{8000, 12000, 16000, 24000, 48000};
  static constexpr std::array mp3{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
  if (format == SoundFormat::opus) return std::ranges::find(opus, sample_rate) != opus.end();
  if (format == SoundFormat::mp3) return std::ranges::find(mp3, sample_rate) != mp3.end();
  return true;
}

bool is_hidden(const fs::path& path) {
  return path.filename().native().starts_with('.');
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

constexpr std::size_t wav_header = 12;  // "RIFF", a size, "WAVE"
constexpr std::size_t chunk_header = 8;

std::uint32_t little_endian(const char* bytes) {
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/** Whether these eight bytes can be the header of a chunk that ends within `room` bytes. */
bool is_chunk(const char* bytes, std::uint64_t room) {
  const bool is_named = std::all_of(bytes, bytes + 4, [](char c) { return c >= ' ' && c <= '~'; });
  return is_named && little_endian(bytes + 4) <= room;
}

/**
 * A sound file opened through libsndfile with one wrong size corrected: a WAV whose data chunk claims 0 bytes
 * but extends to the end of the file, as written by recorders that write to a pipe or lost power.
 */
class RepairedFile {
 public:
  explicit RepairedFile(const FileDescriptor& file) : file_(*file) {
    struct stat status {};
    size_ = ::fstat(file_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    find_wrong_size();
  }

  bool is_repaired() const { return wrong_at_ > 0; }

  /** Opens the file for reading and fills in `info`. This object must outlive the result. */
  SoundFile open(SF_INFO& info) {
    SF_VIRTUAL_IO io{[](void* self) { return static_cast<sf_count_t>(of(self).size_); },
                     [](sf_count_t offset, int whence, void* self) { return of(self).seek(offset, whence); },
                     [](void* bytes, sf_count_t count, void* self) {
                       return of(self).read(static_cast<char*>(bytes), count);
                     },
                     [](const void*, sf_count_t, void*) { return sf_count_t{0}; },
                     [](void* self) { return static_cast<sf_count_t>(of(self).position_); }};
    return SoundFile(sf_open_virtual(&io, SFM_READ, &info, this));
  }

 private:
  static RepairedFile& of(void* self) { return *static_cast<RepairedFile*>(self); }

  bool read_at(std::uint64_t at, char* bytes, std::size_t count) const {
    return ::pread(file_, bytes, count, static_cast<off_t>(at)) == static_cast<ssize_t>(count);
  }

  void find_wrong_size() {
    char head[wav_header];
    if (!read_at(0, head, sizeof head) || std::string_view(head, 4) != "RIFF" ||
        std::string_view(head + 8, 4) != "WAVE")
      return;
    char chunk[chunk_header];
    constexpr int most_chunks = 1000;
    std::uint64_t at = wav_header;
    for (int i = 0; i < most_chunks && read_at(at, chunk, sizeof chunk); ++i) {
      const std::uint32_t length = little_endian(chunk + 4);
      if (std::string_view(chunk, 4) == "data") {
        const std::uint64_t begin = at + chunk_header;
        const bool goes_on = length == 0 && begin < size_ &&
                             !(read_at(begin, chunk, sizeof chunk) && is_chunk(chunk, size_ - begin));
        if (goes_on) {
          wrong_at_ = at + 4;
          right_size_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(size_ - begin, 0xFFFFFFFE));
        }
        return;
      }
      at += chunk_header + length + length % 2;
    }
  }

  sf_count_t seek(sf_count_t offset, int whence) {
    const auto from =
        whence == SEEK_SET ? 0 : static_cast<sf_count_t>(whence == SEEK_CUR ? position_ : size_);
    position_ = static_cast<std::uint64_t>(std::max<sf_count_t>(0, from + offset));
    return static_cast<sf_count_t>(position_);
  }

  sf_count_t read(char* bytes, sf_count_t count) {
    const ssize_t got = ::pread(file_, bytes, static_cast<std::size_t>(count), static_cast<off_t>(position_));
    for (std::uint64_t i = 0; i < 4 && wrong_at_ > 0 && got > 0; ++i) {
      const std::uint64_t at = wrong_at_ + i;
      if (at >= position_ && at < position_ + static_cast<std::uint64_t>(got))
        bytes[at - position_] = static_cast<char>(right_size_ >> (8 * i));
    }
    position_ += static_cast<std::uint64_t>(std::max<ssize_t>(0, got));
    return std::max<ssize_t>(0, got);
  }

  int file_;
  std::uint64_t size_ = 0, position_ = 0;
  std::uint64_t wrong_at_ = 0;  ///< position of the data chunk's size; 0 = it is correct
  std::uint32_t right_size_ = 0;
};

/** The reason why libsndfile cannot open a file, in words for the user. */
std::string why_unreadable(const FileDescriptor& file) {
  char beginning[64];
  const ssize_t size = ::pread(*file, beginning, sizeof beginning, 0);
  if (size <= 0) return "cannot be read as sound: it is empty";
  const bool is_text = std::all_of(beginning, beginning + size, [](char c) {
    return static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\r' || c == '\t';
  });
  if (is_text && std::string_view(beginning, 4) != "RIFF")
    return "cannot be read as sound: it is a text file";
  std::string_view reason = sf_strerror(nullptr);
  if (reason.ends_with('.')) reason.remove_suffix(1);
  // libsndfile reports this for a header without a sensible rate, channels or data.
  const bool is_internal = reason.starts_with("Internal error");
  return "cannot be read as sound: " + (is_internal ? "its header is damaged" : std::string(reason));
}

}  // namespace

ErrorOr<void> check_sound_format(const fs::path& path, int sample_rate, int channels) {
  if (sample_rate < lowest_rate || sample_rate > highest_rate) {
    return fail(name_of(path) + ": a rate of " + std::to_string(sample_rate) + " Hz is outside " +
                std::to_string(lowest_rate) + "-" + std::to_string(highest_rate) + " Hz; resample it");
  }
  if (channels < 1 || channels > most_channels) {
    return fail(name_of(path) + ": " + std::to_string(channels) + " channels; 1 to " +
                std::to_string(most_channels) + " are possible; split it");
  }
  return {};
}

ErrorOr<void> Mixdown::add(std::span<const float> interleaved) {
  if (!std::ranges::all_of(interleaved, is_sane)) {
    return fail("near sample " + std::to_string(mono_.size()) +
                " a value is not finite or far beyond full scale; export it again, normalised");
  }
  const auto channels = energies_.size();
  const float scale = 1.f / static_cast<float>(channels);
  for (; interleaved.size() >= channels; interleaved = interleaved.subspan(channels)) {
    float sum = 0.f;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      const float sample = interleaved[channel];
      sum += sample;
      energies_[channel] += static_cast<double>(sample) * sample;
    }
    const float value = only_ ? interleaved[*only_] : sum * scale;
    mixed_energy_ += static_cast<double>(value) * value;
    mono_.push_back(value);
    if (keeps_side_) side_.push_back(.5f * (interleaved[0] - interleaved[1]));
  }
  if (mono_.size() > most_samples) return fail("too long; split it into parts");
  return {};
}

std::optional<std::size_t> Mixdown::channel_to_take() const {
  double all = 0;
  for (const double energy : energies_) all += energy;
  const double mean = all / static_cast<double>(energies_.size());
  if (only_ || energies_.size() < 2 ||
      mixed_energy_ >= cancelled * mean / static_cast<double>(energies_.size()))
    return std::nullopt;
  return static_cast<std::size_t>(std::ranges::max_element(energies_) - energies_.begin());
}

Sound Mixdown::sound(int sample_rate) && {
  const bool has_side = std::ranges::any_of(side_, [](float sample) { return sample != 0.f; });
  return {.samples = std::move(mono_),
          .sample_rate = sample_rate,
          .side = has_side ? std::move(side_) : std::vector<float>()};
}

std::string note_of_a_channel(std::size_t channel) {
  return "its channels cancel each other: channel " + std::to_string(channel + 1) + " alone is used";
}

std::optional<SoundHeader> read_sound_header(const fs::path& path) {
  const auto opened = open_input(path);
  if (!opened) return std::nullopt;
  SF_INFO info{};
  if (RepairedFile(*opened).open(info) == nullptr || info.samplerate <= 0 || info.frames <= 0)
    return std::nullopt;
  return SoundHeader{info.samplerate, static_cast<double>(info.frames) / info.samplerate, info.channels};
}

bool has_known_format(const fs::path& path) {
  const auto opened = open_input(path);
  if (!opened) return false;
  SF_INFO info{};
  return RepairedFile(*opened).open(info) != nullptr;
}

ErrorOr<Sound> read_sound(const fs::path& path, Channels channels) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return fail(name_of(path) + ": there is no such file");
  if (!fs::is_regular_file(status)) return fail(name_of(path) + ": is not a regular file; name a sound file");
  const auto opened = open_input(path);
  if (!opened) return fail(name_of(path) + ": " + opened.error().message);
  RepairedFile repaired(*opened);
  SF_INFO info{};
  const SoundFile file = repaired.open(info);
  if (!file) return fail(name_of(path) + ": " + why_unreadable(*opened));
  if (auto checked = check_sound_format(path, info.samplerate, info.channels); !checked) {
    return tl::unexpected(checked.error());
  }

  constexpr sf_count_t block_frames = 4096;
  std::vector<float> block(static_cast<std::size_t>(block_frames * info.channels));
  const auto mix = [&](Mixdown& mixdown) -> ErrorOr<void> {
    // A header may claim any size; memory is reserved only for a plausible part of it.
    mixdown.reserve(static_cast<std::size_t>(std::clamp<sf_count_t>(info.frames, 0, 1 << 24)));
    while (const sf_count_t frames = sf_readf_float(file.get(), block.data(), block_frames)) {
      const std::span read(block.data(), static_cast<std::size_t>(frames * info.channels));
      if (auto added = mixdown.add(read); !added) return fail(name_of(path) + ": " + added.error().message);
    }
    if (sf_error(file.get()) == SF_ERR_NO_ERROR) return {};
    return fail(name_of(path) + ": cannot be read beyond " +
                std::to_string(static_cast<double>(mixdown.size()) / info.samplerate) +
                " s: " + sf_strerror(file.get()));
  };
  Mixdown mixdown(static_cast<std::size_t>(info.channels), std::nullopt, channels);
  if (auto mixed = mix(mixdown); !mixed) return tl::unexpected(mixed.error());
  std::string note;
  if (repaired.is_repaired()) note = "its header says that it is empty; the data after it is read";
  if (const auto channel = mixdown.channel_to_take(); channel && sf_seek(file.get(), 0, SEEK_SET) == 0) {
    mixdown = Mixdown(static_cast<std::size_t>(info.channels), channel);
    if (auto mixed = mix(mixdown); !mixed) return tl::unexpected(mixed.error());
    note = note_of_a_channel(*channel);
  }
  Sound sound = std::move(mixdown).sound(info.samplerate);
  sound.note = std::move(note);
  if (sound.samples.empty()) return fail(name_of(path) + ": contains no sound");
  return sound;
}

bool has_sound_ending(const fs::path& path) {
  static constexpr std::array<std::string_view, 16> endings = {
      ".wav", ".wave", ".w64",  ".rf64", ".flac", ".ogg", ".oga", ".opus",
      ".mp3", ".aif",  ".aiff", ".aifc", ".au",   ".snd", ".caf", ".bwf"};
  return std::ranges::find(endings, lower_ending(path)) != endings.end();
}

std::optional<SoundFormat> sound_format_of(const fs::path& path) {
  const std::string ending = lower_ending(path);
  if (ending == ".wav" || ending == ".wave") return SoundFormat::wav;
  if (ending == ".flac") return SoundFormat::flac;
  if (ending == ".ogg" || ending == ".oga") return SoundFormat::ogg;
  if (ending == ".opus") return SoundFormat::opus;
  if (ending == ".mp3") return SoundFormat::mp3;
  return std::nullopt;
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
  if (auto checked = check_sound_format(path, sample_rate, channels); !checked) {
    return tl::unexpected(checked.error());
  }
  SF_INFO info{};
  info.samplerate = sample_rate;
  info.channels = channels;
  info.format = libsndfile_format(format);
  if (format == SoundFormat::flac && channels > 8)
    return fail(name_of(path) + ": a .flac holds up to 8 channels, not " + std::to_string(channels) +
                "; write a .wav");
  if (!has_rate(format, sample_rate) || sf_format_check(&info) == SF_FALSE) {
    return fail(name_of(path) + ": a file with this ending cannot hold sound of " +
                std::to_string(sample_rate) + " Hz and " + std::to_string(channels) +
                (channels == 1 ? " channel" : " channels") + "; .wav and .flac take every rate");
  }
  auto opened = place == SoundPlace::new_file ? open_new_output(path) : open_output(path, sound_kind);
  if (!opened) return tl::unexpected(opened.error());
  SoundFile file(sf_open_fd(opened->release(), SFM_WRITE, &info, SF_TRUE));
  if (!file) return fail(name_of(path) + ": cannot be written: " + sf_strerror(nullptr));
  if (format == SoundFormat::wav ||
      format == SoundFormat::flac) {  // in the middle of a stream this would do damage
    sf_command(file.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
    sf_command(file.get(), SFC_SET_UPDATE_HEADER_AUTO, nullptr, SF_TRUE);
    sf_command(file.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0);
  }
  constexpr std::size_t block_frames = 4096;
  auto handle = std::make_unique<Handle>(
      Handle{std::move(file), std::vector<int>(block_frames * static_cast<std::size_t>(channels))});
  return SoundFileWriter(path, channels, std::move(handle));
}

ErrorOr<void> SoundFileWriter::write(std::span<const float> interleaved) {
  if (!handle_) return fail(name_of(path_) + ": is closed and cannot be written to");
  if (interleaved.size() % static_cast<std::size_t>(channels_) != 0) {
    return fail(name_of(path_) + ": " + std::to_string(interleaved.size()) +
                " samples are not whole frames of " + std::to_string(channels_) + " channels");
  }
  // Converts to integers here, because libsndfile would turn a NaN into a full-scale click.
  const auto to_int = [](float sample) { return integer_sample<24>(sample) * 256; };
  while (!interleaved.empty()) {
    const auto part = interleaved.first(std::min(interleaved.size(), handle_->block.size()));
    std::ranges::transform(part, handle_->block.begin(), to_int);
    const auto frames = static_cast<sf_count_t>(part.size()) / channels_;
    errno = 0;
    const sf_count_t written = sf_writef_int(handle_->file.get(), handle_->block.data(), frames);
    frames_ += written;
    if (written != frames) {
      const char* const hint =
          errno == EFBIG ? "; the limit on the size of files (ulimit -f) was reached" : "; is the disk full?";
      return fail(name_of(path_) + ": writing stopped after " + std::to_string(frames_) +
                  " frames: " + sf_strerror(handle_->file.get()) + hint);
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
