// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/analysis/frame_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <system_error>
#include <utility>
#include <vector>

#include "core/atomic_file.h"
#include "core/spectrum/stereo_bands.h"

namespace aeolian::trainer {

namespace {

namespace fs = std::filesystem;

/** The last digit is the version of the format. */
constexpr std::string_view magic = "AEOFRAM2";

constexpr std::int32_t most_bands = 4096;
constexpr std::int64_t most_frames = std::int64_t{1} << 36;
constexpr std::size_t most_text = 4096;

/** Frames written at a time. */
constexpr std::int64_t rows_at_once = 4096;

constexpr mode_t owner_alone = 0600;

/** Writes numbers in this machine's memory representation. */
class Writer {
 public:
  template <class Number>
  void number(const Number& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  template <class Number>
  void array(const std::vector<Number>& values) {
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Number));
  }
  void text(std::string_view text) { bytes_ += text; }

  std::string&& bytes() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/** Reads them back; the caller has checked the number of bytes. */
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class Number>
  void number(Number& value) {
    copy(&value, sizeof value);
  }
  template <class Number>
  void array(std::vector<Number>& values) {
    copy(values.data(), values.size() * sizeof(Number));
  }
  std::string text(std::size_t size) {
    std::string text(size, '\0');
    copy(text.data(), size);
    return text;
  }

 private:
  void copy(void* to, std::size_t size) {
    std::memcpy(to, bytes_.data(), size);
    bytes_.remove_prefix(size);
  }

