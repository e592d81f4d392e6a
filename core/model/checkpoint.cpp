// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint.h"

#include <sys/stat.h>
#include <unistd.h>

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "core/atomic_file.h"
#include "core/input_file.h"
#include "core/json_text.h"
#include "core/model/checkpoint_limits.h"
#include "core/printable.h"

namespace aeolian {
namespace {

using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");
static_assert(sizeof(float) == 4 && std::numeric_limits<float>::is_iec559);
static_assert(sizeof(Eigen::half) == 2);

constexpr std::size_t length_size = 8;  // bytes of the header's length
constexpr std::size_t alignment = 8;    // of the data, by padding the header with spaces
constexpr int header_depth = 4;         // {name: {shape: [ and one to spare
constexpr int description_depth = 8;
constexpr std::size_t max_rank = 8;

/** A type in which the file stores values. */
struct StoredType {
  std::string_view name;  ///< in safetensors
  std::size_t size;       ///< of a value, bytes
  bool operator==(const StoredType&) const = default;
};

constexpr StoredType single{"F32", sizeof(float)}, half{"F16", sizeof(Eigen::half)},
    whole{"I8", sizeof(std::int8_t)};

/** The position of a tensor in the file's data. */
struct Entry {
  std::string name;
  StoredType type;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;  ///< bytes from the start of the data
  std::uint64_t end = 0;

  std::uint64_t count() const { return (end - begin) / type.size; }
  bool stays_in_bytes() const { return type == whole && name == passages_name; }
  std::uint64_t size_in_memory() const { return stays_in_bytes() ? end - begin : count() * sizeof(float); }
};

/**
 * The number of values in a tensor of this shape; nothing if a dimension is negative or the number is too
 * large.
 */
std::optional<std::int64_t> value_count(std::span<const std::int64_t> shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || __builtin_mul_overflow(count, size, &count)) return std::nullopt;
  }
  constexpr auto most = std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(sizeof(float));
  if (count > most) return std::nullopt;
  return count;
}

ErrorOr<void> check_finite(const std::string& name, std::span<const float> values) {
  const auto bad = std::ranges::find_if_not(values, [](float value) { return std::isfinite(value); });
  if (bad == values.end()) return {};
  return fail("tensor " + in_quotes(name) + " contains " + (std::isnan(*bad) ? "a NaN" : "an infinity") +
              " at value " + std::to_string(bad - values.begin()));
}

ErrorOr<std::vector<std::int64_t>> read_shape(const json& shape) {
  if (!shape.is_array() || shape.size() > max_rank) return fail("has no shape of at most 8 dimensions");
  std::vector<std::int64_t> sizes;
  for (const json& size : shape) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (!size.is_number_unsigned() || size.get<std::uint64_t>() > most) {
      return fail("has an invalid dimension: " + size.dump());
    }
    sizes.push_back(size.get<std::int64_t>());
  }
  return sizes;
}

std::optional<StoredType> read_type(const json& name) {
  for (const auto& type : {single, half, whole})
    if (name == type.name) return type;
  return std::nullopt;
}

ErrorOr<Entry> read_entry(const std::string& name, const json& fields, std::uint64_t data_size) {
  const auto wrong = [&](const std::string& reason) {
    return fail("tensor " + in_quotes(name) + " " + reason);
  };
  const auto has = [&](const char* key) { return fields.is_object() && fields.contains(key); };
  if (!has("dtype") || !has("shape") || !has("data_offsets")) {
    return wrong("lacks one of dtype, shape and data_offsets");
  }
  const json& type_name = fields["dtype"];
  const auto type = read_type(type_name);
  if (!type) {
    const std::string found =
        type_name.is_string() ? in_quotes(type_name.get_ref<const std::string&>()) : "no type";
    return wrong("is of type " + found + "; Aeolian reads only F32, F16 and I8");
  }
  auto shape = read_shape(fields["shape"]);
  if (!shape) return wrong(shape.error().message);
  const auto count = value_count(*shape);
  if (!count) return wrong("is too large: " + to_string(*shape));

  const json& offsets = fields["data_offsets"];
  if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() ||
      !offsets[1].is_number_unsigned()) {
    return wrong("has data_offsets that are not two positions");
  }
  Entry entry{name, *type, *std::move(shape), offsets[0].get<std::uint64_t>(),
              offsets[1].get<std::uint64_t>()};
  if (entry.begin > entry.end) return wrong("ends before it begins");
  if (entry.end > data_size) {
    return wrong("ends at byte " + std::to_string(entry.end) + " of data, but there are " +
                 std::to_string(data_size) + ": the file is cut off or damaged");
  }
  const std::uint64_t bytes = static_cast<std::uint64_t>(*count) * type->size;
  if (entry.end - entry.begin != bytes) {
    return wrong("of shape " + to_string(entry.shape) + " needs " + std::to_string(bytes) +
                 " bytes, but has " + std::to_string(entry.end - entry.begin));
  }
  return entry;
}

