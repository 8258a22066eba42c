#include "apps/training/run_contents.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "fovea/core/error.h"
#include "framework/formats/atomic_file.h"
#include "framework/formats/folder_entries.h"
#include "framework/formats/input_file.h"

namespace fovea::apps {

namespace {

using Json = nlohmann::ordered_json;
using Kind = RunContents::Kind;

Json parsed(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return file ? Json::parse(text.str(), nullptr, false) : Json(Json::value_t::discarded);
}

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

// The models of a run by its options; nothing if these are not a run's options.
std::optional<PartTexts> model_of(const Json& json) {
  if (!json.contains("MODEL")) return {};
  const Json& model = json.at("MODEL");
  if (model.is_string()) return model.get<PartTexts>();
  if (!model.is_object() || model.empty()) return {};
  for (const auto& [part, text] : model.items()) {
    if (!text.is_string() || part_word(part + "=x").part != part) return {};
  }
  return model.get<PartTexts>();
}

// Other programs have files of this name too.
bool is_options(const Json& json) {
  const auto holds = [&](const char* name, bool (Json::*is)() const noexcept) {
    return json.contains(name) && (json.at(name).*is)();
  };
  return json.is_object() && model_of(json) && holds("data", &Json::is_string) &&
         holds("finished", &Json::is_boolean);
}

bool is_event_file(const std::string& name) {
  return name.starts_with("events.out.tfevents.") && name.ends_with(".fovea") &&
         name.find('/') == std::string::npos;
}

bool is_result(const std::string& name, const std::vector<std::string>& results) {
  return name == recipe_file || is_event_file(name) ||
         std::ranges::find(results, name) != results.end();
}

std::vector<std::string> files_of(const Json& options) {
  std::vector<std::string> files = {metrics_file};
  const std::vector<std::string> results = result_files(*model_of(options));
  if (options.contains("files") && options.at("files").is_array()) {
    for (const Json& file : options.at("files")) {
      // Only names that a run uses: these files will be deleted, and anybody may have written
      // this list.
      if (file.is_string() && is_result(file.get<std::string>(), results)) {
        files.push_back(file.get<std::string>());
      }
    }
  }
  files.push_back(checkpoint_file);
  files.push_back(options_file);
  return files;
}

}  // namespace

std::vector<std::string> result_files(const PartTexts& model) {
  if (!model.several()) return {"best.onnx", "model.onnx", "report.html"};
  std::vector<std::string> names = {"report.html"};
  for (const auto& [part, text] : model.own) {
    names.push_back(best_file(model, part));
    names.push_back(model_file(model, part));
  }
  return names;
}

std::string model_file(const PartTexts& model, const std::string& part) {
  return model.several() ? part + ".onnx" : "model.onnx";
}

std::string best_file(const PartTexts& model, const std::string& part) {
  return model.several() ? "best-" + part + ".onnx" : "best.onnx";
}

Json read_json(const std::filesystem::path& path) {
  Json json = parsed(path);
  if (!json.is_object()) throw Error("this is no run's options").at(path.string());
  return json;
}

std::string fingerprint_of(const std::filesystem::path& path) {
  const InputFile file(path);
  std::vector<std::byte> part(std::size_t{1} << 20);
  std::uint64_t hash = 0xcbf29ce484222325;
  for (std::uint64_t at = 0; at < file.size(); at += part.size()) {
    const std::span<std::byte> here(part.data(),
                                    std::min<std::uint64_t>(part.size(), file.size() - at));
    file.read(at, here);
    for (const std::byte byte : here)
      hash = (hash ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3;
  }
  return fmt::format("{:016x}", hash);
}

RunContents contents_of(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) return {};
  const Json options = parsed(folder / options_file);
  const bool ours = is_options(options);
  if (ours && options.at("finished").get<bool>())
    return {.kind = Kind::finished, .foreign = {}, .leftover = {}};
  if (ours && is_there(folder / checkpoint_file)) {
    return {.kind = Kind::unfinished, .foreign = {}, .leftover = {}};
  }
  // A run that was killed may leave a half-written file beside the one that it should replace.
  std::vector<std::string> own;
  if (ours) own = files_of(options);
  std::vector<std::string> partials;
  for (const std::string& name : own) partials.push_back(name + ".partial");
  if (!ours) partials.push_back(std::string(options_file) + ".partial");
  std::erase_if(partials, [&](const std::string& name) { return !is_left_partial(folder / name); });
  own.insert(own.begin(), partials.begin(), partials.end());

  std::vector<std::string> foreign;
  for (const auto& entry : folder_entries(folder)) {
    const std::string name = entry.path().filename().string();
    if (!(ours && is_event_file(name)) && std::ranges::find(own, name) == own.end())
      foreign.push_back(name);
  }
  if (foreign.empty()) return {.kind = Kind::free, .foreign = {}, .leftover = own};
  return {.kind = Kind::foreign, .foreign = std::ranges::min(foreign), .leftover = {}};
}

void expect_free(const std::filesystem::path& folder) {
  const RunContents contents = contents_of(folder);
  switch (contents.kind) {
    case Kind::free:
      return;
    case Kind::finished:
      throw Error("'{}' holds a finished run", folder.string()).hint("choose another --out");
    case Kind::unfinished:
      throw Error("'{}' holds an unfinished run", folder.string())
          .hint(fmt::format("go on with it: fovea train --resume {}; or choose another --out",
                            shell_word(folder.string())));
    case Kind::foreign:
      throw Error("'{}' holds '{}', which no run wrote", folder.string(), contents.foreign)
          .hint("choose an empty or a new folder as --out");
  }
}

std::filesystem::path first_without_results(const std::filesystem::path& folder) {
  std::filesystem::path free = folder;
  for (int n = 2;; ++n) {
    const Kind kind = contents_of(free).kind;
    if (kind != Kind::finished && kind != Kind::foreign) return free;
    free = fmt::format("{}-{}", folder.string(), n);
  }
}

}  // namespace fovea::apps
