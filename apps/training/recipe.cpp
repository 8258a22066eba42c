#include "apps/training/recipe.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "fovea/core/error.h"
#include "framework/formats/input_file.h"

namespace fovea::apps {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t most_bytes = 1 << 20;

std::string text_of(const std::filesystem::path& path) {
  const InputFile file(path);
  if (file.size() > most_bytes) throw Error("has {} bytes: no recipe is so long", file.size());
  std::string text(file.size(), '\0');
  file.read(0, std::as_writable_bytes(std::span(text)));
  return text;
}

// JSON keeps the last of two entries with the same key; if there are two, one was probably meant to
// be another.
Json parsed(const std::string& text) {
  std::vector<std::string> keys;
  const auto see = [&](int depth, Json::parse_event_t event, const Json& value) {
    if (event != Json::parse_event_t::key || depth != 1) return true;
    const auto key = value.get<std::string>();
    if (std::ranges::find(keys, key) != keys.end()) throw Error("has '{}' twice", key);
    keys.push_back(key);
    return true;
  };
  try {
    return Json::parse(text, see);
  } catch (const Json::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    throw Error("line {} is no JSON", std::count(text.begin(), end, '\n') + 1)
        .hint("a recipe is as {\"model\": \"lenet5\", \"data\": \"mnist\", \"epochs\": 5}");
  } catch (const Json::out_of_range&) {
    throw Error("has a number too large to be one");
  }
}

std::string word(const std::string& key, const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float() && std::floor(value.get<double>()) == value.get<double>()) {
    return fmt::format("{}", value.get<double>());  // 2 for 2.0, so that it can be a count
  }
  if (value.is_number()) return value.dump();
  if (value.is_array()) {
    std::vector<std::string> words;
    for (const Json& entry : value) {
      if (entry.is_array()) throw Error("'{}' is a list of lists", key);
      words.push_back(word(key, entry));
    }
    return fmt::format("{}", fmt::join(words, ","));
  }
  throw Error("'{}' is {}, and neither a text, a number nor a list of them", key, value.dump());
}

}  // namespace

std::vector<std::pair<std::string, std::string>> read_recipe(const std::filesystem::path& path,
                                                             std::span<const std::string> known) {
  std::vector<std::pair<std::string, std::string>> entries;
  try {
    const Json json = parsed(text_of(path));
    if (!json.is_object()) throw Error("holds no recipe: it is no JSON object");
    for (const auto& [key, value] : json.items()) {
      if (std::ranges::find(known, key) == known.end()) {
        throw Error("no option of a recipe is called '{}'{}", key, did_you_mean(key, known));
      }
      if (value.is_object()) {  // one value per model
        for (const auto& [part, own] : value.items()) {
          entries.emplace_back(key, part + "=" + word(key, own));
        }
      } else if (std::string option = word(key, value); !option.empty()) {
        entries.emplace_back(key, std::move(option));
      }
    }
  } catch (const Error& error) {
    throw error.at(path.string());
  }
  return entries;
}

}  // namespace fovea::apps