/** Every byte of the data must belong to exactly one tensor, as the safetensors format requires. */
ErrorOr<void> check_cover(std::vector<Entry>& entries, std::uint64_t data_size) {
  std::ranges::sort(entries, {}, [](const Entry& e) { return std::pair(e.begin, e.end); });
  std::uint64_t covered = 0;
  for (const Entry& entry : entries) {
    if (entry.begin < covered) return fail("tensor " + in_quotes(entry.name) + " overlaps the one before it");
    if (entry.begin > covered) return fail("there is a gap before tensor " + in_quotes(entry.name));
    covered = entry.end;
  }
  if (covered != data_size) {
    return fail(std::to_string(data_size - covered) + " bytes follow the last tensor");
  }
  return {};
}

ErrorOr<ModelDescription> read_description(const json& header) {
  const auto metadata = header.find("__metadata__");
  if (metadata == header.end() || !metadata->is_object() || !metadata->contains("aeolian") ||
      !(*metadata)["aeolian"].is_string()) {
    return fail("has no description of an Aeolian model: this safetensors file was made by something else");
  }
  const auto description =
      parse_json((*metadata)["aeolian"].get_ref<const std::string&>(), description_depth);
  if (!description) return fail("the model's description " + description.error().message);
  if (!description->is_object() || !description->contains("format") ||
      !(*description)["format"].is_number_unsigned()) {
    return fail("the model's description does not state its format");
  }
  const auto format = (*description)["format"].get<std::uint64_t>();
  if (format > checkpoint_format) {
    return fail("made by a newer Aeolian (format " + std::to_string(format) + "), this one reads " +
                std::to_string(checkpoint_format) + ": update Aeolian");
  }
  if (format < checkpoint_format) return fail("there is no format " + std::to_string(format));
  return description_from_json(*description);
}

/** The bytes of a checkpoint, in memory or in a file. */
class Bytes {
 public:
  virtual ~Bytes() = default;
  virtual std::uint64_t size() const = 0;
  /** Copies bytes from `offset` on, which must lie within size(). */
  virtual ErrorOr<void> read(std::uint64_t offset, std::span<std::byte> bytes) = 0;
};

std::string mib(std::uint64_t bytes) {
  return std::to_string((bytes + (1u << 20) - 1) >> 20) + " MiB";
}

/** The end of the error message for a size over the limit. */
std::string over(const SizeLimit& limit) {
  return ", more than the " + mib(limit.bytes) + " that a model may have" +
         (limit.hint.empty() ? "" : ": " + limit.hint);
}