  std::string_view bytes_;
};

/** Reads or writes the numbers of a header, depending on `Archive`. */
template <class Archive, class Header>
void serialise(Archive& archive, Header& header) {
  for (auto& byte : header.key) archive.number(byte);
  auto& facts = header.facts;
  archive.number(facts.file_rate);
  archive.number(facts.rate);
  archive.number(facts.samples);
  archive.number(facts.seconds);
  archive.number(facts.cut_seconds);
  archive.number(facts.mean_square);
  archive.number(facts.loudest_block);
  archive.number(header.frames);
  archive.number(header.counted);
  archive.number(header.bands);
  archive.number(header.name_size);
  archive.number(header.note_size);
  archive.number(header.stereo_bands);
}

std::string header_bytes(const FrameFileHeader& header) {
  Writer writer;
  writer.text(magic);
  serialise(writer, header);
  return std::move(writer).bytes();
}

ErrorOr<std::string> read_at(const FileDescriptor& file, std::uint64_t at, std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t done = 0; done < size;) {
    const ssize_t count = ::pread(*file, bytes.data() + done, size - done, static_cast<off_t>(at + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail("cannot be read: " + std::generic_category().message(errno));
    if (count == 0) return fail("is cut short");
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

/** An open frame file whose size, header and trailer match. */
struct OpenedFile {
  FileDescriptor file;
  FrameFileHeader header;
};

ErrorOr<void> check_owner(const FileDescriptor& file, const struct stat& status) {
  if (*file < 0) return fail("cannot be opened: " + std::generic_category().message(errno));
  if (!S_ISREG(status.st_mode)) return fail("is not a regular file");
  if (status.st_uid != ::geteuid()) return fail("belongs to another user");
  return {};
}

ErrorOr<OpenedFile> open_checked(const fs::path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (*file >= 0 && ::fstat(*file, &status) != 0) return fail("cannot be examined");
  if (auto ours = check_owner(file, status); !ours) return tl::unexpected(ours.error());
  const auto beginning = read_at(file, 0, frame_file_header_size);
  if (!beginning) return tl::unexpected(beginning.error());
  auto header = parse_frame_file_header(*beginning);
  if (!header) return tl::unexpected(header.error());
  if (static_cast<std::uint64_t>(status.st_size) != header->file_size())
    return fail("is " + std::to_string(status.st_size) + " bytes long, not " +
                std::to_string(header->file_size()));
  const auto trailer = read_at(file, header->file_size() - header->trailer_size(),
                               static_cast<std::size_t>(header->trailer_size()));
  if (!trailer) return tl::unexpected(trailer.error());
  if (auto read = parse_frame_file_trailer(*beginning, *trailer, *header); !read)
    return tl::unexpected(read.error());
  return OpenedFile{std::move(file), *std::move(header)};
}

ErrorOr<void> write_rows(AtomicFile& file, const SoundFrames& frames) {
  std::vector<Half> rows;
  for (std::int64_t at = 0; at < frames.frames(); at += rows_at_once) {
    rows.resize(static_cast<std::size_t>(std::min(rows_at_once, frames.frames() - at) * frames.bands()));
    frames.read(at, rows);
    if (auto written = file.write(std::as_bytes(std::span(rows))); !written) return written;
  }
  return {};
}

ErrorOr<void> write_images(AtomicFile& file, const SoundFrames& frames) {
  const auto row = static_cast<std::size_t>(frames.stereo_bands()) * image_values;
  std::vector<ImageByte> images;
  for (std::int64_t at = 0; row > 0 && at < frames.frames(); at += rows_at_once) {
    images.resize(static_cast<std::size_t>(std::min(rows_at_once, frames.frames() - at)) * row);
    frames.read_images(at, images);
    if (auto written = file.write(std::as_bytes(std::span(images))); !written) return written;
  }
  return {};
}

}  // namespace

const FileKind& frame_file_kind() {
  static constexpr FileKind kind{"a file of analysed sound", [](std::string_view beginning) {
                                   return beginning.starts_with(magic.substr(0, magic.size() - 1));
                                 }};
  return kind;
}

std::uint64_t FrameFileHeader::rows_size() const {
  return static_cast<std::uint64_t>(frames) * static_cast<std::uint64_t>(bands) * sizeof(Half);
}

std::uint64_t FrameFileHeader::images_size() const {
  return static_cast<std::uint64_t>(frames) * static_cast<std::uint64_t>(stereo_bands) * image_values;
}

std::uint64_t FrameFileHeader::trailer_size() const {
  return std::uint64_t{name_size} + note_size + statistics_size(bands, counted) + sizeof(std::uint64_t);
}

std::uint64_t FrameFileHeader::file_size() const {
  return frame_file_header_size + rows_size() + images_size() + trailer_size();
}

ErrorOr<FrameFileHeader> parse_frame_file_header(std::string_view bytes) {
  if (bytes.size() != frame_file_header_size || !bytes.starts_with(magic.substr(0, magic.size() - 1)))
    return fail("is not a file of analysed sound");
  if (!bytes.starts_with(magic)) return fail("was written by another version");
  FrameFileHeader header;
  Reader reader(bytes.substr(magic.size()));
  serialise(reader, header);
  const SoundFacts& facts = header.facts;
  const bool is_sane =
      header.bands > 0 && header.bands <= most_bands && header.frames > 0 && header.frames <= most_frames &&
      header.counted > 0 && header.counted <= header.frames && header.stereo_bands >= 0 &&
      std::cmp_less_equal(header.stereo_bands, most_stereo_bands) && header.name_size <= most_text &&
      header.note_size <= most_text && facts.file_rate > 0 && facts.rate > 0 && facts.samples > 0;
  if (!is_sane) return fail("has impossible numbers in its header");
  for (const double value : {facts.seconds, facts.cut_seconds, facts.mean_square, facts.loudest_block})
    if (!std::isfinite(value)) return fail("has impossible numbers in its header");
  return header;
}

ErrorOr<void> parse_frame_file_trailer(std::string_view header_bytes, std::string_view trailer,
                                       FrameFileHeader& header) {
  if (trailer.size() != header.trailer_size()) return fail("is cut short");
  Reader reader(trailer);
  header.facts.name = reader.text(header.name_size);
  header.facts.note = reader.text(header.note_size);
  std::uint64_t checksum = 0;
  Reader(trailer.substr(trailer.size() - sizeof checksum)).number(checksum);
  trailer.remove_suffix(sizeof checksum);
  if (checksum_of(std::string(header_bytes).append(trailer)) != checksum) return fail("is damaged");
  return {};
}

std::size_t statistics_size(int bands, std::int64_t counted) {
  const auto moments = (counted + SoundStatistics::frames_a_moment - 1) / SoundStatistics::frames_a_moment;
  return sizeof(std::int64_t) + sizeof(double) +
         static_cast<std::size_t>(bands) * (2 * sizeof(double) + sizeof(float)) +
         SoundStatistics::power_steps * sizeof(std::uint32_t) +
         static_cast<std::size_t>(moments) * sizeof(float);
}

SoundStatistics parse_statistics(std::string_view bytes, int bands, std::int64_t counted) {
  SoundStatistics statistics;
  statistics.resize(bands, counted);
  Reader reader(bytes);
  statistics.serialise(reader);
  return statistics;
}

ErrorOr<void> write_frame_file(const fs::path& path, const ContentDigest& key, const SoundFacts& facts,
                               const SoundFrames& frames) {
  auto statistics = frames.statistics();
  FrameFileHeader header{.key = key,
                         .facts = facts,
                         .bands = frames.bands(),
                         .frames = frames.frames(),
                         .counted = statistics.frames(),
                         .stereo_bands = frames.stereo_bands()};
  const std::string name = facts.name.substr(0, most_text), note = facts.note.substr(0, most_text);
  header.name_size = static_cast<std::uint32_t>(name.size());
  header.note_size = static_cast<std::uint32_t>(note.size());
  const std::string beginning = header_bytes(header);
  Writer trailer;
  trailer.text(name);
  trailer.text(note);
  statistics.serialise(trailer);
  const std::string ending = std::move(trailer).bytes();
  const std::uint64_t checksum = checksum_of(beginning + ending);

  auto file = AtomicFile::create(path, frame_file_kind(), owner_alone);
  if (!file) return tl::unexpected(file.error());
  if (auto written = file->write(std::as_bytes(std::span(beginning))); !written) return written;
  if (auto written = write_rows(*file, frames); !written) return written;
  if (auto written = write_images(*file, frames); !written) return written;
  if (auto written = file->write(std::as_bytes(std::span(ending))); !written) return written;
  if (auto written = file->write(std::as_bytes(std::span(&checksum, 1))); !written) return written;
  return file->commit();
}

ErrorOr<std::optional<StoredSound>> open_frame_file(const fs::path& path, const ContentDigest& key) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 && errno == ENOENT) return std::nullopt;
  auto opened = open_checked(path);
  if (!opened) return fail(path.string() + ": " + opened.error().message);
  // Cuts are read in random order: reading ahead after each of them would cost ten times as much.
  ::posix_fadvise(*opened->file, 0, 0, POSIX_FADV_RANDOM);
  const FrameFileHeader& header = opened->header;
  if (header.key != key) return fail(path.string() + ": belongs to another sound");
  const auto rows = static_cast<std::int64_t>(frame_file_header_size);
  const auto texts = static_cast<std::int64_t>(header.name_size) + header.note_size;
  const auto images = rows + static_cast<std::int64_t>(header.rows_size());
  const SoundFrames::Place place{rows, images,
                                 images + static_cast<std::int64_t>(header.images_size()) + texts};
  const SoundFrames::Size size{header.frames, header.counted, header.bands, header.stereo_bands};
  auto frames = std::make_shared<const SoundFrames>(std::move(opened->file), path, place, size);
  return StoredSound{header.facts, std::move(frames)};
}

ErrorOr<FrameFileHeader> read_frame_file_facts(const fs::path& path) {
  auto opened = open_checked(path);
  if (!opened) return fail(path.string() + ": " + opened.error().message);
  return std::move(opened->header);
}

}  // namespace aeolian::trainer
