#include "fovea/train/checkpoint.h"

#include <charconv>
#include <set>

#include "framework/formats/safetensors.h"

namespace fovea {

namespace {

constexpr const char* format = "fovea checkpoint 1";
// Fields that do not come from a metric; those with a dot have a prefix. The field of a metric's
// sum is called "loss_sum", that of a count "correct".
const std::set<std::string> own_fields = {"format", "epoch",   "batch",    "seconds",
                                          "seen",   "skipped", "norm_sum", "data_seconds"};
constexpr std::string_view sum_mark = "_sum";

// Doubles are written in hexadecimal: the same bits come back.
std::string exact(double value) { return fmt::format("{:a}", value); }

class CheckpointFields {
 public:
  explicit CheckpointFields(const std::map<std::string, std::string>& fields) : fields_(fields) {}

  const std::string& text(const std::string& name) const {
    const auto it = fields_.find(name);
    if (it == fields_.end()) throw Error("the checkpoint lacks the field '{}'", name);
    return it->second;
  }
  std::int64_t integer(const std::string& name) const {
    const std::string& value = text(name);
    std::int64_t result = 0;
    const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (fault != std::errc() || end != value.data() + value.size() || result < 0) {
      throw Error("the field '{}' is no count", name);
    }
    return result;
  }
  double real(const std::string& name) const { return parse(name, text(name)); }
  /// The fields that start with the prefix, without it.
  std::map<std::string, std::string> under(const std::string& prefix) const {
    std::map<std::string, std::string> fields;
    for (const auto& [name, value] : fields_) {
      if (name.starts_with(prefix)) fields.emplace(name.substr(prefix.size()), value);
    }
    return fields;
  }
  static double parse(const std::string& name, const std::string& value) {
    char* end = nullptr;
    const double result = std::strtod(value.c_str(), &end);
    if (value.empty() || *end != '\0') throw Error("the field '{}' is no number", name);
    return result;
  }

 private:
  const std::map<std::string, std::string>& fields_;
};

// Names what differs; if there are many differences, such as a thousand classes, only the
// first few.
void check_identity(const std::map<std::string, std::string>& saved,
                    const std::map<std::string, std::string>& run_identity) {
  std::map<std::string, std::string> all = saved;
  all.insert(run_identity.begin(), run_identity.end());
  const auto in = [](const std::map<std::string, std::string>& identity, const std::string& name) {
    const auto it = identity.find(name);
    return it == identity.end() ? std::string("nothing") : fmt::format("'{}'", it->second);
  };
  constexpr int most = 4;
  std::string differences;
  int count = 0;
  for (const auto& [name, value] : all) {
    const std::string there = in(saved, name), here = in(run_identity, name);
    if (there == here || ++count > most) continue;
    differences += fmt::format("{}{} is {} there and {} here", differences.empty() ? "" : ", ",
                               name, there, here);
  }
  if (count == 0) return;
  if (count > most) differences += fmt::format(", and {} more", count - most);
  throw Error("the checkpoint is of another run: {}", differences)
      .hint("resume with the options of that run, or train into another folder");
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  safetensors::File file;
  file.tensors = checkpoint.state;
  file.metadata = {{"format", format},
                   {"epoch", std::to_string(checkpoint.epoch)},
                   {"batch", std::to_string(checkpoint.batch)},
                   {"norm_sum", exact(checkpoint.norm_sum)},
                   {"seconds", exact(checkpoint.seconds)},
                   {"data_seconds", exact(checkpoint.data_seconds)},
                   {"seen", std::to_string(checkpoint.examples)},
                   {"skipped", std::to_string(checkpoint.skipped)}};
  for (const auto& [name, sum] : checkpoint.sums)
    file.metadata[name + std::string(sum_mark)] = exact(sum);
  for (const auto& [name, count] : checkpoint.counts) file.metadata[name] = std::to_string(count);
  for (const auto& [name, value] : checkpoint.identity) {
    file.metadata["identity." + name] = value;
  }
  for (const auto& [name, value] : checkpoint.numbers) {
    file.metadata["number." + name] = exact(value);
  }
  safetensors::write(path, file);
}

Checkpoint load_checkpoint(const std::filesystem::path& path,
                           std::map<std::string, std::string> identity,
                           const std::map<std::string, std::string>& evaluated) {
  const safetensors::File file = safetensors::read(path);
  try {
    const CheckpointFields fields(file.metadata);
    if (!file.metadata.contains("format") || fields.text("format") != format) {
      throw Error("this is no checkpoint of a training run");
    }
    Checkpoint checkpoint;
    checkpoint.identity = fields.under("identity.");
    for (const auto& [name, value] : evaluated) {
      if (checkpoint.identity.contains(name)) identity[name] = value;
    }
    check_identity(checkpoint.identity, identity);
    checkpoint.state = file.tensors;
    checkpoint.epoch = fields.integer("epoch");
    checkpoint.batch = fields.integer("batch");
    checkpoint.seconds = fields.real("seconds");
    checkpoint.examples = fields.integer("seen");
    if (file.metadata.contains("skipped")) checkpoint.skipped = fields.integer("skipped");
    if (file.metadata.contains("norm_sum")) checkpoint.norm_sum = fields.real("norm_sum");
    if (file.metadata.contains("data_seconds")) {
      checkpoint.data_seconds = fields.real("data_seconds");
    }
    for (const auto& [name, value] : file.metadata) {
      if (own_fields.contains(name) || name.find('.') != std::string::npos) continue;
      if (name.ends_with(sum_mark)) {
        checkpoint.sums[name.substr(0, name.size() - sum_mark.size())] = fields.real(name);
      } else {
        checkpoint.counts[name] = fields.integer(name);
      }
    }
    for (const auto& [name, value] : fields.under("number.")) {
      checkpoint.numbers[name] = CheckpointFields::parse(name, value);
    }
    return checkpoint;
  } catch (const Error& error) {
    throw error.at(path.string());
  }
}

}  // namespace fovea