class BytesInMemory final : public Bytes {
 public:
  explicit BytesInMemory(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  ErrorOr<void> read(std::uint64_t offset, std::span<std::byte> bytes) override {
    std::ranges::copy(bytes_.subspan(offset, bytes.size()), bytes.begin());
    return {};
  }

 private:
  std::span<const std::byte> bytes_;
};

/**
 * A regular file. It is read, not mapped: if a mapped file is truncated, access raises SIGBUS, and pages
 * evicted under memory pressure would stall the generator.
 */
class BytesInFile final : public Bytes {
 public:
  static ErrorOr<BytesInFile> open(const std::filesystem::path& path, const SizeLimit& limit) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return fail("there is no such file");
    auto file = open_input(path);
    if (!file) return tl::unexpected(file.error());
    struct stat status {};
    if (::fstat(**file, &status) != 0) return cannot_be_read();
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > limit.bytes) return fail("is " + mib(size) + " large" + over(limit));
    return BytesInFile(*std::move(file), status);
  }

  std::uint64_t size() const override { return static_cast<std::uint64_t>(status_.st_size); }

  ErrorOr<void> read(std::uint64_t offset, std::span<std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t got = ::pread(*file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return cannot_be_read();
      if (got == 0) return changed();
      offset += static_cast<std::uint64_t>(got);
      bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
    return {};
  }

  /** Refuses a file that has changed since it was opened. */
  ErrorOr<void> check_unchanged() const {
    struct stat now {};
    if (::fstat(*file_, &now) != 0) return cannot_be_read();
    const auto is_alike = [](const timespec& a, const timespec& b) {
      return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
    };
    if (now.st_size != status_.st_size || !is_alike(now.st_mtim, status_.st_mtim)) return changed();
    return {};
  }

 private:
  BytesInFile(FileDescriptor file, const struct stat& status) : file_(std::move(file)), status_(status) {}

  static tl::unexpected<Error> cannot_be_read() {
    return fail("cannot be read: " + std::generic_category().message(errno));
  }
  static tl::unexpected<Error> changed() {
    return fail("changed while it was being read; load it again once it is complete");
  }

  FileDescriptor file_;
  struct stat status_;
};

/** A checkpoint without its tensors' values. */
struct Header {
  ModelDescription description;
  std::vector<Entry> entries;
  std::uint64_t size = 0;  ///< bytes before the data
};

ErrorOr<Header> parse_header(std::string_view text, std::uint64_t data_size) {
  if (!text.starts_with('{')) return fail("is not a checkpoint: its header is not a JSON object");
  const auto fields_by_name = parse_json(text, header_depth, max_header_values);
  if (!fields_by_name) return fail("its header " + fields_by_name.error().message);
  auto description = read_description(*fields_by_name);
  if (!description) return fail(description.error().message);
  if (fields_by_name->size() > max_tensors + 1) {
    return fail("has " + std::to_string(fields_by_name->size() - 1) + " tensors, more than " +
                std::to_string(max_tensors));
  }
  Header header{*std::move(description), {}, length_size + text.size()};
  for (const auto& [name, fields] : fields_by_name->items()) {
    if (name == "__metadata__") continue;
    auto entry = read_entry(name, fields, data_size);
    if (!entry) return fail(entry.error().message);
    header.entries.push_back(*std::move(entry));
  }
  if (const auto cover = check_cover(header.entries, data_size); !cover) return fail(cover.error().message);
  return header;
}

ErrorOr<Header> read_header(Bytes& bytes) {
  if (bytes.size() < length_size) return fail("is too short to be a checkpoint: it is cut off");
  std::uint64_t length = 0;
  if (auto read = bytes.read(0, std::as_writable_bytes(std::span(&length, 1))); !read)
    return tl::unexpected(read.error());
  if (length > max_checkpoint_header) {
    return fail("is not a checkpoint: its header would be " + std::to_string(length) + " bytes long");
  }
  if (length > bytes.size() - length_size)
    return fail("is cut off within its header, or is not a checkpoint");
  std::string text(length, '\0');
  if (auto read = bytes.read(length_size, std::as_writable_bytes(std::span(text))); !read)
    return tl::unexpected(read.error());
  return parse_header(text, bytes.size() - length_size - length);
}

/** The values of a tensor whose data begins at byte `offset`. */
ErrorOr<std::vector<float>> read_values(Bytes& bytes, std::uint64_t offset, const Entry& entry) {
  std::vector<float> values(entry.count());
  const auto read_as = [&](auto stored) -> ErrorOr<void> {
    stored.resize(values.size());
    if (auto got = bytes.read(offset, std::as_writable_bytes(std::span(stored))); !got) return got;
    std::ranges::transform(stored, values.begin(), [](auto value) { return static_cast<float>(value); });
    return {};
  };
  const auto got = entry.type == half    ? read_as(std::vector<Eigen::half>())
                   : entry.type == whole ? read_as(std::vector<std::int8_t>())
                                         : bytes.read(offset, std::as_writable_bytes(std::span(values)));
  if (!got) return tl::unexpected(got.error());
  if (const auto finite = check_finite(entry.name, values); !finite) return tl::unexpected(finite.error());
  return values;
}

