#include "core/model/checkpoint.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/atomic_file.h"
#include "core/json_text.h"

namespace aeolian {
namespace {

using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");
static_assert(sizeof(float) == 4 && std::numeric_limits<float>::is_iec559);

constexpr std::size_t length_size = 8;  // bytes of the header's length
constexpr std::size_t alignment = 8;    // of the data, by spaces after the header
constexpr int header_depth = 4;         // {name: {shape: [ and one to spare
constexpr int description_depth = 8;
constexpr std::size_t max_rank = 8;

/** Where a tensor lies in the file's data. */
struct Entry {
  std::string name;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;  ///< bytes from the start of the data
  std::uint64_t end = 0;
};

/** The number of values in a tensor of this shape, unless a dimension is negative or their number too large.
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
  return fail("tensor " + in_quotes(name) + " holds " + (std::isnan(*bad) ? "a NaN" : "an infinity") +
              " at value " + std::to_string(bad - values.begin()));
}

ErrorOr<std::vector<std::int64_t>> read_shape(const json& shape) {
  if (!shape.is_array() || shape.size() > max_rank) return fail("has no shape of at most 8 dimensions");
  std::vector<std::int64_t> sizes;
  for (const json& size : shape) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (!size.is_number_unsigned() || size.get<std::uint64_t>() > most) {
      return fail("has a dimension that is no size: " + size.dump());
    }
    sizes.push_back(size.get<std::int64_t>());
  }
  return sizes;
}

ErrorOr<Entry> read_entry(const std::string& name, const json& fields, std::uint64_t data_size) {
  const auto wrong = [&](const std::string& reason) {
    return fail("tensor " + in_quotes(name) + " " + reason);
  };
  const auto has = [&](const char* key) { return fields.is_object() && fields.contains(key); };
  if (!has("dtype") || !has("shape") || !has("data_offsets")) {
    return wrong("lacks one of dtype, shape and data_offsets");
  }
  const json& type = fields["dtype"];
  if (!type.is_string() || type.get_ref<const std::string&>() != "F32") {
    const std::string found = type.is_string() ? in_quotes(type.get_ref<const std::string&>()) : "no type";
    return wrong("is of type " + found + "; Aeolian reads F32 alone");
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
  Entry entry{name, *std::move(shape), offsets[0].get<std::uint64_t>(), offsets[1].get<std::uint64_t>()};
  if (entry.begin > entry.end) return wrong("ends before it begins");
  if (entry.end > data_size) {
    return wrong("ends at byte " + std::to_string(entry.end) + " of data, but there are " +
                 std::to_string(data_size) + ": the file is cut off or damaged");
  }
  const std::uint64_t bytes = static_cast<std::uint64_t>(*count) * sizeof(float);
  if (entry.end - entry.begin != bytes) {
    return wrong("of shape " + to_string(entry.shape) + " needs " + std::to_string(bytes) +
                 " bytes, but has " + std::to_string(entry.end - entry.begin));
  }
  return entry;
}

/** Every byte of the data must belong to exactly one tensor, as the safetensors format asks. */
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
    return fail("the model's description says no format");
  }
  const auto format = (*description)["format"].get<std::uint64_t>();
  if (format > checkpoint_format) {
    return fail("made by a newer Aeolian (format " + std::to_string(format) + "), this one reads " +
                std::to_string(checkpoint_format) + ": update Aeolian");
  }
  if (format < checkpoint_format) return fail("there is no format " + std::to_string(format));
  return description_from_json(*description);
}

ErrorOr<Tensor> read_tensor(const Entry& entry, std::span<const std::byte> data) {
  Tensor tensor{entry.shape, std::vector<float>((entry.end - entry.begin) / sizeof(float))};
  if (!tensor.values.empty()) {
    std::memcpy(tensor.values.data(), data.data() + entry.begin, entry.end - entry.begin);
  }
  if (const auto finite = check_finite(entry.name, tensor.values); !finite)
    return fail(finite.error().message);
  return tensor;
}

/** What write_checkpoint must not put on a disk. */
ErrorOr<void> check(const Checkpoint& checkpoint) {
  if (const auto read_back = description_from_json(to_json(checkpoint.description)); !read_back) {
    return fail(read_back.error().message);
  }
  for (const auto& [name, tensor] : checkpoint.tensors) {
    if (name == "__metadata__") return fail("no tensor may be called __metadata__");
    const auto count = value_count(tensor.shape);
    if (!count || static_cast<std::uint64_t>(*count) != tensor.values.size() ||
        tensor.shape.size() > max_rank) {
      return fail("tensor " + in_quotes(name) + " of shape " + to_string(tensor.shape) + " holds " +
                  std::to_string(tensor.values.size()) + " values");
    }
    if (auto finite = check_finite(name, tensor.values); !finite) return finite;
  }
  return {};
}