ErrorOr<Tensor> read_tensor(Bytes& bytes, std::uint64_t offset, const Entry& entry) {
  Tensor tensor{entry.shape, {}, {}};
  if (entry.stays_in_bytes()) {
    tensor.bytes.resize(entry.count());
    if (auto got = bytes.read(offset, std::as_writable_bytes(std::span(tensor.bytes))); !got)
      return tl::unexpected(got.error());
    return tensor;
  }
  auto values = read_values(bytes, offset, entry);
  if (!values) return tl::unexpected(values.error());
  tensor.values = *std::move(values);
  return tensor;
}

ErrorOr<Checkpoint> read(Bytes& bytes, const SizeLimit& limit) {
  auto header = read_header(bytes);
  if (!header) return tl::unexpected(header.error());
  std::uint64_t held = 0;  // cannot overflow: at most four times the data
  for (const Entry& entry : header->entries) held += entry.size_in_memory();
  if (held > limit.bytes) return fail("takes " + mib(held) + " of memory" + over(limit));
  Checkpoint checkpoint{std::move(header->description), {}};
  for (Entry& entry : header->entries) {
    auto tensor = read_tensor(bytes, header->size + entry.begin, entry);
    if (!tensor) return tl::unexpected(tensor.error());
    checkpoint.tensors.emplace(std::move(entry.name), *std::move(tensor));
  }
  return checkpoint;
}

/** Reads a file, which must not change meanwhile. */
ErrorOr<Checkpoint> read_file(const std::filesystem::path& path, const SizeLimit& limit) {
  auto file = BytesInFile::open(path, limit);
  if (!file) return tl::unexpected(file.error());
  auto checkpoint = read(*file, limit);
  // A change of the file explains any other error.
  if (const auto same = file->check_unchanged(); !same) return tl::unexpected(same.error());
  return checkpoint;
}

/** Refuses a checkpoint that write_checkpoint() must not write. */
ErrorOr<void> check(const Checkpoint& checkpoint) {
  if (const auto read_back = description_from_json(to_json(checkpoint.description)); !read_back) {
    return fail(read_back.error().message);
  }
  for (const auto& [name, tensor] : checkpoint.tensors) {
    if (name == "__metadata__") return fail("no tensor may be called __metadata__");
    const auto count = value_count(tensor.shape);
    if (!count || static_cast<std::uint64_t>(*count) != tensor.count() || tensor.shape.size() > max_rank) {
      return fail("tensor " + in_quotes(name) + " of shape " + to_string(tensor.shape) + " holds " +
                  std::to_string(tensor.count()) + " values");
    }
    if (auto finite = check_finite(name, tensor.values); !finite) return finite;
  }
  return {};
}

/** A tensor to be written. */
struct Written {
  const std::string& name;
  const Tensor& tensor;
  StoredType type;
};

/** Whether half floats represent these values exactly. */
bool are_halves(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return float{Eigen::half(value)} == value; });
}

/** Whether bytes represent these values exactly: integers, none of them a negative zero. */
bool are_bytes(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) {
    return std::abs(value) <= 127.f && std::trunc(value) == value && (value != 0.f || !std::signbit(value));
  });
}

/** Tensors in the order of the file: larger types come first, so that all values are aligned. */
std::vector<Written> tensors_to_write(const Checkpoint& checkpoint) {
  std::vector<Written> singles, halves, bytes;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    if (!tensor.bytes.empty() || are_bytes(tensor.values))
      bytes.push_back({name, tensor, whole});
    else if (are_halves(tensor.values))
      halves.push_back({name, tensor, half});
    else
      singles.push_back({name, tensor, single});
  }
  std::ranges::copy(halves, std::back_inserter(singles));
  std::ranges::copy(bytes, std::back_inserter(singles));
  return singles;
}

ErrorOr<void> write_values(AtomicFile& file, const Written& written) {
  if (!written.tensor.bytes.empty()) return file.write(std::as_bytes(std::span(written.tensor.bytes)));
  const std::span values(written.tensor.values);
  const auto write_as = [&](auto stored) {
    std::ranges::transform(values, std::back_inserter(stored),
                           [](float value) { return static_cast<decltype(stored)::value_type>(value); });
    return file.write(std::as_bytes(std::span(stored)));
  };
  if (written.type == half) return write_as(std::vector<Eigen::half>());
  if (written.type == whole) return write_as(std::vector<std::int8_t>());
  return file.write(std::as_bytes(values));
}

/** The header, preceded by its length and padded with spaces. */
std::string make_header(const ModelDescription& model, std::span<const Written> tensors) {
  constexpr auto replace = json::error_handler_t::replace;  // a source's name may not be UTF-8
  json description = to_json(model);
  description["format"] = checkpoint_format;
  json header = {{"__metadata__", {{"aeolian", description.dump(-1, ' ', false, replace)}}}};
  std::uint64_t offset = 0;
  for (const auto& [name, tensor, type] : tensors) {
    const std::uint64_t end = offset + tensor.count() * type.size;
    header[name] = {{"dtype", type.name}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump(-1, ' ', false, replace);
  text.resize((text.size() + alignment - 1) / alignment * alignment, ' ');
  const std::uint64_t length = text.size();
  std::string bytes(length_size, '\0');
  std::memcpy(bytes.data(), &length, length_size);
  return bytes + text;
}

}  // namespace

const Tensor* Checkpoint::find(std::string_view name) const {
  const auto found = tensors.find(name);
  return found == tensors.end() ? nullptr : &found->second;
}

ErrorOr<const Tensor*> Checkpoint::require(std::string_view name,
                                           const std::vector<std::int64_t>& shape) const {
  const Tensor* tensor = find(name);
  if (!tensor) return fail("tensor " + in_quotes(name) + " of shape " + to_string(shape) + " is missing");
  if (tensor->shape != shape) {
    return fail("tensor " + in_quotes(name) + " has shape " + to_string(tensor->shape) + ", but " +
                to_string(shape) + " is needed");
  }
  return tensor;
}

std::int64_t Checkpoint::values() const {
  std::int64_t sum = 0;
  for (const auto& [name, tensor] : tensors) sum += value_count(tensor.shape).value_or(0);
  return sum;
}

void Checkpoint::release_packed() {
  packed.keep();
  for (auto& [name, tensor] : tensors) {
    if (packed.keeps(tensor)) std::vector<float>().swap(tensor.values);
  }
}

std::string to_string(std::span<const std::int64_t> shape) {
  if (shape.empty()) return "scalar";
  std::string text;
  for (const std::int64_t size : shape) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

ErrorOr<Checkpoint> parse_checkpoint(std::span<const std::byte> bytes) {
  BytesInMemory in_memory(bytes);
  return read(in_memory, {});
}

ErrorOr<Checkpoint> read_checkpoint(const std::filesystem::path& path, const SizeLimit& limit) {
  const auto named = [&](const std::string& reason) { return fail(path.string() + ": " + reason); };
  try {
    auto checkpoint = read_file(path, limit);
    if (!checkpoint) return named(checkpoint.error().message);
    return checkpoint;
  } catch (const std::bad_alloc&) {
    return named("there is not enough memory for it");
  }
}

ErrorOr<Checkpoint> read_checkpoint(const std::filesystem::path& path) {
  return read_checkpoint(path, SizeLimit());
}

const FileKind& checkpoint_kind() {
  static constexpr FileKind kind{"a checkpoint", [](std::string_view beginning) {
                                   return beginning.size() > length_size && beginning[length_size] == '{' &&
                                          beginning.find(R"("aeolian")") != beginning.npos;
                                 }};
  return kind;
}

ErrorOr<void> write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  if (const auto sound = check(checkpoint); !sound) {
    return fail(path.string() + ": not written: " + sound.error().message);
  }
  const auto tensors = tensors_to_write(checkpoint);
  const std::string header = make_header(checkpoint.description, tensors);
  if (header.size() - length_size > max_checkpoint_header) {
    return fail(path.string() + ": not written: its header would be over 16 MiB");
  }
  auto file = AtomicFile::create(path, checkpoint_kind());
  if (!file) return fail(file.error().message);
  if (auto written = file->write(std::as_bytes(std::span(header))); !written) return written;
  for (const Written& tensor : tensors)
    if (auto written = write_values(*file, tensor); !written) return written;
  return file->commit();
}

}  // namespace aeolian