/** The header with its length before it and spaces behind it. */
std::string make_header(const Checkpoint& checkpoint) {
  constexpr auto replace = json::error_handler_t::replace;  // a source's name may be no UTF-8
  json description = to_json(checkpoint.description);
  description["format"] = checkpoint_format;
  json header = {{"__metadata__", {{"aeolian", description.dump(-1, ' ', false, replace)}}}};
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    const std::uint64_t end = offset + tensor.values.size() * sizeof(float);
    header[name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump(-1, ' ', false, replace);
  text.resize((text.size() + alignment - 1) / alignment * alignment, ' ');
  const std::uint64_t length = text.size();
  std::string bytes(length_size, '\0');
  std::memcpy(bytes.data(), &length, length_size);
  return bytes + text;
}

ErrorOr<std::vector<std::byte>> read_bytes(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return fail("there is no such file");
  if (!std::filesystem::is_regular_file(path, error)) return fail("is no file");
  std::ifstream file(path, std::ios::binary);
  const auto size = std::filesystem::file_size(path, error);
  if (!file || error) return fail("cannot be opened; may you read it?");
  if (size > max_checkpoint_size) return fail("is larger than 4 GiB: no checkpoint is");
  std::vector<std::byte> bytes(size);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (file.gcount() != static_cast<std::streamsize>(size)) return fail("cannot be read to its end");
  return bytes;
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
  for (const auto& [name, tensor] : tensors) sum += static_cast<std::int64_t>(tensor.values.size());
  return sum;
}

std::string to_string(std::span<const std::int64_t> shape) {
  if (shape.empty()) return "scalar";
  std::string text;
  for (const std::int64_t size : shape) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

ErrorOr<Checkpoint> parse_checkpoint(std::span<const std::byte> bytes) {
  if (bytes.size() < length_size) return fail("is too short to be a checkpoint: it is cut off");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), length_size);
  if (length > max_checkpoint_header) {
    return fail("is no checkpoint: its header would be " + std::to_string(length) + " bytes long");
  }
  if (length > bytes.size() - length_size) return fail("is cut off within its header, or is no checkpoint");

  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + length_size, length);
  if (!text.starts_with('{')) return fail("is no checkpoint: its header is no JSON object");
  const auto header = parse_json(text, header_depth);
  if (!header) return fail("its header " + header.error().message);
  auto description = read_description(*header);
  if (!description) return fail(description.error().message);

  const auto data = bytes.subspan(length_size + length);
  std::vector<Entry> entries;
  for (const auto& [name, fields] : header->items()) {
    if (name == "__metadata__") continue;
    auto entry = read_entry(name, fields, data.size());
    if (!entry) return fail(entry.error().message);
    entries.push_back(*std::move(entry));
  }
  if (const auto cover = check_cover(entries, data.size()); !cover) return fail(cover.error().message);

  Checkpoint checkpoint{*std::move(description), {}};
  for (const Entry& entry : entries) {
    auto tensor = read_tensor(entry, data);
    if (!tensor) return fail(tensor.error().message);
    checkpoint.tensors.emplace(entry.name, *std::move(tensor));
  }
  return checkpoint;
}

ErrorOr<Checkpoint> read_checkpoint(const std::filesystem::path& path) {
  const auto because = [&](const Error& error) { return Error{path.string() + ": " + error.message}; };
  const auto bytes = read_bytes(path);
  if (!bytes) return tl::unexpected(because(bytes.error()));
  return parse_checkpoint(*bytes).map_error(because);
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
  const std::string header = make_header(checkpoint);
  if (header.size() - length_size > max_checkpoint_header) {
    return fail(path.string() + ": not written: its header would be over 16 MiB");
  }
  auto file = AtomicFile::create(path, checkpoint_kind());
  if (!file) return fail(file.error().message);
  if (auto written = file->write(std::as_bytes(std::span(header))); !written) return written;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    if (auto written = file->write(std::as_bytes(std::span(tensor.values))); !written) return written;
  }
  return file->commit();
}

}  // namespace aeolian
